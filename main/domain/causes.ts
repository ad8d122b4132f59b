import type { Cause, FilterInstance } from '../contract/verdicts.ts';
import type { FileFact, Layer, TargetKind } from '../contract/words.ts';
import { adviceFor } from './advice.ts';
import { OUT_FLAG } from './bypass-io.ts';
import { isAttachRefusal, isNamed } from './stack.ts';
import { ntstatusName, statusText, win32Name, win32Of, win32Text } from './status.ts';
import type { StatusTexts } from './system.ts';
import type { Judgement, Refusal } from './verdict.ts';

/** What surrounds a refusal: who else is there, and how the system words its codes. */
export interface Surroundings {
  readonly targetKind: TargetKind;
  readonly filters: readonly Omit<FilterInstance, 'state'>[];
  readonly storageDriver: string | null;
  readonly busType: string | null;
  readonly facts: readonly FileFact[];
  readonly texts: StatusTexts;
  /** True when the probe asked every filter and the file system: nothing has to be concluded about them. */
  readonly wereAllAsked?: boolean;
}

/** Every cause the judgement shows, the observed ones first, then what follows from masks and attributes. */
export function causesOf(judgement: Judgement, around: Surroundings): Cause[] {
  const observed = judgement.refusals.map((refusal) => toCause(refusal, summaryOf(refusal, judgement, around), around));
  return [...observed, ...suspectedFilters(judgement, around), ...refusedByAttribute(judgement, around)];
}

function toCause(refusal: Refusal, summary: string, around: Surroundings): Cause {
  const filter = refusal.driver === null ? undefined : around.filters.find((known) => isNamed(refusal.driver ?? '', known));
  const driver = refusal.driver ?? (refusal.layer === 'storage' ? around.storageDriver : null);
  const codes = codesOf(refusal.opStatus, around.texts);
  return {
    summary,
    layer: refusal.layer,
    driver,
    ...codes,
    reason: refusal.reason,
    evidence: refusal.evidence,
    supportedFeatures: filter?.supportedFeatures ?? null,
    advice: adviceFor({ layer: refusal.layer, driver, ntstatus: refusal.opStatus, group: filter?.group ?? null, busType: around.busType }),
  };
}

/** The system's own mapping and words first; the table serves where it has none. */
function codesOf(
  opStatus: number | null,
  texts: StatusTexts,
): Pick<Cause, 'ntstatus' | 'ntstatusName' | 'win32' | 'win32Name' | 'win32Message'> {
  if (opStatus === null) return { ntstatus: null, ntstatusName: null, win32: null, win32Name: null, win32Message: null };
  const win32 = texts.win32Of(opStatus) ?? win32Of(opStatus);
  return {
    ntstatus: statusText(opStatus),
    ntstatusName: ntstatusName(opStatus),
    win32,
    win32Name: win32 === null ? null : win32Name(win32),
    win32Message: win32 === null ? null : (texts.textOf(win32) ?? win32Text(win32)),
  };
}

const LAYER_WORDS: Record<Layer, string> = {
  filter: 'filter stack',
  fileSystem: 'file system',
  volume: 'volume stack',
  storage: 'storage stack',
};

function summaryOf(refusal: Refusal, judgement: Judgement, around: Surroundings): string {
  const { driver, layer } = refusal;
  if (judgement.verdict === 'paused' && refusal.opStatus === null) {
    return (judgement.outFlags & OUT_FLAG.STREAM_BYPASS_PAUSED) !== 0
      ? 'BypassIO is paused on this file'
      : 'BypassIO is paused on the volume stack';
  }
  if (layer === 'storage' && refusal.opStatus === null) return `${around.storageDriver ?? 'The storage driver'} is not BypassIO compatible`;
  if (isAttachRefusal(refusal)) return driver === null ? 'A filter without opt-in is attached to the volume' : `${driver} has not opted in`;
  if (driver === null) return `A driver of the ${LAYER_WORDS[layer]} refuses`;
  const target = around.targetKind === 'unknown' ? 'target' : around.targetKind;
  return layer === 'volume' || layer === 'storage' ? `${driver} refuses on the ${LAYER_WORDS[layer]}` : `${driver} refuses this ${target}`;
}

/** Filters without the opt-in bit beside the one that was named: each may be next, none is proven. */
function suspectedFilters(judgement: Judgement, around: Surroundings): Cause[] {
  const attach = judgement.refusals.find(isAttachRefusal);
  if (attach === undefined) return [];
  const named = attach.driver;
  return around.filters
    .filter((filter) => filter.kind === 'minifilter' && !filter.optedIn && (named === null || !isNamed(named, filter)))
    .map((filter) => {
      const refusal: Refusal = { layer: 'filter', driver: filter.driver, opStatus: null, reason: null, evidence: 'supportedFeatures' };
      return toCause(refusal, `${filter.driver} lacks the opt-in bit and may be next`, around);
    });
}

/**
 * Kinds of file that NTFS refuses, with the status that goes by the same name (the pairing follows from the names; only the list of
 * kinds is documented). Source: Supporting BypassIO operations, FS_BPIO_OP_ENABLE.
 */
export const REFUSED_FACTS: readonly { readonly fact: FileFact; readonly ntstatus: number; readonly words: string }[] = [
  { fact: 'compressed', ntstatus: 0xc000_04ca, words: 'The file is NTFS-compressed' },
  { fact: 'encrypted', ntstatus: 0xc000_04c3, words: 'The file is encrypted with EFS' },
  { fact: 'sparse', ntstatus: 0xc000_04c4, words: 'The file is sparse' },
  { fact: 'dax', ntstatus: 0xc000_049a, words: 'The volume is a DAX volume' },
];

/** When somebody above refused first, NTFS was not asked; its refusal can still be concluded from the file's own attributes. */
function refusedByAttribute(judgement: Judgement, around: Surroundings): Cause[] {
  const wasAsked = around.wereAllAsked === true || judgement.refusals.length === 0 || judgement.refusals[0]?.layer !== 'filter';
  if (wasAsked || around.targetKind !== 'file') return [];
  return REFUSED_FACTS.filter(({ fact }) => around.facts.includes(fact)).map(({ ntstatus, words }) => {
    const refusal: Refusal = { layer: 'fileSystem', driver: 'ntfs.sys', opStatus: ntstatus, reason: null, evidence: 'fileAttribute' };
    return toCause(refusal, `${words}, which NTFS refuses`, around);
  });
}
