import { countOf } from '../../contract/numbers.ts';
import type { Change, SnapshotDiff, SnapshotEntry, VerdictChange } from '../../contract/snapshot.ts';
import { whyOf } from '../../contract/text/changes.ts';
import { localText } from '../../domain/micros.ts';
import { gapText, paint, type Style, verdictText, visible, wrap } from './text.ts';

export interface DiffText {
  /** How the two were named. */
  readonly names: readonly [before: string, after: string];
  readonly warnings: readonly string[];
  /** Whether what comes and goes by itself is told one by one. */
  readonly noise: 'folded' | 'shown';
}

/** What changed, verdicts first, each with what explains it. */
export function diffLines(diff: SnapshotDiff, { names, warnings, noise }: DiffText, style: Style): string[] {
  return [
    ...warnings.map((warning) => paint(style, 'yellow', visible(warning))),
    sideLine('first ', names[0], diff.before),
    sideLine('second', names[1], diff.after),
    '',
    ...wrap('', paint(style, 'bold', visible(diff.summary)), 0, style),
    ...section(
      'Verdicts',
      diff.verdicts.flatMap((change) => verdictLines(change, style)),
      style,
    ),
    ...section(
      diff.verdicts.length === 0 ? 'Changes' : 'Other changes',
      diff.changes.flatMap((change) => changeLines(change, style)),
      style,
    ),
    ...section('Comes and goes by itself', noiseLines(diff.noise, noise, style), style),
    ...section(
      'Not compared',
      diff.notCompared.flatMap(({ subject, sentence }) => wrap('  ', gapText(subject, sentence), 2, style)),
      style,
    ),
  ];
}

function sideLine(side: string, named: string, entry: SnapshotEntry): string {
  const name = entry.name === null ? '' : ` “${visible(entry.name)}”`;
  const file = /\.bpio$/i.test(named) ? ` of ${visible(named)}` : '';
  const marks = `${entry.simulated ? ', simulated machine' : ''}${entry.elevated === false ? ', not elevated' : ''}`;
  return `${side}  snapshot ${entry.id}${name}${file}, ${localText(entry.takenUs)}, ${visible(entry.machine)}${marks}`;
}

const section = (title: string, lines: readonly string[], style: Style): string[] =>
  lines.length === 0 ? [] : ['', paint(style, 'bold', title), ...lines];

/** The sentence begins with target and verdicts, which stand in their colours on a line of their own. */
function verdictLines(change: VerdictChange, style: Style): string[] {
  const { target, before, after } = change;
  const head = `  ${paint(style, 'bold', visible(target))}  ${verdictText(style, before)} → ${verdictText(style, after)}`;
  return [head, ...wrap('      ', visible(whyOf(change)), 6, style)];
}

const MOUNT_CHARS = 6;

function changeLines({ mount, sentence }: Change, style: Style): string[] {
  return wrap(`  ${visible(mount ?? '')}`, visible(sentence), MOUNT_CHARS, style);
}

function noiseLines(noise: readonly Change[], shown: DiffText['noise'], style: Style): string[] {
  if (noise.length === 0) return [];
  if (shown === 'shown') return noise.flatMap((change) => changeLines(change, style));
  const subjects = [...new Set(noise.map(({ subject }) => subject))].join(', ');
  return [`  ${countOf(noise.length, 'difference')}: ${visible(subjects)}. --noise shows them.`];
}
