/** Imports a trace into a database and is killed before it can end. */
import { memorySource } from '../../main/etw/byte-source.ts';
import { importEvidence } from '../../main/service/import.ts';
import { importAndKeep } from '../../main/service/import-kept.ts';
import { longTrace } from './long-trace.ts';

await importAndKeep(async (keeper) => {
  await importEvidence(memorySource(longTrace(2_600)), 'long.etl', { keeper });
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
}, process.argv[2]);
