import { describe } from '../describe.ts';
import type { Failure } from '../failure.ts';
import type { Report } from '../report.ts';
import type { Fact, Snapshot, SnapshotVolume } from '../snapshot.ts';
import { whyNotKnown } from './facts.ts';
import { type Gap as NamedGap, together } from './gaps.ts';

type Missing = Report['missing'][number];

/** Everything that a reader of a snapshot could expect and does not find, with the reason: what was not known is never left out. */
export const missingFromSnapshot = (snapshot: Snapshot): Missing[] =>
  together(fromSnapshot(snapshot)).map(({ subject, gap: { why, failure } }) => ({ subject, sentence: why, failure }));

/** The subject as it stands before its sentence: a mount point brings its own colon. */
export const titled = (subject: string): string => subject.replace(/:?$/, ':');

/** Something that is not known, with the call that said so. */
interface Gap extends NamedGap {
  readonly failure: Failure | null;
}

function fromSnapshot({ content }: Snapshot): Gap[] {
  const { volumes, edition, bootedUs, displayLanguage, classFilters, switches, drivers, paths } = content;
  return [
    ...gap('Volumes', null, volumes),
    ...(volumes.state === 'known' ? volumes.value.flatMap(fromVolume) : []),
    ...paths.flatMap(fromPath),
    ...gap('Edition of Windows', null, edition),
    ...gap('Time of the last start', null, bootedUs),
    ...gap('Display language', null, displayLanguage),
    ...classFilters.flatMap(({ deviceClass, drivers: listed }) => gap('Class filters', `${deviceClass}s`, listed)),
    ...switches.flatMap(({ name, value }) => gap('Setting', name, value)),
    ...drivers.flatMap(({ driver, version }) => gap('Version', driver, version)),
  ];
}

function gap(kind: string, of: string | null, fact: Fact<unknown>): Gap[] {
  if (fact.state === 'failed') return failed(kind, of, fact.failure);
  const why = whyNotKnown(fact);
  return why === null ? [] : [{ kind, of, why, failure: null }];
}

function fromVolume({ mount, verdict, stack, ...facts }: SnapshotVolume): Gap[] {
  const { flags, busType, storageDriver, storageCompatible, storageDriverVersion, activeCount, bitLocker, shadowCopies } = facts;
  return [
    ...(verdict.verdict === 'unknown' ? failed('Verdict', mount, verdict.failure) : []),
    ...failed('Filters', mount, stack?.filtersFailure ?? null),
    ...gap('File system flags', mount, flags),
    ...gap('Bus', mount, busType),
    ...gap('Storage driver', mount, storageDriver),
    // Where the driver is not known, the rest about it is not for the same reason.
    ...(storageDriver.state === 'known' ? gap('Version of the storage driver', mount, storageDriverVersion) : []),
    ...(storageDriver.state === 'known' ? gap('Compatibility of the storage driver', mount, storageCompatible) : []),
    ...gap('Files with BypassIO on', mount, activeCount),
    ...gap('BitLocker', mount, bitLocker),
    ...gap('Shadow copies', mount, shadowCopies),
  ];
}

function fromPath({ path, verdict, failure, factsComplete, notAskedComplete, targetKind }: Snapshot['content']['paths'][number]): Gap[] {
  if (verdict === 'unknown') return failed('Verdict', path, failure);
  return [
    ...(factsComplete || targetKind !== 'file'
      ? []
      : [{ kind: 'Properties', of: path, why: 'not all of them could be asked', failure: null }]),
    ...(notAskedComplete || verdict !== 'blocked'
      ? []
      : [{ kind: 'Drivers behind the first refuser', of: path, why: 'the filters could not be listed', failure: null }]),
  ];
}

/** Without its target, which the line names already: the same failure of several volumes is one line. */
function failed(kind: string, of: string | null, failure: Failure | null): Gap[] {
  if (failure === null) return [];
  const { target: _of, ...told } = failure;
  return [{ kind, of, why: describe(told), failure }];
}
