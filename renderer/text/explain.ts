import { describe } from '../../main/contract/describe.ts';
import type { Failure } from '../../main/contract/failure.ts';
import { formatCount } from '../../main/contract/numbers.ts';
import { adviceText, type CauseContext, type CauseText, causeText, LAYER_WORDS, maskText } from '../../main/contract/text/causes.ts';
import { type RowTone, type StackRow, sameDriver } from '../../main/contract/text/stack.ts';
import { VERDICT_MEANINGS, VERDICT_WORDS } from '../../main/contract/text/verdicts.ts';
import type { Advice, Answer, Cause, FilterInstance, TargetVerdict, VolumeStack, VolumeVerdict } from '../../main/contract/verdicts.ts';
import type { Verdict } from '../../main/contract/words.ts';
import { failureText } from './failure.ts';

/** What the explanation pane shows about one selected thing. */
export interface Explanation {
  /** Changes when another thing is selected, so that the pane starts at its top again. */
  readonly key: string;
  readonly about: string;
  /** Null: it is neither good nor bad. */
  readonly mark: { readonly kind: 'verdict'; readonly verdict: Verdict } | { readonly kind: 'tone'; readonly tone: RowTone } | null;
  readonly first: CauseText;
  readonly others: readonly CauseText[];
  readonly notAsked: readonly string[];
  readonly notAskedNote: string | null;
  /** What could not be found out, and why. */
  readonly unknown?: readonly string[];
  readonly answers: readonly Answer[];
  /** Bytes that are no answer: of an event, as Windows delivered it. */
  readonly bytes?: { readonly hex: string; readonly source: string };
}

const NOTHING_TO_DO: Omit<CauseText, 'title' | 'lead' | 'seen' | 'concluded'> = {
  background: null,
  remedies: [],
  risk: null,
  confidence: null,
  sources: [],
};

export function explainVolume(volume: VolumeVerdict): Explanation {
  const { activeBypassIoCount: active } = volume;
  const seen = [...answerLines(volume.answers), ...(active === null ? [] : [`GET_INFO ActiveBypassIoCount ${formatCount(active)}`])];
  return {
    key: `volume ${volume.mount}`,
    about: nameOf(volume),
    mark: { kind: 'verdict', verdict: volume.verdict },
    ...causesOf(volume.causes, volume, verdictText(volume, volume.mount, volume.fileSystem, seen)),
    notAsked: [],
    notAskedNote: null,
    answers: volume.answers,
  };
}

export function explainTarget(target: TargetVerdict, fileSystem: string | null): Explanation {
  const context: CauseContext = { ...target, mount: target.mount ?? 'this volume' };
  return {
    key: `target ${target.path}`,
    about: target.path,
    mark: { kind: 'verdict', verdict: target.verdict },
    ...causesOf(target.causes, context, verdictText(target, target.path, fileSystem, answerLines(target.answers))),
    notAsked: target.notAsked.map(({ layer, driver }) => `${driver} (${LAYER_WORDS[layer].toLowerCase()})`),
    notAskedNote:
      target.notAskedComplete || target.verdict === 'unknown'
        ? null
        : 'The list is not complete: filters cannot be listed without administrator rights.',
    answers: target.answers,
  };
}

/** A row of the stack: the refuser's own cause when it has one, else what its state says. */
export function explainRow(row: StackRow, stack: VolumeStack): Explanation {
  const driver = row.of.kind === 'filter' ? row.of.filter.driver : row.of.driver.driver;
  const own = stack.causes.find((c) => c.layer === row.layer && sameDriver(c.driver, driver));
  const text = own === undefined ? rowText(row, driver, stack) : causeText(own, stack);
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
  };
}

function causesOf(causes: readonly Cause[], context: CauseContext, none: CauseText): Pick<Explanation, 'first' | 'others'> {
  const [first, ...others] = causes.map((cause) => causeText(cause, context));
  return { first: first ?? none, others };
}

interface Judged {
  readonly verdict: Verdict;
  readonly outFlags: readonly string[];
  readonly advice: Advice | null;
  readonly failure: Failure | null;
}

/** The text of a verdict that no cause explains. */
function verdictText(
  { verdict, outFlags, advice, failure }: Judged,
  target: string,
  fileSystem: string | null,
  seen: readonly string[],
): CauseText {
  const titles: Readonly<Record<Verdict, string>> = {
    full: 'Nothing is in the way',
    partial: 'Reads skip the filters only',
    blocked: 'BypassIO was refused',
    paused: 'BypassIO is paused',
    notApplicable: notApplicableTitle(fileSystem, advice),
    unknown: 'The question could not be asked',
  };
  const concluded: Readonly<Partial<Record<Verdict, string>>> = {
    full: `Reads of ${target} can skip the filter, volume and storage stacks. A game still has to ask for it.`,
    paused: 'The pause ends when the one who asked for it resumes.',
  };
  return {
    title: titles[verdict],
    lead: advice?.meaning ?? (failure === null ? VERDICT_MEANINGS[verdict] : `${failureText(failure).title}. ${failureText(failure).next}`),
    seen: [...(failure === null ? [] : [describe(failure)]), ...seen, ...(outFlags.length === 0 ? [] : [`OutFlags ${outFlags.join(' ')}`])],
    concluded: [concluded[verdict]].filter((line) => line !== undefined),
    ...adviceText(advice, false),
  };
}

function notApplicableTitle(fileSystem: string | null, advice: Advice | null): string {
  if (fileSystem !== null && fileSystem !== '' && fileSystem !== 'NTFS') return `${fileSystem} does not know BypassIO`;
  return advice?.title ?? 'BypassIO does not apply here';
}

/** Why a volume is not applicable, as a sentence. */
export function doesNotKnow({ fileSystem, advice }: Pick<VolumeVerdict, 'fileSystem' | 'advice'>): string {
  return `${notApplicableTitle(fileSystem, advice)}.`;
}

function rowText(row: StackRow, driver: string, stack: VolumeStack): CauseText {
  const base = { ...NOTHING_TO_DO, seen: [] };
  const layer = LAYER_WORDS[row.layer].toLowerCase();
  switch (row.tone) {
    case 'passed':
      return { ...base, ...passedText(row, driver, layer, stack) };
    case 'suspected':
      return {
        ...base,
        title: `${driver} may refuse`,
        lead: 'Its mask lacks bit 0x8. A filter that touches neither reads nor writes is opted in by itself, so this is a suspicion, not a proof.',
        concluded: ['It would be named next once the first refuser is gone. Not proved.'],
      };
    case 'refused':
    case 'limits':
      return { ...base, title: `${driver} refused`, lead: `It refused the request in the ${layer} of ${stack.mount}.`, concluded: [] };
    case 'quiet':
      return {
        ...base,
        title: quietTitle(row, driver, stack),
        lead: quietLead(row, stack),
        concluded: [`Nothing is known about what ${driver} would answer.`],
      };
    default:
      return row.tone satisfies never;
  }
}

/** A storage driver may be known as compatible without having been asked. */
function passedText(
  row: StackRow,
  driver: string,
  layer: string,
  stack: VolumeStack,
): Pick<CauseText, 'title' | 'lead' | 'seen' | 'concluded'> {
  if (row.of.kind === 'lower' && row.of.driver.state !== 'passed') {
    return {
      title: `${driver} is BypassIO compatible`,
      lead: 'The storage driver declares BypassIO. The request ended above it, so it was not asked this time.',
      seen: ['OutFlags COMPATIBLE_STORAGE_DRIVER'],
      concluded: [],
    };
  }
  const [refuser] = stack.causes;
  return {
    title: `${driver} is not in the way`,
    lead: `It is part of the ${layer} of ${stack.mount} and let the request pass.`,
    seen: [],
    concluded: [
      stack.complete === true
        ? 'The probe asked from above and from below it: it passed the request on, whoever else refused.'
        : refuser === undefined
          ? 'Nobody refused, so it passed the request on.'
          : 'The refusal came from below it, so it passed the request on.',
    ],
  };
}

/** Beside the refuser, in one and the same layer, the order is not known: such a driver may have been asked. */
function isBesideRefuser(row: StackRow, stack: VolumeStack): boolean {
  return row.of.kind === 'lower' && row.of.driver.state === 'unknown' && stack.causes[0]?.layer === row.layer;
}

function quietTitle(row: StackRow, driver: string, stack: VolumeStack): string {
  if (row.isLegacy) return `${driver} is a legacy filter`;
  if (stack.verdict === 'unknown') return `Nothing is known of ${driver}`;
  return isBesideRefuser(row, stack) ? `${driver} may not have been asked` : `${driver} was not asked`;
}

function quietLead(row: StackRow, stack: VolumeStack): string {
  if (row.isLegacy) return 'A legacy filter sits outside the filter manager: it has no opt-in, and a query does not name it.';
  if (stack.verdict === 'unknown') return 'The volume gave no answer.';
  if (isBesideRefuser(row, stack))
    return `${stack.causes[0]?.driver} of the same layer refused. In which order that layer was asked is not known.`;
  if (stack.verdict === 'notApplicable') return `${stack.fileSystem} does not know BypassIO, so no driver of ${stack.mount} was asked.`;
  const refuser = stack.causes[0]?.driver;
  return refuser === null || refuser === undefined
    ? 'The request did not get this far.'
    : `${refuser} ended the request first. A query names the first refuser only.`;
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
    return [`${answer.question === 'query' ? 'QUERY' : 'QUERY filters only'} OpStatus ${answer.opStatus}`];
  });
}

export function nameOf(volume: { readonly mount: string; readonly label: string }): string {
  return volume.label === '' ? volume.mount : `${volume.mount} ${volume.label}`;
}

/** The pane as plain text, for a ticket. */
export function explanationText(explanation: Explanation): string {
  const verdict = explanation.mark?.kind === 'verdict' ? `: ${VERDICT_WORDS[explanation.mark.verdict]}` : '';
  const sections = [explanation.first, ...explanation.others].flatMap(causeLines);
  const notAsked = explanation.notAsked.length === 0 ? [] : ['Not asked:', ...explanation.notAsked.map((line) => `  ${line}`), ''];
  const unknown = (explanation.unknown ?? []).map((line) => `  ${line}`);
  const notKnown = unknown.length === 0 ? [] : ['Not known:', ...unknown, ''];
  return [`${explanation.about}${verdict}`, '', ...sections, ...notAsked, ...notKnown].join('\r\n').trimEnd();
}

function causeLines(cause: CauseText): readonly string[] {
  const block = (heading: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [heading, ...lines.map((line) => `  ${line}`)];
  return [
    cause.title,
    cause.lead,
    ...block('Seen:', cause.seen),
    ...block('Concluded:', cause.concluded),
    ...block(
      'What helps, safest first:',
      cause.remedies.map((remedy, index) => `${index + 1}. ${remedy}`),
    ),
    ...(cause.risk === null ? [] : [`Risk: ${cause.risk}`]),
    '',
  ];
}
