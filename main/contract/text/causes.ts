import { hex32 } from '../numbers.ts';
import type { Advice, Answer, Cause } from '../verdicts.ts';
import type { Evidence, Layer, Verdict } from '../words.ts';

export const LAYER_WORDS: Readonly<Record<Layer, string>> = {
  filter: 'Filter stack',
  fileSystem: 'File system',
  volume: 'Volume stack',
  storage: 'Storage stack',
};

const ASKED_BY: Readonly<Record<Evidence, string>> = {
  query: 'FSCTL_MANAGE_BYPASS_IO QUERY',
  queryFilterStackOnly: 'FSCTL_MANAGE_BYPASS_IO QUERY, SKIP_STORAGE_STACK_QUERY',
  supportedFeatures: 'SupportedFeatures of the instance',
  vetoEvent: 'FilterManager event 12',
  probe: 'Probe driver, QUERY sent below',
  fileAttribute: 'Attributes of the file',
  imported: 'Imported evidence',
};

const CONCLUSIONS: ReadonlySet<Evidence> = new Set<Evidence>(['supportedFeatures', 'fileAttribute']);

/** 0xC00004D2: the filter manager itself answers for a filter without opt-in, and asks nobody. */
export function isMissingOptIn(cause: Cause): boolean {
  return cause.layer === 'filter' && (cause.win32 === 506 || cause.ntstatus === '0xC00004D2');
}

/** True when nobody said this: it follows from a mask or an attribute. */
export function isConcluded(cause: Cause): boolean {
  return CONCLUSIONS.has(cause.evidence);
}

const FILE_SYSTEM_TITLES: Readonly<Record<number, string>> = {
  489: 'The file is encrypted (EFS)',
  490: 'The file is sparse',
  491: 'The file is a paging file',
  496: 'The file is compressed',
  509: 'The file is open for cached I/O',
};

/** One line that says what is in the way: the heading of a cause. */
export function causeTitle(cause: Cause): string {
  if (cause.layer === 'volume') return cause.advice?.title ?? cause.summary;
  const known =
    cause.layer === 'fileSystem' && cause.evidence === 'query' && cause.win32 !== null ? FILE_SYSTEM_TITLES[cause.win32] : undefined;
  return known ?? cause.summary;
}

/** The reason as the machine gave it, or the plainest words for what was found. */
export function causeReason(cause: Cause): string {
  if (cause.reason !== null && cause.reason !== '') return cause.reason;
  if (isConcluded(cause)) return `${cause.summary}.`;
  if (cause.layer === 'storage' && cause.ntstatus === null) return 'Storage driver is not BypassIO compatible.';
  return cause.win32Message ?? `${causeTitle(cause)}.`;
}

/** The short name that stands on a card: driver and Win32 code. */
export function causeTag(cause: Cause): string {
  return [cause.driver, cause.win32].filter((part) => part !== null).join(' ');
}

export interface CauseContext {
  readonly mount: string;
  readonly outFlags: readonly string[];
  readonly answers: readonly Answer[];
  /** Every layer was asked, through the probe. */
  readonly complete?: boolean | undefined;
}

export interface CauseText {
  readonly title: string;
  readonly lead: string;
  /** What the machine answered, line by line. */
  readonly seen: readonly string[];
  /** What follows from it. */
  readonly concluded: readonly string[];
  readonly background: string | null;
  readonly remedies: readonly string[];
  readonly risk: string | null;
  readonly confidence: string | null;
  readonly sources: readonly string[];
}

/** Everything the explanation pane says about one cause. */
export function causeText(cause: Cause, context: CauseContext): CauseText {
  const own = ownLead(cause, context);
  return {
    title: causeTitle(cause),
    lead: own ?? cause.advice?.meaning ?? causeReason(cause),
    seen: seenLines(cause, context),
    concluded: concludedLines(cause, context.complete === true),
    ...adviceText(cause.advice, own !== null),
  };
}

/** What the catalogue adds: `withMeaning` when the meaning is not the lead already. */
export function adviceText(
  advice: Advice | null,
  withMeaning: boolean,
): Pick<CauseText, 'background' | 'remedies' | 'risk' | 'confidence' | 'sources'> {
  if (advice === null) return { background: null, remedies: [], risk: null, confidence: null, sources: [] };
  return {
    background: withMeaning ? advice.meaning : null,
    remedies: advice.remedies,
    risk: advice.risk === '' ? null : advice.risk,
    confidence: advice.confidence,
    sources: advice.sources,
  };
}

function ownLead(cause: Cause, { mount }: CauseContext): string | null {
  if (isMissingOptIn(cause)) {
    const message = cause.win32Message ?? 'At least one minifilter does not support bypass IO.';
    return `${message} While ${cause.driver ?? 'it'} is attached to ${mount}, every BypassIO request there is refused before any filter is asked.`;
  }
  if (cause.evidence === 'supportedFeatures') {
    return `${cause.driver ?? 'This filter'} is attached to ${mount} and its mask lacks bit 0x8. A filter that touches neither reads nor writes is opted in by itself, so this is a suspicion; only a query proves it.`;
  }
  return null;
}

function seenLines(cause: Cause, context: CauseContext): readonly string[] {
  const lines = [ASKED_BY[cause.evidence]];
  if (cause.ntstatus !== null) lines.push(`OpStatus ${cause.ntstatus}${cause.win32 === null ? '' : ` → ${cause.win32}`}`);
  if (cause.ntstatusName !== null) lines.push(cause.ntstatusName);
  else if (cause.win32 !== null) lines.push(`${cause.win32} ${cause.win32Name ?? ''}`.trim());
  if (cause.driver !== null && !isConcluded(cause) && !causeTitle(cause).includes(cause.driver)) lines.push(`Driver ${cause.driver}`);
  if (cause.reason !== null && cause.reason !== '') lines.push(`Reason “${cause.reason}”`);
  if (!isConcluded(cause) && context.answers.length > 0) {
    lines.push(`OutFlags ${context.outFlags.length === 0 ? 'none' : context.outFlags.join(' ')}`);
  }
  if (cause.supportedFeatures !== null) lines.push(maskText(cause.supportedFeatures));
  return lines;
}

/** `SupportedFeatures 0x00000003 (0x8 clear)`: 0x8 is the opt-in bit. */
export function maskText(supportedFeatures: number): string {
  return `SupportedFeatures ${hex32(supportedFeatures)} (0x8 ${(supportedFeatures & 8) === 0 ? 'clear' : 'set'})`;
}

/** The probe asks from just above a driver and from just below it: the answer between the two is that driver’s own. */
function probedLines({ driver, layer }: Cause): readonly string[] {
  if (layer !== 'filter') return ['Asked from below all filters: this answer does not depend on any of them.'];
  return [`${driver ?? 'It'} was asked by itself: it refuses, whatever the others answer.`];
}

function concludedLines(cause: Cause, isComplete: boolean): readonly string[] {
  const driver = cause.driver ?? 'it';
  if (cause.evidence === 'supportedFeatures') return [`${driver} would refuse too once it is asked. Not proved.`];
  if (cause.evidence === 'fileAttribute') return ['The file’s own attribute rules BypassIO out. Nobody was asked about it.'];
  if (cause.evidence === 'probe') return probedLines(cause);
  if (isMissingOptIn(cause) && isComplete)
    return ['The filter manager answered by itself. The probe asked every filter below all the same.'];
  if (isMissingOptIn(cause)) return ['The filter manager answered by itself: no filter, volume or storage driver was asked.'];
  switch (cause.layer) {
    case 'filter':
      return [`Filters above ${driver} passed the request on.`, `Nothing below ${driver} was asked.`];
    case 'fileSystem':
      return ['All filters passed the request on.', 'The volume and storage stacks were not asked.'];
    case 'volume':
    case 'storage':
      return ['All filters passed the request on.', 'Reads skip the filters, then travel the volume and storage stacks.'];
    default:
      return cause.layer satisfies never;
  }
}

/** Who was kept from being asked by the first refusal, and why the list may be short; null where the question does not arise. */
export function notAskedSentence(verdict: Verdict, drivers: readonly { readonly driver: string }[], isComplete: boolean): string | null {
  if (verdict === 'full' || verdict === 'unknown' || verdict === 'notApplicable') return null;
  const listed = drivers.map(({ driver }) => driver).join(', ');
  if (listed === '' && isComplete) return null;
  const missing = isComplete ? '' : ' The filters could not be listed, so some may be missing here.';
  return `Not asked, because the first refusal ends the question: ${listed === '' ? 'not known' : listed}.${missing}`;
}
