import type { ImportedCase } from '../../service/case/import-case.ts';
import { caseLines, contentLines } from './case-text.ts';
import { warningLines } from './import-text.ts';
import { snapshotLines } from './snapshot-text.ts';
import type { Style } from './text.ts';

/** Whose case it is, what it holds, and everything that its newest snapshot saw. */
export const importedCaseLines = ({ evidence, snapshot }: ImportedCase, style: Style): string[] => [
  ...caseLines(evidence.source.name, evidence.case, style),
  ...contentLines(evidence.case),
  ...warningLines(evidence, style),
  '',
  ...(snapshot === null ? ['It holds no snapshot of its machine that can be read.'] : snapshotLines(snapshot, style)),
];
