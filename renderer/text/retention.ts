import type { RetentionChoice } from '../../main/contract/recordings.ts';

const MEGABYTE = 1_048_576;

export const LIMITS = [
  { key: 'age', label: 'Remove events older than', unit: 'days' },
  { key: 'size', label: 'Remove the oldest above', unit: 'MB' },
] as const;

interface LimitText {
  readonly isOn: boolean;
  readonly text: string;
}
export type LimitsText = Readonly<Record<(typeof LIMITS)[number]['key'], LimitText>>;

export function limitsText({ maxAgeDays, maxBytes }: RetentionChoice): LimitsText {
  return {
    age: { isOn: maxAgeDays !== null, text: String(maxAgeDays ?? 30) },
    size: { isOn: maxBytes !== null, text: String(maxBytes === null ? 1_024 : Math.round(maxBytes / MEGABYTE)) },
  };
}

/** What was typed as a choice; null while it is none. */
export function choiceOf({ age, size }: LimitsText): RetentionChoice | null {
  const days = wholeOf(age, 36_500);
  const megabytes = wholeOf(size, 100_000_000);
  if (days === 'wrong' || megabytes === 'wrong') return null;
  return { maxAgeDays: days, maxBytes: megabytes === null ? null : megabytes * MEGABYTE };
}

function wholeOf({ isOn, text }: LimitText, most: number): number | null | 'wrong' {
  if (!isOn) return null;
  const value = Number(text);
  return /^\d+$/.test(text.trim()) && value >= 1 && value <= most ? value : 'wrong';
}
