/** Loaded before a measured program: tells the most memory that it held, in kilobytes, on descriptor 3. Threads load it too and say nothing. */
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));
