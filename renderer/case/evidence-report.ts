import type { ImportedEvidence } from '../../main/contract/evidence.ts';
import { causeReason, causeTitle } from '../../main/contract/text/causes.ts';
import type { ReportSource } from '../frame/report.ts';
import { targetLines } from '../text/report-lines.ts';
import { allFilters, evidenceSentence, optInWords, sourceWords, timeWords } from './evidence-words.ts';

/** The evidence for a mail or a ticket; as JSON it is what the console's import prints. */
export function evidenceReport(evidence: ImportedEvidence): ReportSource {
  const { source } = evidence;
  const lines = [
    `Imported: ${sourceWords(evidence)}`,
    `SHA-256 ${source.sha256}`,
    '',
    evidenceSentence(evidence),
    '',
    ...targetLines(evidence.results),
    ...evidence.vetoGroups.map(
      ({ cause, count, first, last }) =>
        `${causeTitle(cause)}: ${causeReason(cause)} (${count} times, ${timeWords(first)} to ${timeWords(last)} UTC)`,
    ),
    ...allFilters(evidence).map(
      ({ mount, filter }) =>
        `  ${(mount ?? '').padEnd(6)} ${filter.altitude.padStart(12)}  ${filter.name.padEnd(20)}  ${optInWords(filter)}`,
    ),
    ...evidence.warnings.map(({ message, count }) => `! ${message}${count > 1 ? ` (${count} times)` : ''}`),
  ];
  const machine = { name: source.machine.name, os: source.machine.os, simulated: false, elevated: null };
  return { command: 'import', askedAt: source.readAt, lines, data: evidence, machine };
}
