import type { EventGroups } from '../events.ts';
import { countOf } from '../numbers.ts';
import type { Recording } from '../recordings.ts';

const UNITS: readonly (readonly [seconds: number, word: string])[] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
];

/** `3 minutes`, `12 seconds`: the largest unit of which there are at least two, rounded; below a second so. */
export function spanText(us: number): string {
  const seconds = Math.max(0, us / 1_000_000);
  if (seconds < 1) return 'less than a second';
  for (const [length, word] of UNITS) {
    if (seconds >= 2 * length) return countOf(Math.round(seconds / length), word);
  }
  return seconds >= 59.5 && seconds < 60.5 ? '1 minute' : countOf(Math.round(seconds), 'second');
}

export interface VetoCounts {
  /** Vetoes by filter, most first, without those that this program's own queries caused. */
  readonly byFilter: EventGroups['groups'];
  /** Vetoes of this program's own queries. */
  readonly own: number;
  /** Events of every kind. */
  readonly events: number;
  /** False when the counts may be too low: the time for counting was used up. */
  readonly complete: boolean;
}

export interface Span {
  readonly us: number;
  readonly recordings: number;
  readonly isRunning: boolean;
}

/** The page in one sentence: how many vetoes, in what time, by whom. What was lost or not counted makes it `at least`. */
export function vetoHeadline({ byFilter, complete }: VetoCounts, span: Span, isLossy: boolean): string {
  const total = byFilter.reduce((sum, group) => sum + group.events, 0);
  const when = span.recordings > 1 ? `in ${countOf(span.recordings, 'recording')}` : `in ${spanText(span.us)}`;
  if (total === 0) {
    if (isLossy) return `No veto seen ${when}, but events were lost`;
    return span.isRunning ? `No veto so far, ${when}` : `No veto ${when}`;
  }
  const count = `${isLossy || !complete ? 'At least ' : ''}${countOf(total, 'veto', 'vetoes')}`;
  return `${count} ${when}, ${byWhom(byFilter, total)}`;
}

function byWhom(byFilter: EventGroups['groups'], total: number): string {
  const [first] = byFilter;
  if (first === undefined) return '';
  const name = first.value ?? 'a filter without a name';
  if (byFilter.length === 1) return total === 1 ? `by ${name}` : total === 2 ? `both by ${name}` : `all by ${name}`;
  return first.events * 2 > total ? `most by ${name}` : `by ${countOf(byFilter.length, 'filter')}`;
}

interface Losses {
  readonly lostEvents: number;
  readonly lostBuffers: number;
}

/** Losses of any number of recordings as one. */
export function lossesOf(recordings: readonly Losses[]): Losses {
  return recordings.reduce(
    (sum, each) => ({ lostEvents: sum.lostEvents + each.lostEvents, lostBuffers: sum.lostBuffers + each.lostBuffers }),
    { lostEvents: 0, lostBuffers: 0 },
  );
}

export function isLossy({ lostEvents, lostBuffers }: Losses): boolean {
  return lostEvents > 0 || lostBuffers > 0;
}

/** `12 events and 1 buffer lost`; nothing lost is said too. */
export function lossText({ lostEvents, lostBuffers }: Losses): string {
  const parts = [lostEvents > 0 ? countOf(lostEvents, 'event') : null, lostBuffers > 0 ? countOf(lostBuffers, 'buffer') : null].filter(
    (part) => part !== null,
  );
  return parts.length === 0 ? 'nothing lost' : `${parts.join(' and ')} lost`;
}

const ENDINGS: Readonly<Record<NonNullable<Recording['ending']>, string>> = {
  stopped: 'stopped',
  interrupted: 'interrupted: the program ended before it could close it',
  sessionEnded: 'ended by another program',
  storeFailed: 'ended: nothing more could be written',
  imported: 'imported',
};

/** How a recording came to its end; null while it runs. */
export function endingText(ending: Recording['ending']): string | null {
  return ending === null ? null : ENDINGS[ending];
}
