import { Button } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { InfoRegular } from '@fluentui/react-icons/svg/info';
import { PlugDisconnectedRegular } from '@fluentui/react-icons/svg/plug-disconnected';
import { ShieldRegular } from '@fluentui/react-icons/svg/shield';
import type { ReactElement, ReactNode } from 'react';
import type { Machine } from '../../main/contract/machine.ts';
import type { ConnectionState } from '../connection.ts';
import styles from './bars.module.css';

interface BarsProps {
  readonly connection: ConnectionState;
  readonly onRetry: (() => void) | null;
  readonly machine: Machine | null;
  readonly note: string | null;
  readonly onNoteRead: () => void;
}

/** What limits every page right now; each bar stays until its reason is gone. */
export function Bars({ connection, onRetry, machine, note, onNoteRead }: BarsProps) {
  const isLost = connection === 'lost' || connection === 'givenUp';
  return (
    <div className={styles.bars} role="region" aria-label="Notices">
      {isLost && (
        <Bar
          tone="bad"
          icon={<PlugDisconnectedRegular />}
          action={
            onRetry === null ? null : (
              <Button size="small" onClick={onRetry}>
                Retry
              </Button>
            )
          }
        >
          <strong>The service stopped answering.</strong>{' '}
          {connection === 'lost' ? 'Trying again by itself.' : 'Start BypassIO Inspector again and open the address it prints.'} What is
          shown is from before.
        </Bar>
      )}
      {machine?.elevated === false && (
        <Bar tone="plain" icon={<ShieldRegular />}>
          <strong>Not elevated:</strong> the filter list is not available; verdicts are. Start BypassIO Inspector as administrator to see
          it.
        </Bar>
      )}
      {note !== null && (
        <Bar
          tone="plain"
          icon={<InfoRegular />}
          action={<Button size="small" appearance="subtle" icon={<DismissRegular />} aria-label="Close" onClick={onNoteRead} />}
        >
          {note}
        </Bar>
      )}
    </div>
  );
}

interface BarProps {
  readonly tone: 'plain' | 'bad';
  readonly icon: ReactElement;
  readonly action?: ReactElement | null;
  readonly children: ReactNode;
}

function Bar({ tone, icon, action, children }: BarProps) {
  return (
    <div className={styles.bar} data-tone={tone} role="status">
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <p className={styles.text}>{children}</p>
      {action}
    </div>
  );
}
