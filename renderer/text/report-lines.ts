import { describe } from '../../main/contract/describe.ts';
import { activeSentence } from '../../main/contract/numbers.ts';
import { causeReason, causeTag, causeTitle } from '../../main/contract/text/causes.ts';
import { headline } from '../../main/contract/text/sentence.ts';
import { stackSections } from '../../main/contract/text/stack.ts';
import { VERDICT_WORDS } from '../../main/contract/text/verdicts.ts';
import type { Cause, TargetVerdict, VolumeStack, VolumeVerdict } from '../../main/contract/verdicts.ts';
import { nameOf } from './explain.ts';

/** The overview as plain text; `then` where it is of a case. */
export function volumeLines(volumes: readonly VolumeVerdict[], when: 'now' | 'then' = 'now'): readonly string[] {
  const each = volumes.flatMap((volume) => [
    `${nameOf(volume)}: ${VERDICT_WORDS[volume.verdict]}`,
    `  ${storageLine(volume)}`,
    ...volume.causes.map(causeLine),
    `  ${activeSentence(volume.activeBypassIoCount, when)}`,
    '',
  ]);
  return [headline(volumes.map((v) => v.verdict)), 'A query names the first refuser only.', '', ...each];
}

/** The stacks as plain text, highest altitude first. */
export function stackLines(stacks: readonly VolumeStack[]): readonly string[] {
  return stacks.flatMap((stack) => [
    `${nameOf(stack)}: ${VERDICT_WORDS[stack.verdict]}`,
    ...stackSections(stack).flatMap((section) => [
      `  ${section.title}`,
      ...section.rows.map((row) => `    ${(row.altitude ?? '').padStart(12)}  ${row.name.padEnd(20)}  ${row.words}`),
    ]),
    ...(stack.filtersFailure === null ? [] : [`  Filters not listed: ${describe(stack.filtersFailure)}`]),
    '',
  ]);
}

/** The verdicts on paths as plain text. */
export function targetLines(targets: readonly TargetVerdict[]): readonly string[] {
  return targets.flatMap((target) => [
    `${target.path}: ${VERDICT_WORDS[target.verdict]}`,
    ...target.causes.map(causeLine),
    ...(target.failure === null ? [] : [`  ${describe(target.failure)}`]),
    ...(target.notAsked.length === 0 ? [] : [`  Not asked: ${target.notAsked.map((d) => d.driver).join(', ')}`]),
    '',
  ]);
}

function causeLine(cause: Cause): string {
  return `  ${[causeTag(cause), causeTitle(cause), causeReason(cause)].filter((part) => part !== '').join(': ')}`;
}

/** `NTFS · NVMe · stornvme.sys`; what is not known is left out. */
export function storageLine({ fileSystem, storage }: Pick<VolumeVerdict, 'fileSystem' | 'storage'>): string {
  return [fileSystem, storage?.busType, storage?.driver].filter((part) => part !== null && part !== undefined && part !== '').join(' · ');
}
