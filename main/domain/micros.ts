const MICROS_A_MS = 1_000;
const FRACTION_DIGITS = 3;

/** ISO text in UTC of microseconds since 1970, all six digits: `2026-11-20T08:00:00.123456Z`. */
export function microsText(timeUs: number): string {
  const ms = Math.floor(timeUs / MICROS_A_MS);
  const rest = String(timeUs - ms * MICROS_A_MS).padStart(FRACTION_DIGITS, '0');
  return new Date(ms).toISOString().replace('Z', `${rest}Z`);
}

/** Time of day in the zone of this process, `10:15:02`, without the locale tables that would cost a start-up. */
export function clockText(timeUs: number): string {
  const date = new Date(timeUs / MICROS_A_MS);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
