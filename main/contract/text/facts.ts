import { describe } from '../describe.ts';
import { shortHex } from '../numbers.ts';
import type { Fact, SnapshotSwitch } from '../snapshot.ts';

/** Why a fact is not known, without a full stop; null for one that is known. */
export function whyNotKnown(fact: Fact<unknown>): string | null {
  switch (fact.state) {
    case 'known':
      return null;
    case 'notElevated':
      return `needs administrator rights (${fact.call})`;
    case 'notOnThisSystem':
      return `not on this system: ${fact.detail}`;
    case 'failed':
      return describe(fact.failure);
    default:
      return fact satisfies never;
  }
}

/** A fact as it is shown, or why it is not known. */
export const factText = <T>(fact: Fact<T>, show: (value: T) => string): string =>
  fact.state === 'known' ? show(fact.value) : (whyNotKnown(fact) ?? '');

/** `StorageSupportedFeatures of stornvme`: the name of a value, and of the service whose value it is. */
export function switchName({ name, key }: SnapshotSwitch): string {
  const service = /\\Services\\([^\\]+)\\/i.exec(key)?.[1];
  return service === undefined ? name : `${name} of ${service}`;
}

/** A mode is a number, features are a mask. */
export const switchValue = ({ name }: SnapshotSwitch, value: number | null): string =>
  value === null ? 'not set' : /Mode$/.test(name) ? String(value) : shortHex(value);
