import type { SnapshotRef } from '../main/contract/snapshot.ts';

/** `store-3`, `case-1`: whose snapshot it is, and its number there. Stands in the address and names rows. */
export const refText = ({ of, id }: SnapshotRef): string => `${of}-${id}`;

/** None for anything else than what `refText` gives. */
export function parseRef(text: string): SnapshotRef | null {
  const [, of, id] = /^(store|case)-([1-9]\d{0,14})$/.exec(text) ?? [];
  return id === undefined ? null : { of: of === 'case' ? 'case' : 'store', id: Number(id) };
}
