import { lossText, vetoHeadline } from '../../main/contract/text/events.ts';
import type { ReportSource } from '../frame/report.ts';
import { exactTime } from '../text/time.ts';
import { isoOf } from './ago.tsx';
import { recordedUs, type ShownRecordings } from './use-recordings.ts';

/** The page for a ticket: its sentences and the counts behind them. The events themselves are saved from the table. */
export function eventsReport({ shown, vetoes, summary, losses, isLossy, isRunning }: ShownRecordings): ReportSource | null {
  if (vetoes === null || shown.length === 0) return null;
  const at = new Date();
  const span = { us: recordedUs(shown, at.getTime() * 1_000), recordings: shown.length, isRunning };
  const sentence = summary?.useSentence ?? null;
  return {
    command: 'events',
    askedAt: at.toISOString(),
    lines: [
      vetoHeadline(vetoes, span, isLossy),
      ...shown.map(({ id, startedUs, events }) => `  Recording ${id}, ${exactTime(isoOf(startedUs))}: ${events} events`),
      `  ${lossText(losses)}`,
      ...(sentence === null ? [] : [sentence]),
      '',
      ...vetoes.byFilter.map(({ value, events }) => `  ${String(events).padStart(10)}  ${value ?? 'a filter without a name'}`),
    ],
    data: { recordings: shown, vetoes, summary, lost: { events: losses.lostEvents, buffers: losses.lostBuffers } },
  };
}
