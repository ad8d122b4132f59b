import { countOf } from '../../main/contract/numbers.ts';
import type { SnapshotSchedule } from '../../main/contract/snapshot.ts';
import { parsePaths } from '../text/paths.ts';

export const SCHEDULE_LEAST_MINUTES = 5;
export const SCHEDULE_MOST_MINUTES = 10_080;
const PATHS_MOST_COUNT = 100;

/** A schedule as it is typed. */
export interface ScheduleDraft {
  readonly isOn: boolean;
  readonly minutes: string;
  readonly paths: string;
}

/** The schedule that was typed, or why it is none. */
export function scheduleOf({
  isOn,
  minutes,
  paths,
}: ScheduleDraft): { readonly ok: true; readonly schedule: SnapshotSchedule } | { readonly ok: false; readonly why: string } {
  const found = parsePaths(paths);
  if (found.length > PATHS_MOST_COUNT) return { ok: false, why: `At most ${countOf(PATHS_MOST_COUNT, 'path')} are asked about each time.` };
  if (!isOn) return { ok: true, schedule: { everyMinutes: null, paths: [...found] } };
  const every = Number(minutes);
  if (!/^\d+$/.test(minutes.trim()) || every < SCHEDULE_LEAST_MINUTES || every > SCHEDULE_MOST_MINUTES)
    return {
      ok: false,
      why: `From ${countOf(SCHEDULE_LEAST_MINUTES, 'minute')} to ${countOf(SCHEDULE_MOST_MINUTES, 'minute')}, which is a week.`,
    };
  return { ok: true, schedule: { everyMinutes: every, paths: [...found] } };
}
