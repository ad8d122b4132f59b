import { countOf } from '../../main/contract/numbers.ts';
import { spanText } from '../../main/contract/text/events.ts';
import { type Column, STEPS_US, seriesWords, type TimeRange } from '../../main/contract/text/timeline.ts';

const DAY_MS = 86_400_000;
const MONTH_DAYS = 30.44;
/** Steps that follow the calendar: days and months are not equally long on a clock that is put forward and back. */
const CALENDAR_STEPS = [
  { unit: 'day', count: 1 },
  { unit: 'day', count: 2 },
  { unit: 'day', count: 7 },
  { unit: 'day', count: 14 },
  { unit: 'month', count: 1 },
  { unit: 'month', count: 3 },
  { unit: 'month', count: 12 },
  { unit: 'month', count: 60 },
] as const;
type CalendarStep = (typeof CALENDAR_STEPS)[number];
const LONGEST_STEP: CalendarStep = { unit: 'month', count: 60 };

export interface Tick {
  readonly us: number;
  readonly text: string;
}

/** Round moments of the user's own clock, at most `count` of them and one more. */
export function ticksOf({ fromUs, toUs }: TimeRange, count: number): readonly Tick[] {
  const step = STEPS_US.find((each) => (toUs - fromUs) / each <= count);
  if (step === undefined) return calendarTicks(fromUs / 1_000, toUs / 1_000, count);
  const zoneUs = new Date(fromUs / 1_000).getTimezoneOffset() * 60_000_000;
  const first = Math.ceil((fromUs - zoneUs) / step) * step + zoneUs;
  const ticks: Tick[] = [];
  for (let us = first; us <= toUs; us += step) ticks.push({ us, text: tickText(us, step) });
  return ticks;
}

function calendarTicks(fromMs: number, toMs: number, count: number): readonly Tick[] {
  const step = CALENDAR_STEPS.find(
    ({ unit, count: units }) => (toMs - fromMs) / DAY_MS / (unit === 'day' ? 1 : MONTH_DAYS) / units <= count,
  );
  const { unit, count: units } = step ?? LONGEST_STEP;
  const from = new Date(fromMs);
  // Counted in whole days or months of the user's calendar, so that the same moments are round wherever the range begins.
  const begun =
    unit === 'day' ? Date.UTC(from.getFullYear(), from.getMonth(), from.getDate()) / DAY_MS : from.getFullYear() * 12 + from.getMonth();
  const ticks: Tick[] = [];
  for (let at = Math.ceil(begun / units) * units; ; at += units) {
    const day = new Date(at * DAY_MS);
    const moment =
      unit === 'day' ? new Date(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()) : new Date(Math.floor(at / 12), at % 12, 1);
    if (moment.getTime() > toMs) return ticks;
    if (moment.getTime() >= fromMs) ticks.push({ us: moment.getTime() * 1_000, text: calendarText(moment, unit, units) });
  }
}

function calendarText(at: Date, unit: CalendarStep['unit'], units: number): string {
  if (unit === 'day') return dayText(at);
  return units >= 12 ? String(at.getFullYear()) : `${at.getFullYear()}-${two(at.getMonth() + 1)}`;
}

const dayText = (at: Date): string => `${at.getMonth() + 1}-${two(at.getDate())}`;

/** Midnight is called by its day, so that times of several days can be told apart. */
function tickText(us: number, stepUs: number): string {
  const at = new Date(us / 1_000);
  if (us % 1_000_000 === 0 && at.getHours() + at.getMinutes() + at.getSeconds() === 0) return dayText(at);
  const minutes = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (stepUs >= 60_000_000) return minutes;
  const seconds = `${minutes}:${two(at.getSeconds())}`;
  return stepUs >= 1_000_000 ? seconds : `${seconds}.${Math.floor(at.getMilliseconds() / 100)}`;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `10:15:02.100`, the time of day to the millisecond in the user's zone. */
export function clockMs(us: number): string {
  const at = new Date(us / 1_000);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** The width of a column: `0.1 s`, `20 s`, `3 minutes`. */
export function stepText(us: number): string {
  return us < 120_000_000 ? `${Math.round(us / 100_000) / 10} s` : spanText(us);
}

/** What stands under the pointer or the keyboard's mark. */
export function columnText(column: Column, series: readonly (string | null)[]): string {
  const parts = series.flatMap((filter, index) => {
    const count = column.counts[index] ?? 0;
    return count === 0 ? [] : [`${seriesWords(filter)} ${countOf(count, 'event')}`];
  });
  return `${clockMs(column.fromUs)} to ${clockMs(column.toUs)}: ${parts.length === 0 ? 'no event' : parts.join(', ')}`;
}

const SHORTEST_US = 1_000_000;

/** The range zoomed by `factor` around a moment that keeps its place; never outside of what there is. */
export function zoomed(range: TimeRange, whole: TimeRange, aroundUs: number, factor: number): TimeRange | null {
  const spanUs = Math.max(SHORTEST_US, (range.toUs - range.fromUs) * factor);
  if (spanUs >= whole.toUs - whole.fromUs) return null;
  const share = (aroundUs - range.fromUs) / Math.max(1, range.toUs - range.fromUs);
  return inside({ fromUs: aroundUs - spanUs * share, toUs: aroundUs + spanUs * (1 - share) }, whole);
}

/** The range moved by a share of its own length. */
export function moved(range: TimeRange, whole: TimeRange, share: number): TimeRange {
  const byUs = (range.toUs - range.fromUs) * share;
  return inside({ fromUs: range.fromUs + byUs, toUs: range.toUs + byUs }, whole);
}

function inside({ fromUs, toUs }: TimeRange, whole: TimeRange): TimeRange {
  const spanUs = Math.min(toUs - fromUs, whole.toUs - whole.fromUs);
  const start = Math.min(Math.max(fromUs, whole.fromUs), whole.toUs - spanUs);
  return { fromUs: Math.floor(start), toUs: Math.ceil(start + spanUs) };
}
