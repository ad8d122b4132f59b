import type { CaseContents } from '../../contract/case.ts';
import { countOf } from '../../contract/numbers.ts';
import { localText } from '../../domain/micros.ts';
import type { AnsweringMachine } from './output.ts';
import { paint, type Style, visible } from './text.ts';

type Said = Pick<CaseContents, 'manifest' | 'check' | 'recordings' | 'events' | 'scans' | 'sources' | 'notes' | 'snapshots'>;

/** Whose case it is, from when, and what was done to it: first of all that is printed of one. */
export function caseLines(name: string, { manifest, check }: Pick<Said, 'manifest' | 'check'>, style: Style): string[] {
  const mark = manifest.simulated ? `${paint(style, ['bold', 'yellow'], 'SIMULATED MACHINE')} ` : '';
  const redacted = manifest.redacted ? ' · names replaced' : '';
  return [
    `${mark}${paint(style, 'bold', visible(name))}: case file of ${visible(manifest.machine)} · Windows ${visible(manifest.os)}${redacted}`,
    `  made     ${localText(manifest.createdUs)} by ${visible(manifest.tool.name)} ${visible(manifest.tool.version)}`,
    `  checked  ${checkText(check, style)}`,
  ];
}

function checkText(check: Said['check'], style: Style): string {
  switch (check.state) {
    case 'intact':
      return 'as it was written';
    case 'differs':
      return paint(style, ['bold', 'yellow'], `CHANGED after it was made: ${check.tables.map(visible).join(', ')}`);
    case 'failed':
      return paint(style, ['bold', 'yellow'], 'could not be compared with its manifest');
    case 'running':
      return 'not to its end';
  }
}

/** What is in it, and the notes of whoever made it. */
export function contentLines({ snapshots, recordings, events, scans, sources, notes }: Said): string[] {
  const counts = [
    countOf(snapshots.length, 'snapshot'),
    countOf(recordings, 'recording'),
    countOf(events, 'event'),
    countOf(scans, 'scan'),
    countOf(sources, 'imported file'),
  ];
  return [
    `  holds    ${counts.join(', ')}`,
    ...notes.flatMap(({ timeUs, text }) => [
      `  note     ${localText(timeUs)}`,
      ...text.split(/\r?\n/).map((line) => `           ${visible(line)}`),
    ]),
  ];
}

/** The machine of a case, for the envelope. */
export const machineOfCase = ({ machine: name, os, simulated }: CaseContents['manifest']): AnsweringMachine => ({
  name,
  os,
  simulated,
  elevated: null,
});
