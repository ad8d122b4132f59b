/** Loaded into a program before it starts: when it ends, its peak memory in KiB stands in the file that PEAK_FILE names. Plain JavaScript: the loader for types would count as well. */
import { writeFileSync } from 'node:fs';

process.on('exit', () => writeFileSync(process.env.PEAK_FILE ?? '', String(process.resourceUsage().maxRSS)));
