import { WarningFilled } from '@fluentui/react-icons/svg/warning';
import { countOf, formatCount } from '../../main/contract/numbers.ts';
import { endingText, lossText, vetoHeadline } from '../../main/contract/text/events.ts';
import { PageHead } from '../frame/workspace.tsx';
import { useSecond } from '../parts/use-second.ts';
import { Ago, isoOf } from './ago.tsx';
import type { CaptureState } from './capture-store.ts';
import styles from './events.module.css';
import { recordedUs, type ShownRecordings } from './use-recordings.ts';

interface EventsHeadProps {
  readonly recordings: ShownRecordings;
  readonly capture: CaptureState;
  readonly isLive: boolean;
}

/** The answer in one sentence, and what it rests on: since when, how many, how many were lost. */
export function EventsHead({ recordings, capture, isLive }: EventsHeadProps) {
  const nowUs = useSecond() * 1_000;
  const { all, shown, vetoes, isRunning, isLossy } = recordings;
  if (all.value === null)
    return <PageHead title="Looking for recordings…" sub={isLive ? 'What was recorded stays on this computer.' : 'In the case file.'} />;
  if (shown.length === 0 && capture.recording === null) {
    if (!isLive)
      return <PageHead title="This case holds no recording" sub="No events were recorded before it was written, or they were left out." />;
    return (
      <PageHead
        title="Nothing recorded yet"
        sub="Record while a game or a copy runs: every BypassIO request that a filter refuses is listed as it happens."
      />
    );
  }
  const span = { us: recordedUs(shown, nowUs), recordings: shown.length, isRunning };
  return (
    <PageHead
      title={vetoes === null ? 'Counting the vetoes…' : vetoHeadline(vetoes, span, isLossy)}
      sub={
        <>
          <StateLine recordings={recordings} capture={capture} />
          {vetoes !== null && vetoes.own > 0 && ` ${countOf(vetoes.own, 'more veto', 'more vetoes')} of this program’s own queries.`}
        </>
      }
    />
  );
}

/** `Recording since 12 seconds ago · 3,644 events · nothing lost`. */
function StateLine({
  recordings: { shown, vetoes, isRunning, losses, isLossy },
  capture,
}: {
  readonly recordings: ShownRecordings;
  readonly capture: CaptureState;
}) {
  const [first] = shown;
  const ending = shown.length === 1 && first !== undefined ? endingText(first.ending) : null;
  const active = capture.active.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      {isRunning && (
        <span className={styles.live}>
          <span className={styles.dot} aria-hidden="true" />
          Recording
        </span>
      )}
      {first !== undefined && (
        <>
          {isRunning ? ' since ' : `Recorded ${shown.length > 1 ? `${formatCount(shown.length)} times, last ` : ''}`}
          <Ago time={isoOf(first.startedUs)} />
          {ending !== null && `, ${ending}`}
        </>
      )}
      {` · ${isLossy ? 'at least ' : ''}${countOf(vetoes?.events ?? 0, 'event')} · `}
      {isLossy ? (
        <strong className={styles.lost}>
          <WarningFilled aria-hidden="true" /> {lossText(losses)}
        </strong>
      ) : (
        'nothing lost'
      )}
      {isRunning && active > 0 && ` · ${countOf(active, 'file has', 'files have')} BypassIO on now`}
      {'. '}
    </>
  );
}
