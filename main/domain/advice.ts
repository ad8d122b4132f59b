import type { Advice } from '../contract/verdicts.ts';
import type { Layer } from '../contract/words.ts';
import blockers from './catalogue/blockers.json' with { type: 'json' };
import { STATUS_BYPASSIO_FLT_NOT_SUPPORTED } from './status.ts';

export const BLOCKERS_SOURCE = { source: blockers.source, date: blockers.sourceDate } as const;

type Entry = (typeof blockers.entries)[number];
type EntryId =
  | 'third-party-minifilter'
  | 'filter-veto'
  | 'storage-filter'
  | 'feature-mode'
  | 'not-ntfs'
  | 'server-or-old'
  | 'not-nvme'
  | 'portdriver'
  | 'ntfs-file';

/** What is known of a cause when advice is looked for. */
export interface Symptom {
  readonly layer: Layer;
  readonly driver: string | null;
  readonly ntstatus: number | null;
  /** Load order group of the filter, where its altitude is known. */
  readonly group: string | null;
  readonly busType: string | null;
}

/** What a refusal by NTFS is about, by its status. The statuses follow from their names; that NTFS refuses these kinds is documented. */
const NTFS_ENTRIES: ReadonlyMap<number | null, string> = new Map([
  [0xc000_04ca, 'ntfs-compressed'],
  [0xc000_04c3, 'ntfs-encrypted'],
  [0xc000_04c4, 'ntfs-sparse'],
  [0xc000_04c5, 'ntfs-pagefile'],
  [0xc000_049a, 'ntfs-dax'],
  [0xc000_04d5, 'paused-handle'],
]);
const byId = new Map<string, Entry>(blockers.entries.map((entry) => [entry.id, entry]));
const optedInDrivers = new Set(blockers.optedIn);
const groupAdvice = new Map<string, string>(Object.entries(blockers.groupAdvice));

/** The catalogue's entry for a cause: by driver name first, then by what kind of driver and answer it is; safest remedy first. */
export function adviceFor(symptom: Symptom): Advice | null {
  const entry = entryFor(symptom);
  if (entry === undefined) return null;
  const group = symptom.group === null ? undefined : groupAdvice.get(symptom.group);
  const remedies =
    (entry.id === 'third-party-minifilter' || entry.id === 'filter-veto') && group !== undefined
      ? [group, ...entry.remedies]
      : entry.remedies;
  return toAdvice(entry, remedies);
}

/** Advice for a target that does not know BypassIO: the file system, or a Windows that is too old. */
export const adviceForNotApplicable = (fileSystem: string | null): Advice | null => {
  const entry = byId.get(fileSystem === 'NTFS' ? 'server-or-old' : 'not-ntfs');
  return entry === undefined ? null : toAdvice(entry, entry.remedies);
};

const pick = (id: EntryId): Entry | undefined => byId.get(id);

function entryFor({ layer, driver, ntstatus, busType }: Symptom): Entry | undefined {
  const name = driver?.toLowerCase() ?? null;
  if (layer === 'fileSystem') return byId.get(NTFS_ENTRIES.get(ntstatus) ?? 'ntfs-file');
  const named = name === null ? undefined : blockers.entries.find(({ drivers }) => drivers.some((pattern) => matches(pattern, name)));
  if (named !== undefined) return named;
  if (layer === 'filter') {
    if (ntstatus !== null && ntstatus !== STATUS_BYPASSIO_FLT_NOT_SUPPORTED) return pick('filter-veto');
    return pick(name !== null && optedInDrivers.has(name) ? 'feature-mode' : 'third-party-minifilter');
  }
  if (layer === 'storage') return pick(busType !== null && busType !== 'NVMe' ? 'not-nvme' : 'portdriver');
  return driver === null ? undefined : pick('storage-filter');
}

const matches = (pattern: string, name: string): boolean =>
  pattern === name || (pattern.endsWith('*.sys') && name.startsWith(pattern.slice(0, -'*.sys'.length)));

const toAdvice = ({ id, title, meaning, risk, confidence, sources }: Entry, remedies: readonly string[]): Advice => ({
  id,
  title,
  meaning,
  remedies: [...remedies],
  risk,
  confidence,
  sources: [...sources],
});
