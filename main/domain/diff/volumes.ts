import type { ChangeKind } from '../../contract/case-words.ts';
import type { Failure } from '../../contract/failure.ts';
import { formatBytes } from '../../contract/numbers.ts';
import type { Fact, Snapshot, SnapshotVolume } from '../../contract/snapshot.ts';
import { whyNotKnown } from '../../contract/text/facts.ts';
import { VERDICT_WORDS } from '../../contract/text/verdicts.ts';
import { unknownFor } from '../facts.ts';
import {
  type Compared,
  changed,
  compareFacts,
  compareTexts,
  gap,
  matched,
  type Named,
  NOTHING,
  onlyAfter,
  onlyBefore,
  type Pair,
  together,
} from './changes.ts';
import { compareFilters } from './filters.ts';

export const IDENTITY = 'identity of the volume';
export const FILE_SYSTEM = 'file system';

export interface VolumePair {
  readonly before: SnapshotVolume;
  readonly after: SnapshotVolume;
}

/** Volumes by mount point; null where the volumes of a side could not be listed. */
export function volumePairs({
  before,
  after,
}: Pair): readonly { readonly before: SnapshotVolume | null; readonly after: SnapshotVolume | null }[] | null {
  const [first, second] = [before.content.volumes, after.content.volumes];
  if (first.state !== 'known' || second.state !== 'known') return null;
  return matched(first.value, second.value, ({ mount }) => mount.toLowerCase());
}

export function cameOrWent(pair: Pair, volume: SnapshotVolume, isNew: boolean): Compared {
  const { mount, verdict } = volume;
  const label = verdict.label === '' ? '' : ` “${verdict.label}”`;
  const text = `${verdict.fileSystem}${label}, ${VERDICT_WORDS[verdict.verdict].toLowerCase()}`;
  return changed({
    kind: isNew ? 'volumeAdded' : 'volumeRemoved',
    mount,
    subject: mount,
    before: isNew ? null : text,
    after: isNew ? text : null,
    sentence: `volume ${mount} (${text}) ${isNew ? onlyAfter(pair) : onlyBefore(pair)}`,
  });
}

/** Everything about one volume that both sides have, but for its verdict. */
export function compareVolume(pair: Pair, { before, after }: VolumePair): Compared {
  const { mount } = after;
  return together([
    compareIdentity(pair, before, after),
    compareTexts({ kind: 'volumeFact', mount, subject: 'label', label: 'label' }, quoted(before), quoted(after)),
    compareSize(mount, before.verdict.totalBytes, after.verdict.totalBytes),
    compareTexts(
      { kind: 'fileSystem', mount, subject: FILE_SYSTEM, label: FILE_SYSTEM },
      before.verdict.fileSystem,
      after.verdict.fileSystem,
    ),
    compareFacts(
      { kind: 'fileSystem', mount, subject: 'file system flags', label: 'file system flags' },
      before.flags,
      after.flags,
      String,
    ),
    compareStacks(pair, before, after),
    compareStorage(before, after),
    compareVeto(
      { kind: 'bitLocker', label: 'BitLocker', unknown: { kind: 'BitLocker', of: mount }, mount },
      before.bitLocker,
      after.bitLocker,
    ),
    compareVeto(
      { kind: 'shadowCopies', label: 'The driver for shadow copies', unknown: { kind: 'Shadow copies', of: mount }, mount },
      before.shadowCopies,
      after.shadowCopies,
    ),
    compareNoise(mount, before, after),
  ]);
}

const quoted = ({ verdict }: SnapshotVolume): string => (verdict.label === '' ? 'none' : `“${verdict.label}”`);

/** On two machines every volume is another one. */
function compareIdentity(
  { isSameMachine }: Pair,
  { mount, verdict: before }: SnapshotVolume,
  { verdict: after }: SnapshotVolume,
): Compared {
  if (!isSameMachine || before.guidPath === after.guidPath || before.guidPath === '' || after.guidPath === '') return NOTHING;
  return changed({
    kind: 'volumeFact',
    mount,
    subject: IDENTITY,
    before: before.guidPath,
    after: after.guidPath,
    sentence: `another volume is mounted at ${mount}`,
  });
}

function compareSize(mount: string, before: number | null, after: number | null): Compared {
  if (before === after) return NOTHING;
  if (before === null || after === null) return gap('Size', mount, before === null ? NOT_SAID : null, after === null ? NOT_SAID : null);
  return compareTexts({ kind: 'volumeFact', mount, subject: 'size', label: 'size' }, sizeText(before), sizeText(after));
}

const sizeText = (bytes: number): string => `${formatBytes(bytes)} (${bytes} bytes)`;
const NOT_SAID = 'the volume did not say';

function compareStacks(pair: Pair, before: SnapshotVolume, after: SnapshotVolume): Compared {
  const why = whyNoFilters(before, pair.before);
  const whyNot = whyNoFilters(after, pair.after);
  if (why !== null || whyNot !== null) return gap(FILTERS, after.mount, why, whyNot);
  return compareFilters(pair, after.mount, before.stack?.filters ?? [], after.stack?.filters ?? []);
}

export const FILTERS = 'Filters';

/** Why the filters of a volume are not known; null when they are. */
function whyNoFilters({ stack, verdict }: SnapshotVolume, { content }: Snapshot): string | null {
  const failure = stack === null ? (verdict.failure ?? UNASKED) : stack.filtersFailure;
  return failure === null ? null : whyNotKnown(unknownFor(failure, content.machine.elevated));
}

const UNASKED: Failure = { kind: 'refused', call: 'QUERY', detail: 'the volume could not be asked' };

function compareStorage(before: SnapshotVolume, after: SnapshotVolume): Compared {
  const { mount } = after;
  const texts = (kind: ChangeKind, label: string) => ({ kind, mount, subject: label, label });
  return together([
    compareFacts(texts('storageDriver', 'storage driver'), before.storageDriver, after.storageDriver, String),
    compareCompatible(before, after),
    compareFacts(texts('busType', 'bus'), before.busType, after.busType, String),
  ]);
}

function compareCompatible(before: SnapshotVolume, after: SnapshotVolume): Compared {
  const { mount, storageDriver } = after;
  const named = {
    kind: 'storageCompatible',
    mount,
    subject: 'storage compatibility',
    label: `storage driver ${storageDriver.state === 'known' ? storageDriver.value : ''}`.trim(),
    unknown: { kind: 'Compatibility of the storage driver', of: mount },
  } as const;
  return compareFacts(named, before.storageCompatible, after.storageCompatible, (isCompatible) =>
    isCompatible ? 'compatible' : 'not compatible',
  );
}

const VETO_WORDS = { vetoes: 'refuses', noVeto: 'does not refuse' } as const;
type Veto = Fact<'vetoes' | 'noVeto'>;

const compareVeto = (named: Omit<Named, 'subject'>, before: Veto, after: Veto): Compared =>
  compareFacts({ ...named, subject: named.label }, before, after, (veto) => VETO_WORDS[veto]);

/** Comes and goes by itself; what one side does not know of it is no loss. */
function compareNoise(mount: string, before: SnapshotVolume, after: SnapshotVolume): Compared {
  const [first, second] = [before.activeCount, after.activeCount];
  const [free, freeNow] = [before.verdict.freeBytes, after.verdict.freeBytes];
  return together([
    first.state !== 'known' || second.state !== 'known'
      ? NOTHING
      : compareTexts(
          { kind: 'activeCount', mount, subject: 'active files', label: 'files with BypassIO on' },
          String(first.value),
          String(second.value),
        ),
    free === null || freeNow === null
      ? NOTHING
      : compareTexts({ kind: 'freeSpace', mount, subject: 'free space', label: 'free space' }, sizeText(free), sizeText(freeNow)),
  ]);
}
