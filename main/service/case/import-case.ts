import type { CaseContents } from '../../contract/case.ts';
import { describe } from '../../contract/describe.ts';
import type { StoredEvent } from '../../contract/events.ts';
import type { EvidenceSource, EvidenceWarning, VetoEvent } from '../../contract/evidence.ts';
import type { Result } from '../../contract/failure.ts';
import type { Snapshot, SnapshotEntry } from '../../contract/snapshot.ts';
import type { TargetVerdict, VolumeVerdict } from '../../contract/verdicts.ts';
import { VETO_EVENT_ID } from '../../domain/filter-events.ts';
import { mountOf } from '../../domain/imported.ts';
import { ok } from '../../domain/result.ts';
import { FileSource, sha256Of } from '../../etw/byte-source.ts';
import type { OpenCase } from './open-case.ts';
import { openChecked } from './open-checked.ts';

/** What a case file says, in the terms of other evidence: the answers of its newest snapshot, and the vetoes that it holds. */
export interface CaseEvidence {
  readonly kind: 'bpio';
  readonly source: EvidenceSource;
  /** A case file is opened, and stored nowhere. */
  readonly recording: null;
  readonly case: Omit<CaseContents, 'id' | 'name' | 'sizeBytes'>;
  /** The newest one that the answers are of; null where there is none, or it cannot be read. */
  readonly snapshot: SnapshotEntry | null;
  /** Of the paths that were named for the newest snapshot. */
  readonly results: readonly TargetVerdict[];
  readonly volumes: readonly VolumeVerdict[];
  /** The newest ones. */
  readonly vetoes: readonly VetoEvent[];
  /** All vetoes, also those past what `vetoes` holds. */
  readonly vetoCount: number;
  readonly warnings: readonly EvidenceWarning[];
}

export interface ImportedCase {
  readonly evidence: CaseEvidence;
  /** The newest one, whole. */
  readonly snapshot: Snapshot | null;
}

const VETOES_MAX_COUNT = 1_000;

/** Opens a case, compares all of it with its hashes and gives what its newest snapshot says. Fails as `openChecked` does. */
export async function importCase(path: string): Promise<Result<ImportedCase>> {
  const opened = await openChecked(path);
  if (!opened.ok) return opened;
  await using found = opened.value;
  const { id: _opening, name, sizeBytes, ...contents } = found.contents;
  const { machine, os } = contents.manifest;
  const sha256 = await hashOf(path);
  const source = {
    name,
    sizeBytes,
    sha256,
    readAt: new Date().toISOString(),
    timeZone: null,
    machine: { name: machine, os, product: null },
  };
  const warnings: EvidenceWarning[] = warningsOf(contents.check);
  const read = <T>(result: Result<T>, instead: T, what: string): T => {
    if (result.ok) return result.value;
    warnings.push(warning('notUnderstood', `${what} cannot be read: ${describe(result.error)}`));
    return instead;
  };
  const snapshot = read((await found.view.snapshots()).newest(), null, 'the newest snapshot');
  const { vetoes, vetoCount } = await vetoesOf(found, read);
  const volumes = snapshot?.content.volumes.state === 'known' ? snapshot.content.volumes.value.map(({ verdict }) => verdict) : [];
  const answers = { snapshot: snapshot?.entry ?? null, results: snapshot?.content.paths ?? [], volumes, vetoes, vetoCount };
  return ok({ evidence: { kind: 'bpio', source, recording: null, case: contents, ...answers, warnings }, snapshot });
}

async function hashOf(path: string): Promise<string> {
  await using file = await FileSource.open(path);
  return await sha256Of(file);
}

const warning = (kind: EvidenceWarning['kind'], message: string, count = 1): EvidenceWarning => ({
  kind,
  message,
  offset: null,
  detail: '',
  count,
});

function warningsOf(check: CaseContents['check']): EvidenceWarning[] {
  if (check.state === 'differs')
    return [
      warning(
        'changed',
        `the case file was changed after it was made: ${check.tables.join(', ')} differ from its manifest`,
        check.tables.length,
      ),
    ];
  return check.state === 'failed' ? [warning('unreadable', `it could not be compared with its manifest: ${describe(check.failure)}`)] : [];
}

type Read = <T>(result: Result<T>, instead: T, what: string) => T;

async function vetoesOf({ view }: OpenCase, read: Read): Promise<Pick<CaseEvidence, 'vetoes' | 'vetoCount'>> {
  const events = await view.events();
  const filter = { eventIds: [VETO_EVENT_ID] };
  const nothing = { events: [] as StoredEvent[], next: null, total: 0 };
  const page = read(events.page({ filter, direction: 'older', limit: VETOES_MAX_COUNT }), nothing, 'recorded vetoes');
  return { vetoes: page.events.map(toVeto), vetoCount: page.total ?? page.events.length };
}

const NO_STATUS = '0x00000000';

const toVeto = ({ timeUs: _us, threadId: _thread, time, ...event }: StoredEvent): VetoEvent => ({
  ...event,
  time,
  dosPath: mountOf(event.path) === null ? null : event.path,
  operation: event.operation ?? '',
  filter: event.filter ?? '',
  ntstatus: event.ntstatus ?? NO_STATUS,
});
