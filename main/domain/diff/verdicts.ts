import { describe } from '../../contract/describe.ts';
import type { Change, SnapshotVolume, VerdictChange } from '../../contract/snapshot.ts';
import { isConcluded, isMissingOptIn } from '../../contract/text/causes.ts';
import type { Gap } from '../../contract/text/gaps.ts';
import { VERDICT_WORDS } from '../../contract/text/verdicts.ts';
import type { Cause, TargetVerdict, VolumeVerdict } from '../../contract/verdicts.ts';
import type { Layer, Verdict } from '../../contract/words.ts';
import { isNamed } from '../stack.ts';
import { gap } from './changes.ts';
import { FILE_SYSTEM, FILTERS, IDENTITY } from './volumes.ts';

/** One target that both sides were asked about. */
export interface Judged {
  readonly targetKind: VerdictChange['targetKind'];
  readonly target: string;
  readonly mount: string | null;
  readonly before: VolumeVerdict | TargetVerdict;
  readonly after: VolumeVerdict | TargetVerdict;
  /** What differs in its stack, in the machine, and in the file itself. */
  readonly changes: readonly Change[];
  /** What of that is not known. */
  readonly gaps: readonly Gap[];
  readonly storageDrivers: readonly string[];
}

/** A query names one refuser, a probe a handful. */
const CAUSES_EXPLAINED = 50;

export type Compared =
  | { readonly kind: 'same' }
  | { readonly kind: 'unknown'; readonly gaps: readonly Gap[] }
  | { readonly kind: 'cause'; readonly change: Change }
  | { readonly kind: 'verdict'; readonly change: VerdictChange };

/** What became of one verdict, and what of the changes around it explains that. */
export function compareVerdicts(judged: Judged): Compared {
  const { before, after, target } = judged;
  if (before.verdict === 'unknown' || after.verdict === 'unknown') {
    return { kind: 'unknown', gaps: gap('Verdict', target, whyUnknown(before), whyUnknown(after)).gaps };
  }
  const difference = causesOfOneSide(before, after).slice(0, CAUSES_EXPLAINED);
  if (before.verdict === after.verdict) {
    return difference.length === 0 ? { kind: 'same' } : { kind: 'cause', change: causeChange(judged) };
  }
  const explanation = judged.changes.filter((change) => explains(change, difference, judged));
  const { targetKind } = judged;
  const sentence = `${target} ${wordOf(before.verdict)} → ${wordOf(after.verdict)}: ${why(explanation, judged)}`;
  return { kind: 'verdict', change: { targetKind, target, before: before.verdict, after: after.verdict, sentence, explanation } };
}

const wordOf = (verdict: Verdict): string => VERDICT_WORDS[verdict].toLowerCase();

const whyUnknown = ({ verdict, failure }: VolumeVerdict | TargetVerdict): string | null =>
  verdict !== 'unknown' ? null : failure === null ? 'it gave no answer' : describe(failure);

/** What somebody answered; a conclusion from a mask or an attribute is not what decided. */
const answered = ({ causes }: { readonly causes: readonly Cause[] }): readonly Cause[] => causes.filter((cause) => !isConcluded(cause));

const causeKey = ({ layer, driver, ntstatus }: Cause): string => `${layer}\n${driver?.toLowerCase()}\n${ntstatus}`;

const DEPTH: Readonly<Record<Layer, number>> = { filter: 0, fileSystem: 1, volume: 2, storage: 3 };

/**
 * Causes that only one of the two names, of the layers that both were asked about: where a filter refuses nobody below it was asked, so
 * that it names no driver there says nothing.
 */
function causesOfOneSide(before: { readonly causes: readonly Cause[] }, after: { readonly causes: readonly Cause[] }): readonly Cause[] {
  const [first, second] = [answered(before), answered(after)];
  const reach = (causes: readonly Cause[]): number => Math.min(...causes.map(({ layer }) => DEPTH[layer]), DEPTH.storage);
  const both = Math.min(reach(first), reach(second));
  const only = (causes: readonly Cause[], others: readonly Cause[]): readonly Cause[] => {
    const known = new Set(others.map(causeKey));
    return causes.filter((cause) => DEPTH[cause.layer] <= both && !known.has(causeKey(cause)));
  };
  return [...only(first, second), ...only(second, first)];
}

const summaries = (side: { readonly causes: readonly Cause[] }): string =>
  answered(side)
    .map(({ summary }) => summary)
    .join(' and ') || 'nothing named';

function causeChange({ target, targetKind, mount, before, after }: Judged): Change {
  const [was, is] = [summaries(before), summaries(after)];
  const whose = targetKind === 'path' ? `${target}: ` : '';
  return {
    kind: 'cause',
    mount,
    subject: target,
    before: was,
    after: is,
    sentence: `${whose}still ${wordOf(after.verdict)}: ${was} → ${is}`,
  };
}

/**
 * Does this change say why the verdict is another one? Only a change of the driver that refuses on one side and not on the other does, or
 * of what makes Windows ask at all. The same for both orders.
 */
function explains(change: Change, difference: readonly Cause[], judged: Judged): boolean {
  const isOf = (test: (cause: Cause) => boolean): boolean => difference.some(test);
  switch (change.kind) {
    case 'volumeFact':
      return change.subject === IDENTITY;
    case 'filterAdded':
    case 'filterRemoved':
    case 'filterVersion':
    case 'filterOptIn':
    case 'filterAltitude':
      return isOf((cause) => cause.layer === 'filter' && namesFilter(cause, change));
    case 'classFilterAdded':
    case 'classFilterRemoved':
    case 'driverVersion':
      return isOf(({ driver }) => driver !== null && driver.toLowerCase() === change.subject.toLowerCase());
    case 'bitLocker':
      return isOf(({ driver, ntstatus }) => driver?.toLowerCase() === 'fvevol.sys' || ntstatus === '0xC00004C9');
    case 'shadowCopies':
      return isOf(({ driver, ntstatus }) => driver?.toLowerCase() === 'volsnap.sys' || ntstatus === '0xC00004CF');
    case 'storageDriver':
    case 'storageCompatible':
      return isOf(({ layer }) => layer === 'storage');
    case 'switch':
      return change.subject.startsWith('FilterSupportedFeaturesMode')
        ? isOf(isMissingOptIn)
        : isOf(({ layer }) => layer === 'storage') && judged.storageDrivers.some((driver) => change.subject.endsWith(` of ${driver}`));
    case 'fileSystem':
      return change.subject === FILE_SYSTEM && isUnknowing(judged);
    case 'os':
      return isUnknowing(judged);
    case 'fileFact':
      return isOf(({ layer }) => layer === 'fileSystem');
    default:
      return false;
  }
}

/** One of the two does not know the question: its file system or its Windows does not. */
const isUnknowing = ({ before, after }: Judged): boolean => before.verdict === 'notApplicable' || after.verdict === 'notApplicable';

/** A refusal for want of an opt-in that names nobody is explained by every filter whose opt-in came or went. */
function namesFilter(cause: Cause, { subject, kind }: Change): boolean {
  if (cause.driver !== null) return isNamed(cause.driver, { name: subject.replace(/\.sys$/i, ''), driver: subject });
  return kind === 'filterOptIn' || kind === 'filterAdded' || kind === 'filterRemoved';
}

/** Changes that say by themselves who refuses and why. */
const TELLING: ReadonlySet<Change['kind']> = new Set([
  'filterOptIn',
  'bitLocker',
  'shadowCopies',
  'storageCompatible',
  'fileFact',
  'fileSystem',
  'os',
]);
const SHOWN_MAX = 2;

function why(explanation: readonly Change[], judged: Judged): string {
  const said = explanation.slice(0, SHOWN_MAX).map(({ sentence }) => sentence);
  const more = explanation.length - said.length;
  const answer = answerText(judged);
  if (said.length === 0) return `${answer}; ${unexplained(judged)}`;
  const isTelling = explanation.some(({ kind }) => TELLING.has(kind));
  return [...said, ...(more === 0 ? [] : [`${more} more in its stack`]), ...(isTelling ? [] : [answer])].join('; ');
}

/** What the worse side answers. */
function answerText({ before, after }: Judged): string {
  if (answered(after).length > 0) return summaries(after);
  if (answered(before).length > 0) return `before: ${summaries(before)}`;
  return 'no driver is named';
}

/** What stands in a stack, or decides about it. */
const STACK_KINDS: ReadonlySet<Change['kind']> = new Set([
  'filterAdded',
  'filterRemoved',
  'filterVersion',
  'filterOptIn',
  'filterAltitude',
  'storageDriver',
  'storageCompatible',
  'busType',
  'fileSystem',
  'bitLocker',
  'shadowCopies',
]);

function unexplained({ mount, changes, gaps }: Judged): string {
  const unknown = gaps.filter(({ of }) => of === null || of === mount).map(({ kind }) => kind);
  const others = changes.filter(({ kind }) => STACK_KINDS.has(kind)).length;
  const seen = others === 0 ? 'nothing that both know of its stack is different' : 'what is different in its stack is not what refuses';
  return unknown.includes(FILTERS) ? `${seen}, and its filters cannot be compared` : seen;
}

/** Storage drivers of one volume on both sides, as services. */
export const storageServices = (volumes: readonly (SnapshotVolume | undefined)[]): string[] =>
  volumes.flatMap((volume) => (volume?.storageDriver.state === 'known' ? volume.storageDriver.value.replace(/\.sys$/i, '') : []));
