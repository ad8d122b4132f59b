import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Real traces and logs with their truth files, beside the repository where it was made; absent elsewhere, and then tests skip by name. */
export const SAMPLES = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'etl');
export const hasSamples = existsSync(SAMPLES);

export const sampleNames = (extension: string): string[] =>
  hasSamples ? readdirSync(SAMPLES).filter((name) => name.endsWith(extension)) : [`(no samples at ../shared/data/etl)${extension}`];

export const samplePath = (name: string): string => join(SAMPLES, name);
export const truthOf = (name: string) => JSON.parse(readFileSync(join(SAMPLES, `${name}.truth.json`), 'utf8'));

/** A small generator with a fixed seed: the same damage at every run. */
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

/** Milliseconds that this process has worked: what other programs take of the machine does not count, as it would on a clock. */
export function workedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** By the JSON of each: for lists whose order does not matter. */
export const sorted = <T>(list: readonly T[]): T[] => list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
