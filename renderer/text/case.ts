import type { CaseContents, CaseManifest } from '../../main/contract/case.ts';
import { describe } from '../../main/contract/describe.ts';
import { countOf } from '../../main/contract/numbers.ts';
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
