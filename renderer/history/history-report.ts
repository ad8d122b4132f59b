import type { Change, SnapshotDiff } from '../../main/contract/snapshot.ts';
import { visible } from '../../main/contract/visible.ts';
import type { ReportSource } from '../frame/report.ts';
import { momentText } from './history-lanes.ts';
import { CHANGE_WORDS, machineWords, snapshotName } from './history-words.ts';

/** The difference for a mail or a ticket; its data is what `bpio diff --json` prints. */
export function historyReport(diff: SnapshotDiff): ReportSource {
  const { before, after, summary, verdicts, changes, noise, notCompared } = diff;
  const block = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : [title, ...lines, '']);
  return {
    command: 'diff',
    askedAt: new Date(after.takenUs / 1_000).toISOString(),
    lines: [
      summary,
      machineWords(diff),
      `From ${snapshotName(before)}, ${momentText(before.takenUs)}`,
      `to   ${snapshotName(after)}, ${momentText(after.takenUs)}`,
      '',
      ...block(
        'Verdicts that changed',
        verdicts.flatMap(({ sentence, explanation }) => [`  ${sentence}`, ...explanation.map((change) => `    ${change.sentence}`)]),
      ),
      ...block('Other changes', changes.map(changeLine)),
      ...block('Comes and goes by itself', noise.map(changeLine)),
      ...block(
        'Not compared',
        notCompared.map(({ subject, sentence }) => `  ${subject}: ${sentence}`),
      ),
    ].map(visible),
    data: diff,
  };
}

const changeLine = ({ kind, mount, sentence }: Change): string =>
  `  ${mount === null ? '' : `${mount} `}${CHANGE_WORDS[kind].label}: ${sentence}`;
