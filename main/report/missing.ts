import type { Report } from '../contract/report.ts';
import { isLossy, lossesOf, lossText } from '../contract/text/events.ts';
import { missingFromSnapshot } from '../contract/text/missing.ts';
import type { ReportAnswers } from './answers.ts';
import { checkText } from './origin.ts';

type Missing = Report['missing'][number];

/** Everything that a reader could expect and does not find, with the reason: what was not known is never left out. */
export function missingFrom(answers: ReportAnswers): Missing[] {
  const { snapshot, origin, recordings, scans } = answers;
  return [
    ...fromCheck(origin),
    ...(snapshot === null ? [withoutSnapshot(origin.kind)] : missingFromSnapshot(snapshot)),
    ...(isLossy(lossesOf(recordings))
      ? [known('Vetoes', `${lossText(lossesOf(recordings))} by Windows: every count of events is at least what it says`)]
      : []),
    ...scans.items.flatMap(({ result: { scan } }) =>
      scan.state === 'finished' ? [] : [known(`Scan ${scan.id}`, 'it did not reach its end: its figures are those up to there')],
    ),
  ];
}

const known = (subject: string, sentence: string): Missing => ({ subject, sentence, failure: null });

const withoutSnapshot = (kind: Report['origin']['kind']): Missing =>
  known('Volumes, filters and paths', kind === 'case' ? 'the case holds no snapshot' : 'the machine was not asked');

function fromCheck(origin: Report['origin']): Missing[] {
  const said = origin.kind === 'case' ? checkText(origin) : null;
  return said === null ? [] : [known('Whether this is what was written', said)];
}
