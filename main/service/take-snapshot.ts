import type { SnapshotTrigger } from '../contract/case-words.ts';
import type { Result } from '../contract/failure.ts';
import type { Snapshot, SnapshotRequest } from '../contract/snapshot.ts';
import { ok } from '../domain/result.ts';
import type { System } from '../domain/system.ts';
import { snapshotContent } from './snapshot-content.ts';

/** The number of a snapshot that is in no database. */
export const NOT_STORED = 0;

/** One machine at this moment. It is in no database: whoever stores it gives it its number. Fails where the machine does not answer. */
export function takeSnapshot(
  system: System,
  { name = null, paths }: { readonly name?: string | null | undefined; readonly paths: SnapshotRequest['paths'] },
  trigger: SnapshotTrigger,
  takenUs: number,
): Result<Snapshot> {
  const content = snapshotContent(system, paths, takenUs);
  if (!content.ok) return content;
  const { machine, volumes } = content.value;
  return ok({
    entry: {
      id: NOT_STORED,
      takenUs,
      name,
      trigger,
      machine: machine.name,
      os: machine.os,
      simulated: machine.simulated,
      elevated: machine.elevated,
      verdicts: volumes.state === 'known' ? volumes.value.map(({ mount, verdict: { verdict } }) => ({ mount, verdict })) : [],
      pathCount: paths.length,
    },
    content: content.value,
  });
}
