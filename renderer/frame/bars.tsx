import { Button } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { DocumentErrorRegular } from '@fluentui/react-icons/svg/document-error';
import { InfoRegular } from '@fluentui/react-icons/svg/info';
import { PlugDisconnectedRegular } from '@fluentui/react-icons/svg/plug-disconnected';
import { ShieldRegular } from '@fluentui/react-icons/svg/shield';
import type { ReactElement, ReactNode } from 'react';
import type { Failure } from '../../main/contract/failure.ts';
import type { Machine } from '../../main/contract/machine.ts';
import type { ConnectionState } from '../connection.ts';
import { failureText } from '../text/failure.ts';
import type { View } from '../view.ts';
import styles from './bars.module.css';
import { CaseBar } from './case-bar.tsx';
import type { CaseFollower, FollowedCase } from './case-follower.ts';

interface BarsProps {
  readonly view: View;
  readonly follower: CaseFollower;
  readonly followed: FollowedCase;
  readonly connection: ConnectionState;
  readonly onRetry: (() => void) | null;
  readonly machine: Machine | null;
  readonly note: string | null;
  readonly onNoteRead: () => void;
}

/** What limits every page right now; each bar stays until its reason is gone. */
export function Bars({ view, follower, followed, connection, onRetry, machine, note, onNoteRead }: BarsProps) {
  const isLost = connection === 'lost' || connection === 'givenUp';
  return (
    <div className={styles.bars} role="region" aria-label="Notices">
      {view.kind === 'case' && <CaseBar contents={view.contents} onClose={follower.close} />}
      {followed.gone !== null && (
        <Bar tone="plain" icon={<InfoRegular />} action={<CloseButton onClick={follower.read} />}>
          <strong>{followed.gone.name} is no longer open.</strong> {GONE[followed.gone.why]} What is shown now is this computer.
        </Bar>
      )}
      {followed.failure !== null && <CaseFailure failure={followed.failure} onRead={follower.read} />}
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
          <strong>Not elevated:</strong> the filter list is not available; verdicts are.{' '}
          {view.kind === 'live'
            ? 'Start BypassIO Inspector as administrator to see it.'
            : 'Whoever wrote this case can add it by writing another one as administrator.'}
        </Bar>
      )}
      {note !== null && (
        <Bar tone="plain" icon={<InfoRegular />} action={<CloseButton onClick={onNoteRead} />}>
          {note}
        </Bar>
      )}
    </div>
  );
}

const GONE: Readonly<Record<NonNullable<FollowedCase['gone']>['why'], string>> = {
  closed: 'It was closed in another window.',
  restarted: 'The service was started again and has let go of it: open it again on the Case page.',
};

function CaseFailure({ failure, onRead }: { readonly failure: Failure; readonly onRead: () => void }) {
  const { title, technical } = failureText(failure);
  return (
    <Bar tone="bad" icon={<DocumentErrorRegular />} action={<CloseButton onClick={onRead} />}>
      <strong>The case file could not be opened.</strong> {title}: {technical}
    </Bar>
  );
}

function CloseButton({ onClick }: { readonly onClick: () => void }) {
  return <Button size="small" appearance="subtle" icon={<DismissRegular />} aria-label="Close" onClick={onClick} />;
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
