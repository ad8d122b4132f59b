import { implement } from '@orpc/server';
import { contract } from '../contract/contract.ts';
import { ok } from '../domain/result.ts';
import { eventProcedures } from './events-router.ts';
import { exportProcedures } from './exports-router.ts';
import { ImportUploads, type ReadEvidence } from './import-uploads.ts';
import type { Recording } from './recording.ts';
import { scanProcedures } from './scan/router.ts';
import type { Service } from './service.ts';
import { snapshotProcedures } from './snapshots-router.ts';
import { valueOr } from './value-or.ts';

const promised = implement(contract);

/** The contract over a service, for any transport: input and output are checked against the schemas at this border. */
export function createRouter(service: Service, recording: () => Promise<Recording>) {
  const readAndKeep: ReadEvidence = async (source, name, options) => {
    const [{ importEvidence }, { importAndKeep }, { databaseFile }] = await Promise.all([importReaders(), importKeeper(), recording()]);
    const kept = await importAndKeep((keeper) => importEvidence(source, name, { ...options, keeper }), databaseFile, {
      signal: options.signal,
    });
    return kept.ok ? ok(kept.value.evidence) : kept;
  };
  const uploads = new ImportUploads(readAndKeep);
  const { capture, ...events } = eventProcedures(recording);
  const view = {
    machine: promised.machine.handler(({ errors }) => valueOr(service.machine(), errors.FAILED)),
    volumes: promised.volumes.handler(({ errors }) => valueOr(service.volumes(), errors.FAILED)),
    filters: promised.filters.handler(({ input, errors }) => valueOr(service.filters(undefined, input), errors.FAILED)),
    query: promised.query.handler(({ input }) => service.query(input.paths, input)),
    ...events,
    ...scanProcedures(service),
    ...snapshotProcedures(),
    ...exportProcedures(),
  };
  return promised.router({
    ...view,
    capture,
    probe: {
      status: promised.probe.status.handler(() => service.probeStatus()),
      install: promised.probe.install.handler(({ errors }) => valueOr(service.installProbe(), errors.FAILED)),
      remove: promised.probe.remove.handler(({ errors }) => valueOr(service.removeProbe(), errors.FAILED)),
    },
    import: {
      text: promised.import.text.handler(async ({ input, signal, errors }) => {
        const { memorySource } = await import('../etw/byte-source.ts');
        const options = { signal: signal ?? NEVER, onProgress: () => {} };
        return valueOr(await readAndKeep(memorySource(new TextEncoder().encode(input.text)), PASTED_NAME, options), errors.FAILED);
      }),
      file: promised.import.file.handler(async function* ({ input, signal, errors }) {
        for await (const step of uploads.receive(input, signal ?? NEVER)) yield valueOr(step, errors.FAILED);
      }),
      chunk: promised.import.chunk.handler(async ({ input, errors }) =>
        valueOr(await uploads.append(input.upload, input.offset, new Uint8Array(await input.bytes.arrayBuffer())), errors.FAILED),
      ),
      cutShort: promised.import.cutShort.handler(async ({ input, errors }) => valueOr(await uploads.cutShort(input.upload), errors.FAILED)),
    },
    case: {
      changes: promised.case.changes.handler(async function* () {
        yield { open: null, failure: null };
      }),
      close: promised.case.close.handler(() => null),
      view,
    },
  });
}
export type Router = ReturnType<typeof createRouter>;

/** Loaded when somebody hands in evidence: nothing else needs the readers. */
const importReaders = () => import('./import.ts');
const importKeeper = () => import('./import-kept.ts');
const PASTED_NAME = 'pasted text';
const NEVER = new AbortController().signal;
