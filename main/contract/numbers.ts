/** How numbers are written, in window and console alike. */

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Thousands apart. By hand: the first use of the locale tables costs a console command as much as all else that it does. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `3 files`, `1 file`: the count in thousands and the noun that fits it. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** Size as Explorer shows it: steps of 1,024, three significant digits. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let step = 0;
  while (value >= 1000 && step < UNITS.length - 1) {
    value /= 1024;
    step += 1;
  }
  const unit = UNITS[step] ?? 'bytes';
  if (step === 0) return countOf(bytes, 'byte');
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${unit}`;
}

export function exactBytes(bytes: number): string {
  return countOf(bytes, 'byte');
}

/** Unsigned 32 bits as people write codes and masks. */
export function hex32(value: number): string {
  return `0x${(value >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
}

/** A mask as filter people shorten it: `0x3`. */
export function shortHex(value: number): string {
  return `0x${(value >>> 0).toString(16).toUpperCase()}`;
}

/** Files with BypassIO on at the moment of asking; `then` when that moment is long past. */
export function activeSentence(count: number | null, when: 'now' | 'then' = 'now'): string {
  if (count === null) return 'Active files not known';
  if (when === 'then') return `${count === 0 ? 'No file' : countOf(count, 'file')} had BypassIO on then`;
  return `${count === 0 ? 'No file has' : countOf(count, 'file has', 'files have')} BypassIO on now`;
}

/** Whole percent, but neither 0 nor 100 for what is not: what is rounded away would look like nothing, or all. */
export function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %';
  if (part === whole) return '100 %';
  const percent = (part * 100) / whole;
  return percent < 1 ? 'less than 1 %' : `${Math.min(99, Math.round(percent))} %`;
}
