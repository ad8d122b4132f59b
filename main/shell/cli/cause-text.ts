import { describe } from '../../contract/describe.ts';
import { shortHex } from '../../contract/numbers.ts';
import { notAskedSentence } from '../../contract/text/causes.ts';
import type { Advice, Cause, TargetVerdict } from '../../contract/verdicts.ts';
import type { Evidence, Layer } from '../../contract/words.ts';
import { paint, type Style, visible, wrap } from './text.ts';

const LAYER: Record<Layer, string> = {
  filter: 'filter stack',
  fileSystem: 'file system',
  volume: 'volume stack',
  storage: 'storage stack',
};

/** Seen or concluded: the two never look alike. */
const EVIDENCE: Record<Evidence, string> = {
  query: 'seen: query',
  queryFilterStackOnly: 'seen: query of the filter stack',
  vetoEvent: 'seen: veto event',
  probe: 'seen: probe driver',
  imported: 'seen elsewhere: imported',
  supportedFeatures: 'concluded from SupportedFeatures',
  fileAttribute: "concluded from the file's attributes",
};

const LABEL_CHARS = 16;

const field = (label: string, text: string, style: Style): string[] => wrap(`     ${label}`, text, LABEL_CHARS, style);

/** One cause: who, with which code, in whose words, what it means, and the safest thing to try. */
export function causeLines(cause: Cause, index: number, style: Style): string[] {
  const driver = cause.driver === null ? [] : field('driver', `${visible(cause.driver)} (${LAYER[cause.layer]})`, style);
  const features = cause.supportedFeatures === null ? '' : `, SupportedFeatures ${shortHex(cause.supportedFeatures)}`;
  return [
    ...wrap(`  ${index + 1}. `, paint(style, 'bold', visible(cause.summary)), 5, style),
    ...driver,
    ...codeLines(cause, style),
    ...(cause.reason === null ? [] : field('reason', `"${visible(cause.reason)}"`, style)),
    ...field('evidence', `${EVIDENCE[cause.evidence]}${features}`, style),
    ...(cause.advice === null ? [] : adviceLines(cause.advice, style)),
  ];
}

function codeLines(cause: Cause, style: Style): string[] {
  if (cause.ntstatus === null) return [];
  const win32 = cause.win32 === null ? '' : `${cause.win32}${cause.win32Name === null ? '' : ` ${cause.win32Name}`}, `;
  const lines = field('code', `${win32}${cause.ntstatus}${cause.ntstatusName === null ? '' : ` ${cause.ntstatusName}`}`, style);
  return cause.win32Message === null ? lines : [...lines, ...field('', visible(cause.win32Message), style)];
}

export const adviceLines = (advice: Advice, style: Style): string[] => [
  ...field('means', advice.meaning, style),
  ...(advice.remedies[0] === undefined ? [] : field('try first', advice.remedies[0], style)),
];

export function notAskedLines({ notAsked, notAskedComplete, verdict }: TargetVerdict, style: Style): string[] {
  const sentence = notAskedSentence(verdict, notAsked, notAskedComplete);
  return sentence === null ? [] : wrap('  ', visible(sentence), 2, style);
}

export const failureLines = ({ failure }: Pick<TargetVerdict, 'failure'>, style: Style): string[] =>
  failure === null ? [] : wrap('  ', visible(describe(failure)), 2, style);
