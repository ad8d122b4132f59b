/**
 * Loaded into a program before it starts: when it ends, its peak memory in KiB stands in the file that PEAK_FILE names. Threads load it too
 * and say nothing. Plain JavaScript: the loader for types would count as well.
 */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) process.on('exit', () => writeFileSync(process.env.PEAK_FILE ?? '', String(process.resourceUsage().maxRSS)));
