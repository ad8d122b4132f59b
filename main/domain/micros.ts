const MICROS_A_MS = 1_000;
const FRACTION_DIGITS = 3;
const EPOCH_AS_FILETIME = 116_444_736_000_000_000n;
const TICKS_A_MICROSECOND = 10n;

/** ISO text in UTC of microseconds since 1970, all six digits: `2026-11-20T08:00:00.123456Z`. */
export function microsText(timeUs: number): string {
  const ms = Math.floor(timeUs / MICROS_A_MS);
  const rest = String(timeUs - ms * MICROS_A_MS).padStart(FRACTION_DIGITS, '0');
  return new Date(ms).toISOString().replace('Z', `${rest}Z`);
}

/** Microseconds since 1970 of a FILETIME; null before 1970 and after 2255, where a number is not exact any more: no clock showed that. */
export function microsOfFileTime(fileTime: bigint): number | null {
  const micros = (fileTime - EPOCH_AS_FILETIME) / TICKS_A_MICROSECOND;
  return fileTime < EPOCH_AS_FILETIME || micros >= Number.MAX_SAFE_INTEGER ? null : Number(micros);
}

/** Microseconds since 1970 of an ISO text in UTC, digits past them dropped; null where there is none, or before 1970. */
export function microsOfText(time: string | null): number | null {
  const [, seconds, fraction = ''] = /^(.{19})(?:\.(\d+))?Z$/.exec(time ?? '') ?? [];
  const ms = seconds === undefined ? Number.NaN : Date.parse(`${seconds}Z`);
  const micros = ms * MICROS_A_MS + Number(fraction.padEnd(FRACTION_DIGITS * 2, '0').slice(0, FRACTION_DIGITS * 2));
  return Number.isSafeInteger(micros) && micros >= 0 ? micros : null;
}

/** Day and time of day in the zone of this process, `2026-11-20 10:15:02`. */
export function localText(timeUs: number): string {
  const date = new Date(timeUs / MICROS_A_MS);
  const day = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
  return `${date.getFullYear()}-${day} ${clockText(timeUs)}`;
}

/** Time of day in the zone of this process, `10:15:02`, without the locale tables that would cost a start-up. */
export function clockText(timeUs: number): string {
  const date = new Date(timeUs / MICROS_A_MS);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
