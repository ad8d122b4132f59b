import type { CaseContents, CaseManifest } from '../../main/contract/case.ts';
import { describe } from '../../main/contract/describe.ts';
import { countOf } from '../../main/contract/numbers.ts';
import type { SnapshotEntry } from '../../main/contract/snapshot.ts';
import { headline } from '../../main/contract/text/sentence.ts';
import { visible } from '../../main/contract/visible.ts';

/** What a case file says of itself, in words. All of it was written by somebody else. */

export type Check = CaseContents['check'];
type CheckTone = 'quiet' | 'good' | 'bad';

interface CheckText {
  readonly tone: CheckTone;
  readonly words: string;
  /** What it means, and what it does not. */
  readonly meaning: string;
}

export function checkText(check: Check): CheckText {
  switch (check.state) {
    case 'running':
      return {
        tone: 'quiet',
        words: `Comparing the contents: ${Math.floor(check.fraction * 100)} %`,
        meaning: 'Every table is read and compared with the hash that the file gives for it. Pages can be looked at meanwhile.',
      };
    case 'intact':
      return {
        tone: 'good',
        words: 'Contents match',
        meaning:
          'Every table has the hash that the file gives for it: nothing was changed by accident. Who wrote it is not proved by that.',
      };
    case 'differs':
      return {
        tone: 'bad',
        words: `Contents differ in ${check.tables.map(visible).join(', ')}`,
        meaning: `${countOf(check.tables.length, 'table has', 'tables have')} another hash than the file gives: changed after it was written, or damaged. Ask for the file again before you rely on it.`,
      };
    case 'failed':
      return {
        tone: 'bad',
        words: 'Contents could not be compared',
        meaning: `Nothing can be said about what was changed in it. ${describe(check.failure)}`,
      };
    default:
      return check satisfies never;
  }
}

/** `DESKTOP-DEMO`, or that nobody said. */
export function caseMachine({ machine }: CaseManifest): string {
  return machine === '' ? 'a machine without a name' : visible(machine);
}

/** `BypassIO Inspector 0.1.0`. */
export function caseTool({ tool }: CaseManifest): string {
  return visible(`${tool.name} ${tool.version}`.trim());
}

export function newestSnapshot({ snapshots }: CaseContents): SnapshotEntry | undefined {
  return snapshots.toSorted((a, b) => b.takenUs - a.takenUs)[0];
}

/** The case in one sentence: what its newest snapshot says. */
export function caseSentence(contents: CaseContents): string {
  const { recordings, scans } = contents;
  const newest = newestSnapshot(contents);
  if (newest !== undefined) return snapshotVerdicts(newest);
  const rest = [recordings === 0 ? null : countOf(recordings, 'recording'), scans === 0 ? null : countOf(scans, 'scan')].filter(
    (part) => part !== null,
  );
  return rest.length === 0 ? 'Nothing but notes' : `${rest.join(' and ')}, no snapshot`;
}

export function snapshotVerdicts({ verdicts }: SnapshotEntry): string {
  return headline(verdicts.map(({ verdict }) => verdict));
}

/** Whether a table has the hash that the manifest gives for it. */
export function hashWords(table: string, check: Check): string {
  switch (check.state) {
    case 'running':
      return 'being compared';
    case 'intact':
      return 'match';
    case 'differs':
      return check.tables.includes(table) ? 'differ' : 'match';
    case 'failed':
      return 'not compared';
    default:
      return check satisfies never;
  }
}
