import type { Failure } from '../../main/contract/failure.ts';
import type { Answer, Cause, FilterInstance, TargetVerdict, VolumeStack, VolumeVerdict } from '../../main/contract/verdicts.ts';
import type { Verdict } from '../../main/contract/words.ts';
import { type CauseContext, type CauseText, causeText, LAYER_WORDS, maskText } from './causes.ts';
import { activeSentence } from './numbers.ts';
import type { RowTone, StackRow } from './stack.ts';
import { VERDICT_MEANINGS, VERDICT_WORDS } from './verdicts.ts';

/** What the explanation pane shows about one selected thing. */
export interface Explanation {
  /** Changes when another thing is selected, so that the pane starts at its top again. */
  readonly key: string;
  readonly about: string;
  readonly mark: { readonly kind: 'verdict'; readonly verdict: Verdict } | { readonly kind: 'tone'; readonly tone: RowTone };
  readonly first: CauseText;
  readonly others: readonly CauseText[];
  readonly notAsked: readonly string[];
  readonly notAskedNote: string | null;
  readonly answers: readonly Answer[];
  readonly failure: Failure | null;
}

const NOTHING_TO_DO: Omit<CauseText, 'title' | 'lead' | 'seen' | 'concluded'> = {
  background: null,
  remedies: [],
  risk: null,
  confidence: null,
  sources: [],
};

export function explainVolume(volume: VolumeVerdict, filters: readonly FilterInstance[]): Explanation {
  const context: CauseContext = { ...volume, filters };
  const seen = [...answerLines(volume.answers), activeSentence(volume.activeBypassIoCount)];
  return {
    key: `volume ${volume.mount}`,
    about: nameOf(volume),
    mark: { kind: 'verdict', verdict: volume.verdict },
    ...causesOf(volume.causes, context, verdictText(volume.verdict, volume.mount, seen, volume.outFlags)),
    notAsked: [],
    notAskedNote: null,
    answers: volume.answers,
    failure: volume.failure,
  };
}

export function explainTarget(target: TargetVerdict, volume: VolumeVerdict | undefined, filters: readonly FilterInstance[]): Explanation {
  const context: CauseContext = { ...target, mount: target.mount ?? 'this volume', fileSystem: volume?.fileSystem ?? 'The file system', filters };
  return {
    key: `target ${target.path}`,
    about: target.path,
    mark: { kind: 'verdict', verdict: target.verdict },
    ...causesOf(target.causes, context, verdictText(target.verdict, target.path, answerLines(target.answers), target.outFlags)),
    notAsked: target.notAsked.map(({ layer, driver }) => `${driver} (${LAYER_WORDS[layer].toLowerCase()})`),
    notAskedNote: target.notAskedComplete || target.verdict === 'unknown' ? null : 'The list is not complete: filters cannot be listed without administrator rights.',
    answers: target.answers,
    failure: target.failure,
  };
}

/** A row of the stack: the refuser's own cause when it has one, else what its state says. */
export function explainRow(row: StackRow, stack: VolumeStack): Explanation {
  const driver = row.of.kind === 'filter' ? row.of.filter.driver : row.of.driver.driver;
  const own = stack.causes.find((c) => c.layer === row.layer && c.driver?.toLowerCase() === driver.toLowerCase());
  const context: CauseContext = { ...stack, filters: stack.filters };
  const text = own === undefined ? rowText(row, driver, stack) : causeText(own, context);
  const extra = row.of.kind === 'filter' ? filterLines(row.of.filter) : [];
  return {
    key: `row ${stack.mount} ${row.key}`,
    about: `${driver} on ${nameOf(stack)}`,
    mark: { kind: 'tone', tone: row.tone },
    first: { ...text, seen: [...text.seen, ...extra.filter((line) => !text.seen.includes(line))] },
    others: [],
    notAsked: [],
    notAskedNote: null,
    answers: stack.answers,
    failure: null,
  };
}

function causesOf(causes: readonly Cause[], context: CauseContext, none: CauseText): Pick<Explanation, 'first' | 'others'> {
  const [first, ...others] = causes.map((cause) => causeText(cause, context));
  return { first: first ?? none, others };
}

function verdictText(verdict: Verdict, target: string, seen: readonly string[], outFlags: readonly string[]): CauseText {
  const titles: Readonly<Record<Verdict, string>> = {
    full: 'Nothing is in the way',
    partial: 'Reads skip the filters only',
    blocked: 'BypassIO was refused',
    paused: 'BypassIO is paused',
    notApplicable: 'BypassIO does not apply here',
    unknown: 'The question could not be asked',
  };
  const flags = outFlags.length === 0 ? [] : [`OutFlags ${outFlags.join(' ')}`];
  const concluded: Readonly<Record<Verdict, readonly string[]>> = {
    full: [`Reads of ${target} can skip the filter, volume and storage stacks. A game still has to ask for it.`],
    partial: [],
    blocked: [],
    paused: ['The pause ends when the one who asked for it resumes.'],
    notApplicable: [],
    unknown: [],
  };
  return { ...NOTHING_TO_DO, title: titles[verdict], lead: VERDICT_MEANINGS[verdict], seen: [...seen, ...flags], concluded: concluded[verdict] };
}

function rowText(row: StackRow, driver: string, stack: VolumeStack): CauseText {
  const base = { ...NOTHING_TO_DO, seen: [] };
  const layer = LAYER_WORDS[row.layer].toLowerCase();
  switch (row.tone) {
    case 'passed':
      return { ...base, title: `${driver} is not in the way`, lead: `It is part of the ${layer} of ${stack.mount} and let the request pass.`, concluded: [`A driver below it, or nobody, refused: so ${driver} passed the request on.`] };
    case 'suspected':
      return {
        ...base,
        title: `${driver} may refuse`,
        lead: 'Its mask lacks bit 0x8. A filter that touches neither reads nor writes is opted in by itself, so this is a suspicion, not a proof.',
        concluded: ['It would be named next once the first refuser is gone. Not proved.'],
      };
    case 'refused':
      return { ...base, title: `${driver} refused`, lead: `It refused the request in the ${layer} of ${stack.mount}.`, concluded: [] };
    case 'quiet':
      return { ...base, title: `${driver} was not asked`, lead: quietLead(stack), concluded: [`Nothing is known about what ${driver} would answer.`] };
    default:
      return row.tone satisfies never;
  }
}

function quietLead(stack: VolumeStack): string {
  if (stack.verdict === 'notApplicable') return `${stack.fileSystem} does not know BypassIO, so no driver of ${stack.mount} was asked.`;
  const refuser = stack.causes[0]?.driver;
  return refuser === null || refuser === undefined ? 'The request did not get this far.' : `${refuser} ended the request first. A query names the first refuser only.`;
}

function filterLines(filter: FilterInstance): readonly string[] {
  const file = filter.driverAssumed ? `${filter.driver} (file name taken from the filter’s name)` : filter.driver;
  return [
    maskText(filter.supportedFeatures),
    `Altitude ${filter.altitude}${filter.group === null ? '' : ` ${filter.group}`}`,
    `Instance ${filter.instance}`,
    `File ${file}${filter.version === null ? '' : ` ${filter.version}`}`,
  ];
}

function answerLines(answers: readonly Answer[]): readonly string[] {
  return answers.flatMap((answer) => {
    if (answer.opStatus === null) return [];
    return [`${answer.question === 'query' ? 'QUERY' : 'QUERY, filter stack only'} OpStatus ${answer.opStatus}`];
  });
}

export function nameOf(volume: { readonly mount: string; readonly label: string }): string {
  return volume.label === '' ? volume.mount : `${volume.mount} ${volume.label}`;
}

/** The pane as plain text, for a ticket. */
export function explanationText(explanation: Explanation): string {
  const verdict = explanation.mark.kind === 'verdict' ? `: ${VERDICT_WORDS[explanation.mark.verdict]}` : '';
  const sections = [explanation.first, ...explanation.others].flatMap(causeLines);
  const notAsked = explanation.notAsked.length === 0 ? [] : ['Not asked:', ...explanation.notAsked.map((line) => `  ${line}`), ''];
  return [`${explanation.about}${verdict}`, '', ...sections, ...notAsked].join('\r\n').trimEnd();
}

function causeLines(cause: CauseText): readonly string[] {
  const block = (heading: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : [heading, ...lines.map((line) => `  ${line}`)]);
  return [
    cause.title,
    cause.lead,
    ...block('Seen:', cause.seen),
    ...block('Concluded:', cause.concluded),
    ...block('What helps, safest first:', cause.remedies.map((remedy, index) => `${index + 1}. ${remedy}`)),
    ...(cause.risk === null ? [] : [`Risk: ${cause.risk}`]),
    '',
  ];
}
