import { countOf } from '../../main/contract/numbers.ts';

/** After this long an answer is called old on screen. */
export const STALE_AFTER_MS = 60_000;

/** `2 seconds ago`; a clock that runs ahead counts as now. */
export function relativeTime(thenMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - thenMs) / 1000));
  if (seconds < 1) return 'just now';
  if (seconds < 60) return `${countOf(seconds, 'second')} ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${countOf(minutes, 'minute')} ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${countOf(hours, 'hour')} ago`;
  return `${countOf(Math.floor(hours / 24), 'day')} ago`;
}

export function isStale(thenMs: number, nowMs: number): boolean {
  return nowMs - thenMs > STALE_AFTER_MS;
}

/** Local time with its offset, for a tooltip: `2026-11-20 09:00:05 UTC+01:00`. */
export function exactTime(iso: string): string {
  const at = new Date(iso);
  const two = (n: number): string => String(n).padStart(2, '0');
  const offset = -at.getTimezoneOffset();
  const sign = offset < 0 ? '-' : '+';
  const zone = `UTC${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())} ${zone}`;
}

/** A day and a time of the user's own clock, for a line of text: `today 09:11`, `yesterday 10:02`, `2026-11-14 10:02`. */
export function dayTime(thenMs: number, nowMs: number): string {
  const then = new Date(thenMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${dayWords(then, nowMs)} ${two(then.getHours())}:${two(then.getMinutes())}`;
}

/** `today`, `yesterday`, `2026-11-14`. */
export function dayWords(then: Date, nowMs: number): string {
  const now = new Date(nowMs);
  const dayOf = (at: Date): number => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate());
  const days = Math.round((dayOf(now) - dayOf(then)) / 86_400_000);
  if (days === 0) return 'today';
  return days === 1 ? 'yesterday' : exactTime(then.toISOString()).slice(0, 10);
}

/** `about 2 minutes left`: an estimate, so never to the second. */
export function remainingWords(ms: number): string {
  if (ms < 10_000) return 'a few seconds left';
  if (ms < 60_000) return `about ${countOf(Math.ceil(ms / 10_000) * 10, 'second')} left`;
  if (ms < 3_600_000) return `about ${countOf(Math.ceil(ms / 60_000), 'minute')} left`;
  return `about ${countOf(Math.ceil(ms / 3_600_000), 'hour')} left`;
}
