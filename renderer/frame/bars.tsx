import { Button } from '@fluentui/react-components';
import { DocumentErrorRegular } from '@fluentui/react-icons/svg/document-error';
import { InfoRegular } from '@fluentui/react-icons/svg/info';
import { PlugDisconnectedRegular } from '@fluentui/react-icons/svg/plug-disconnected';
import type { Failure } from '../../main/contract/failure.ts';
import type { Machine } from '../../main/contract/machine.ts';
import type { ConnectionState } from '../connection.ts';
import { ElevationBars } from '../elevation/elevation-bar.tsx';
import type { ElevationSwitch } from '../elevation/use-elevation.ts';
import { failureText } from '../text/failure.ts';
import type { View } from '../view.ts';
import { Bar, CloseButton } from './bar.tsx';
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
  readonly elevation: ElevationSwitch;
  readonly note: string | null;
  readonly onNoteRead: () => void;
}

/** What limits every page right now; each bar stays until its reason is gone. */
export function Bars({ view, follower, followed, connection, onRetry, machine, elevation, note, onNoteRead }: BarsProps) {
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
      <ElevationBars view={view} machine={machine} elevation={elevation} />
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
