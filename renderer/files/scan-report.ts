import { describe } from '../../main/contract/describe.ts';
import { formatBytes } from '../../main/contract/numbers.ts';
import type { ScanResult } from '../../main/contract/scan.ts';
import { causeReason, causeTitle } from '../../main/contract/text/causes.ts';
import { causeAmount, concludedWords, rootsWords, scanNote, sharesOf, shareWords } from '../../main/contract/text/scans.ts';
import type { ReportSource } from '../frame/report.ts';

/** The scan for a mail or a ticket. */
export function scanReport(result: ScanResult): ReportSource {
  const { scan, sentence, byVerdict, byCause, byFailure } = result;
  const causes = byCause.flatMap((sum) => {
    const cause = { ...sum, win32Name: null, supportedFeatures: null };
    return [
      `${causeTitle(cause)}: ${causeReason(cause)}`,
      `  ${causeAmount(sum)}`,
      ...[concludedWords(sum.concluded, sum.files)].filter((line) => line !== '').map((line) => `  ${line}`),
      ...(sum.undo === null ? [] : [`  To undo it (never run by this program): ${sum.undo}`]),
      ...sum.worst.map(({ path, bytes }) => `    ${formatBytes(bytes).padStart(10)}  ${path}`),
      '',
    ];
  });
  return {
    command: 'scan',
    askedAt: scan.endedAt ?? scan.startedAt,
    lines: [
      sentence,
      rootsWords(scan),
      scanNote(result),
      '',
      ...sharesOf(byVerdict).map((each) => shareWords(each, scan.bytes)),
      '',
      ...causes,
      ...byFailure.map(({ failure, files, folders }) => `! ${describe(failure)}: ${files} files, ${folders} folders`),
    ],
    data: result,
  };
}
