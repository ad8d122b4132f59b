import type { Change, SnapshotDiff, SnapshotEntry } from '../../main/contract/snapshot.ts';
import { titled } from '../../main/contract/text/missing.ts';
import { visible } from '../../main/contract/visible.ts';
import type { ReportSource } from '../frame/report.ts';
import { momentText } from './history-lanes.ts';
import { CHANGE_WORDS, snapshotName, whereOf } from './history-words.ts';

/** The difference for a mail or a ticket; its data is what `bpio diff --json` prints, `warnings` about the files that it rests on among it. */
export function historyReport(diff: SnapshotDiff, warnings: readonly string[]): ReportSource {
  const { before, after, summary, verdicts, changes, noise, notCompared } = diff;
  const block = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : [title, ...lines, '']);
  return {
    command: 'diff',
    askedAt: new Date(after.takenUs / 1_000).toISOString(),
    lines: [
      ...warnings,
      summary,
      `From ${snapshotLine(before)}`,
      `to   ${snapshotLine(after)}`,
      '',
      ...block(
        'Verdicts that changed',
        verdicts.flatMap(({ sentence, explanation }) => [`  ${sentence}`, ...explanation.map((change) => `    ${change.sentence}`)]),
      ),
      ...block('Other changes', changes.map(changeLine)),
      ...block('Comes and goes by itself', noise.map(changeLine)),
      ...block(
        'Not compared',
        notCompared.map(({ subject, sentence }) => `  ${titled(subject)} ${sentence}`),
      ),
    ].map(visible),
    data: { ...diff, warnings },
    machine: { name: after.machine, os: after.os, simulated: after.simulated, elevated: after.elevated },
  };
}

const changeLine = (change: Change): string => `  ${whereOf(change)}, ${CHANGE_WORDS[change.kind].label}: ${change.sentence}`;

const snapshotLine = (entry: SnapshotEntry): string => `${snapshotName(entry)}, ${momentText(entry.takenUs)}, ${entry.machine}`;
