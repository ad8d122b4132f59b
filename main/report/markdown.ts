import { describe } from '../contract/describe.ts';
import { countOf } from '../contract/numbers.ts';
import type { Report, ReportCause } from '../contract/report.ts';
import { causeReason, causeTag } from '../contract/text/causes.ts';
import { isLossy, lossText } from '../contract/text/events.ts';
import { machineText } from '../contract/text/machine.ts';
import { titled } from '../contract/text/missing.ts';
import { rootsWords } from '../contract/text/scans.ts';
import { VERDICT_WORDS, WORST_FIRST } from '../contract/text/verdicts.ts';
import type { Verdict } from '../contract/words.ts';
import type { First } from './answers.ts';
import { codeSpan, plain } from './markdown-text.ts';
import { caseText } from './origin.ts';
import { utcTime } from './times.ts';

/** A ticket is read on one screen: no more lines than this of one kind. */
const LINES = { paths: 20, volumes: 20, missing: 10, reasons: 5, scans: 5, notes: 3 } as const;

/** A short text for a ticket, the verdict first. Foreign text in it is neither markup, nor a link, nor a mention. */
export function markdownReport(report: Report): string {
  const { machine, redaction, snapshot, origin, tool, catalogues } = report;
  const asked = snapshot === null ? 'not asked' : `asked ${utcTime(snapshot.takenUs)}`;
  const from = origin.kind === 'case' ? `, from ${caseText(origin, codeSpan)}` : '';
  const blocks = [
    [`**BypassIO: ${plain(report.summary)}**`],
    [`${machine.simulated ? '**Simulated machine.** ' : ''}${plain(machineText(machine))}; ${asked}${from}.`],
    redaction === null ? [] : [`**Redacted.** ${redaction.warning}`],
    report.notes.items.slice(0, LINES.notes).flatMap(({ text }) => quoted(text)),
    judged(report.paths, LINES.paths, 'path', ({ path }) => codeSpan(path)),
    judged(report.volumes, LINES.volumes, 'volume', ({ mount, label }) => plain(label === '' ? mount : `${mount} ${label}`)),
    vetoLines(report),
    scanLines(report),
    missingLines(report),
    [`_${tool.name} ${tool.version}, catalogue of ${catalogues.blockers}. Times are UTC._`],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

interface Judged {
  readonly verdict: Verdict;
  readonly causes: readonly ReportCause[];
  readonly failure: Report['missing'][number]['failure'];
  readonly advice: { readonly title: string } | null;
}

/** The worst first; what is full has nothing to say but that. */
function judged<T extends Judged>({ total, items }: First<T>, max: number, noun: string, nameOf: (item: T) => string): string[] {
  const sorted = items.toSorted((a, b) => WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict));
  const shown = sorted
    .slice(0, max)
    .flatMap((item) => [`- **${VERDICT_WORDS[item.verdict]}** ${nameOf(item)}${whyText(item)}`, ...remedyLines(item)]);
  return shown.length === 0 ? [] : [...shown, ...moreLine(total - Math.min(items.length, max), noun)];
}

const moreLine = (left: number, noun: string): string[] => (left <= 0 ? [] : [`- … and ${countOf(left, `more ${noun}`)}`]);

function whyText({ causes: [cause, ...others], failure, advice }: Judged): string {
  if (cause === undefined) return failure === null ? '' : `: ${plain(advice?.title ?? describe(failure))}`;
  const tag = causeTag(cause);
  const seen = cause.concluded ? 'concluded' : 'seen';
  const more = others.length === 0 ? '' : `; and ${countOf(others.length, 'more cause')}`;
  return `: ${tag === '' ? '' : `${codeSpan(tag)} `}${plain(causeReason(cause))} (${seen})${more}`;
}

function remedyLines({ causes: [cause] }: Judged): string[] {
  const first = cause?.advice?.remedies[0];
  return first === undefined ? [] : [`  - Safest first: ${plain(first)}`];
}

function vetoLines({ vetoes, recordings }: Report): string[] {
  if (recordings.total === 0) return [];
  const { byReason } = vetoes;
  const shown = byReason.items.slice(0, LINES.reasons).map(({ filter, reason, ntstatusName, ntstatus, vetoes: count }) => {
    const who = filter === null ? 'a filter without a name' : codeSpan(filter);
    return `- ${who}: ${countOf(count, 'veto', 'vetoes')}, ${plain(reason ?? ntstatusName ?? ntstatus ?? 'no reason given')}`;
  });
  const lost = isLossy(vetoes) ? ` ${lossText(vetoes)}.` : '';
  return [`${plain(vetoes.sentence)}.${lost}`, ...shown, ...moreLine(byReason.total - shown.length, 'reason')];
}

function scanLines({ scans }: Report): string[] {
  const shown = scans.items
    .slice(0, LINES.scans)
    .map(({ scan, sentence }) => `- Scan of ${codeSpan(rootsWords(scan))}: ${plain(sentence)}.`);
  return [...shown, ...moreLine(scans.total - shown.length, 'scan')];
}

function missingLines({ missing }: Report): string[] {
  if (missing.length === 0) return [];
  const shown = missing.slice(0, LINES.missing).map(({ subject, sentence }) => `- ${plain(titled(subject))} ${plain(sentence)}`);
  return ['Not known:', ...shown, ...moreLine(missing.length - shown.length, 'thing')];
}

const quoted = (text: string): string[] => text.split(/\r\n|\r|\n/).map((line) => (line.trim() === '' ? '>' : `> ${plain(line)}`));
