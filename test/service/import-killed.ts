/** Imports a trace into a database and is killed in the middle. */
import { memorySource } from '../../main/etw/byte-source.ts';
import { importEvidence } from '../../main/service/import.ts';
import { importAndKeep } from '../../main/service/import-kept.ts';
import { longTrace } from './long-trace.ts';

const trace = longTrace(2_600);
await importAndKeep(
  (keeper) =>
    importEvidence(memorySource(trace), 'long.etl', {
      keeper,
      onProgress: ({ pass, readBytes }) => {
        if (pass === 'order' && readBytes > trace.byteLength / 2) process.kill(process.pid, 'SIGKILL');
      },
    }),
  process.argv[2],
);
