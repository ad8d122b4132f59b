import type { Recording, VolumeUse } from '../contract/recordings.ts';

const NO_SAMPLES =
  'Whether BypassIO was in use is not known: evidence from elsewhere has vetoes and filters, and no counts of files in use.';

/** Whether BypassIO was in use during a recording. `clock` as in `sentenceOnUse`. */
export const sentenceOnRecording = (
  { source, sampleMs }: Pick<Recording, 'source' | 'sampleMs'>,
  volumes: readonly VolumeUse[],
  clock: (timeUs: number) => string,
): string => (source === null ? sentenceOnUse(volumes, sampleMs, clock) : NO_SAMPLES);

/**
 * Whether BypassIO was in use, as far as samples can say. A count above zero proves that files had it on; a zero only says that none had
 * at that moment, so what was not seen is never called unused. `clock` writes a time of day in the user's zone.
 */
export function sentenceOnUse(volumes: readonly VolumeUse[], sampleMs: number, clock: (timeUs: number) => string): string {
  const every = sampleMs % 1_000 === 0 ? `${sampleMs / 1_000} s` : `${sampleMs} ms`;
  if (volumes.length === 0) {
    return `Whether BypassIO was in use is not known: no volume answered when it was asked every ${every}.`;
  }
  const seen = volumes.flatMap(({ mount, highest, firstUs, lastUs }) =>
    firstUs === null || lastUs === null ? [] : [`${mount} ${spanText(clock(firstUs), clock(lastUs))}, at most ${filesText(highest)}`],
  );
  const unseen = volumes.filter(({ firstUs }) => firstUs === null).map(({ mount }) => mount);
  const coarse = `volumes were asked every ${every}, so a shorter use can be missed and "not seen" is not "not used"`;
  if (seen.length === 0) return `BypassIO was not seen in use on ${unseen.join(', ')}; ${coarse}.`;
  const rest = unseen.length === 0 ? coarse : `not seen on ${unseen.join(', ')}; ${coarse}`;
  return `BypassIO was seen in use on ${seen.join('; on ')}; ${rest}.`;
}

const spanText = (first: string, last: string): string => (first === last ? `at ${first}` : `from ${first} to ${last}`);
const filesText = (count: number): string => (count === 1 ? '1 file at a time' : `${count} files at a time`);
