import { Button, Switch } from '@fluentui/react-components';
import { CalendarClockRegular } from '@fluentui/react-icons/svg/calendar-clock';
import { CameraRegular } from '@fluentui/react-icons/svg/camera';
import { lazy, Suspense, useState } from 'react';
import { describe } from '../../main/contract/describe.ts';
import type { SnapshotContent } from '../../main/contract/snapshot.ts';
import type { Client } from '../connection.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { useSecond } from '../parts/use-second.ts';
import { dayTime } from '../text/time.ts';
import styles from './history.module.css';
import { everyWords } from './history-words.ts';
import { useTaker } from './use-history.ts';
import type { FollowedSnapshots } from './use-snapshot-changes.ts';

const TakeDialog = lazy(() => import('./take-dialog.tsx').then((module) => ({ default: module.TakeDialog })));
const ScheduleDialog = lazy(() => import('./schedule-dialog.tsx').then((module) => ({ default: module.ScheduleDialog })));

interface HistoryBarProps {
  readonly client: Client;
  readonly followed: FollowedSnapshots;
  readonly elevated: boolean | null;
  /** A failure that the page tells already; null: none. */
  readonly told: string | null;
  /** What the newest snapshot holds, to say what another one takes. */
  readonly newest: SnapshotContent | null;
  readonly onTaken: () => void;
}

/** Takes a snapshot, now or by schedule, and says how that fares. */
export function HistoryBar({ client, followed, elevated, told, newest, onTaken }: HistoryBarProps) {
  const [open, setOpen] = useState<'take' | 'schedule' | null>(null);
  const taker = useTaker(client, onTaken);
  const { change } = followed;
  const failure = change?.failure ?? followed.failure;
  const close = (): void => setOpen(null);
  return (
    <>
      <div className={styles.bar}>
        <Button appearance="primary" icon={<CameraRegular />} onClick={() => setOpen('take')}>
          Take a snapshot
        </Button>
        <Button icon={<CalendarClockRegular />} disabled={change === null} onClick={() => setOpen('schedule')}>
          Schedule
        </Button>
        <span className={styles.state} role="status">
          {taker.state.kind === 'taking' ? 'Taking a snapshot…' : <ScheduleState followed={followed} />}
        </span>
      </div>
      {failure !== null && failure.call !== 'connection' && describe(failure) !== told && (
        <div className={styles.note}>
          <p className={styles.quiet}>The last snapshot by schedule could not be taken.</p>
          <FailureNote failure={failure} />
        </div>
      )}
      {taker.state.kind === 'failed' && open === null && (
        <div className={styles.note}>
          <FailureNote failure={taker.state.failure} onAskAgain={() => setOpen('take')} />
        </div>
      )}
      <Suspense>
        {open === 'take' && <TakeDialog taker={taker} elevated={elevated} onClose={close} />}
        {open === 'schedule' && change !== null && (
          <ScheduleDialog
            schedule={change.schedule}
            newestBytes={newest === null ? null : JSON.stringify(newest).length}
            save={(schedule) => client.snapshots.setSchedule(schedule)}
            onClose={close}
          />
        )}
      </Suspense>
    </>
  );
}

/** `One every hour while a window is open, next 10:15.` */
function ScheduleState({ followed: { change } }: { readonly followed: FollowedSnapshots }) {
  const nowMs = useSecond();
  if (change === null) return null;
  const { schedule, nextUs } = change;
  if (schedule.everyMinutes === null) return 'None is taken by itself.';
  const next = nextUs === null ? '' : `, next ${dayTime(nextUs / 1_000, nowMs).replace(/^today /, '')}`;
  return `One ${everyWords(schedule.everyMinutes)} while a window is open${next}.`;
}

interface OthersSwitchProps {
  readonly isOn: boolean;
  readonly onToggle: (isOn: boolean) => void;
}

/** In a case, which takes no snapshots: this computer's own can be listed beside it, to compare with. */
export function OthersSwitch({ isOn, onToggle }: OthersSwitchProps) {
  return (
    <div className={styles.bar}>
      <Switch
        label="List this computer’s snapshots too, to compare with the case"
        checked={isOn}
        onChange={(_, data) => onToggle(data.checked)}
      />
    </div>
  );
}
