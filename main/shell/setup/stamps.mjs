import { closeSync, mkdirSync, openSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * True when `stamp` is missing or something in `sources` (files, or folders with all they hold) changed after it.
 * Folders count with their own time too, so that a deleted or renamed file is noticed.
 * @param {string} stamp
 * @param {readonly string[]} sources
 * @returns {boolean}
 */
export function isStale(stamp, sources) {
  const madeAt = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs;
  return madeAt === undefined || sources.some((source) => hasNewer(source, madeAt));
}

/**
 * @param {string} stamp
 * @param {Date} startedAt when the work began, so that what changed during it counts as newer
 */
export function writeStamp(stamp, startedAt) {
  mkdirSync(dirname(stamp), { recursive: true });
  closeSync(openSync(stamp, 'w'));
  utimesSync(stamp, startedAt, startedAt);
}

/**
 * @param {string} path
 * @param {number} madeAt
 * @returns {boolean}
 */
function hasNewer(path, madeAt) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  if (stat.mtimeMs > madeAt) return true;
  return stat.isDirectory() && readdirSync(path).some((name) => hasNewer(join(path, name), madeAt));
}
