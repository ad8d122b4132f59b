import { useCallback, useMemo } from 'react';
import type { EventGroups } from '../../main/contract/events.ts';
import type { Recording, RecordingSummary } from '../../main/contract/recordings.ts';
import { isLossy, lossesOf, type VetoCounts } from '../../main/contract/text/events.ts';
import type { TimeRange } from '../../main/contract/text/timeline.ts';
import { VETO_EVENT_ID } from '../text/events.ts';
import type { CaptureState } from './capture-store.ts';
import { EVERYTHING, filterOf, type Source } from './event-choice.ts';
import type { EventsClient } from './events-client.ts';
import { type LiveAnswer, useLiveAnswer } from './use-live-answer.ts';

export interface ShownRecordings {
  readonly all: LiveAnswer<readonly Recording[]>;
  /** Those that are looked at: one, or all; empty when nothing was recorded yet. */
  readonly shown: readonly Recording[];
  /** What to ask for; null when nothing was recorded yet. */
  readonly source: Source | null;
  readonly isRunning: boolean;
  /** Losses make every count a lower bound. */
  readonly losses: { readonly lostEvents: number; readonly lostBuffers: number };
  readonly isLossy: boolean;
  readonly vetoes: VetoCounts | null;
  readonly summary: RecordingSummary | null;
}

/** The recordings there are, the one that was chosen (else the newest), and what of it stands in the headline. */
export function useRecordings(client: EventsClient, capture: CaptureState, chosen: Source | null): ShownRecordings {
  const tick = capture.lastSeq + (capture.recording ?? 0) * 0.5 + (capture.ended?.recording.id ?? 0) * 0.25;
  const all = useLiveAnswer(
    useCallback(() => client.recordings(), [client]),
    tick,
  );
  // Imported text holds no events: it is no reason to leave what was recorded.
  const newest = all.value?.find(({ source: from, events }) => from === null || events > 0);
  const source = chosen ?? newest?.id ?? null;
  const isRunning = capture.recording !== null && (source === 'all' || source === capture.recording);
  const shown = useMemo(() => (all.value ?? []).filter(({ id }) => source === 'all' || id === source), [all.value, source]);
  const vetoes = useLiveAnswer(
    useMemo(() => (source === null ? null : () => countVetoes(client, source)), [client, source]),
    tick,
  );
  const one = source === 'all' || source === null || isRunning ? null : source;
  const summary = useLiveAnswer(
    useMemo(() => (one === null ? null : () => client.summary(one)), [client, one]),
    0,
  );
  const { lostEvents, lostBuffers } = capture;
  const losses = useMemo(() => {
    const stored = lossesOf(shown);
    if (!isRunning) return stored;
    return { lostEvents: Math.max(stored.lostEvents, lostEvents), lostBuffers: Math.max(stored.lostBuffers, lostBuffers) };
  }, [shown, isRunning, lostEvents, lostBuffers]);
  const ofOne = summary.value?.recording.id === one ? summary.value : null;
  return useMemo(
    () => ({ all, shown, source, isRunning, losses, isLossy: isLossy(losses), vetoes: vetoes.value, summary: ofOne }),
    [all, shown, source, isRunning, losses, vetoes.value, ofOne],
  );
}

async function countVetoes(client: EventsClient, source: Source): Promise<VetoCounts> {
  const filter = { ...filterOf(EVERYTHING, source), eventIds: [VETO_EVENT_ID] };
  const [foreign, own] = await Promise.all([
    client.groups({ ...filter, own: false }, 'filter'),
    client.groups({ ...filter, own: true }, 'filter'),
  ]);
  // Counted last, so that there are never fewer events than vetoes among them.
  const all = await client.groups(filterOf(EVERYTHING, source), 'eventId');
  return {
    byFilter: foreign.groups,
    own: countOfAll(own),
    events: countOfAll(all),
    complete: foreign.complete && own.complete,
  };
}

const countOfAll = ({ groups }: EventGroups): number => groups.reduce((sum, group) => sum + group.events, 0);

type Extent = Pick<Recording, 'startedUs' | 'endedUs'>;

/** From the first moment recorded to the last; a running recording reaches until now. */
export function wholeRange(recordings: readonly Extent[], nowUs: number): TimeRange {
  const fromUs = Math.min(nowUs, ...recordings.map(({ startedUs }) => startedUs));
  const ends = recordings.map(({ endedUs }) => endedUs ?? nowUs);
  return { fromUs, toUs: Math.max(fromUs + 1, ...ends) };
}

/** Recorded time, gaps between recordings left out. */
export function recordedUs(recordings: readonly Extent[], nowUs: number): number {
  return recordings.reduce((sum, { startedUs, endedUs }) => sum + Math.max(0, (endedUs ?? nowUs) - startedUs), 0);
}
