import { implement } from '@orpc/server';
import { contract } from '../contract/contract.ts';
import type { Result } from '../contract/failure.ts';
import type { SnapshotRef } from '../contract/snapshot.ts';
import { ok } from '../domain/result.ts';
import { CaseSession } from './case/session.ts';
import { type Elevation, NO_ELEVATION } from './elevation/elevation.ts';
import { captureProcedures } from './events-router.ts';
import type { Exports } from './exports/exports.ts';
import type { ExportSource } from './exports/source.ts';
import { ImportUploads, type ReadEvidence } from './import-uploads.ts';
import { liveView } from './live-view.ts';
import type { Recording } from './recording.ts';
import type { Service } from './service.ts';
import { valueOr } from './value-or.ts';
import type { ViewSource } from './view.ts';
import { viewProcedures } from './view-router.ts';

const promised = implement(contract);

/**
 * The contract over a service, for any transport: input and output are checked against the schemas at this border. What `elevation` answers
 * for this service is for the transport to pass on.
 */
export function createRouter(
  service: Service,
  recording: () => Promise<Recording>,
  elevation: Elevation = NO_ELEVATION,
  cases = new CaseSession(),
) {
  const readAndKeep: ReadEvidence = async (source, name, options) => {
    const [{ importEvidence }, { importAndKeep }, { databaseFile }] = await Promise.all([importReaders(), importKeeper(), recording()]);
    const kept = await importAndKeep((keeper) => importEvidence(source, name, { ...options, keeper }), databaseFile, {
      signal: options.signal,
    });
    return kept.ok ? ok(kept.value.evidence) : kept;
  };
  const uploads = new ImportUploads(readAndKeep, (file, openSignal) => cases.open(file, openSignal));
  let made: Promise<Exports> | null = null;
  const exports = (): Promise<Exports> => {
    made ??= makeExports();
    return made;
  };
  const live: ViewSource = async () => ok(liveView(service, recording));
  const inCase: ViewSource = async () => cases.view();
  const viewOf = ({ of }: SnapshotRef): ViewSource => (of === 'case' ? inCase : live);
  return promised.router({
    ...viewProcedures(live, viewOf, { exports, source: async () => ok(await service.exportSource((await recording()).databaseFile)) }),
    capture: captureProcedures(recording),
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
    elevation: {
      changes: promised.elevation.changes.handler(({ signal }) => elevation.changes(signal ?? NEVER)),
      enable: promised.elevation.enable.handler(async ({ errors }) => valueOr(await elevation.enable(), errors.FAILED)),
    },
    case: {
      changes: promised.case.changes.handler(({ signal }) => cases.changes(signal ?? NEVER)),
      close: promised.case.close.handler(async () => {
        await cases.close();
        return null;
      }),
      view: viewProcedures(inCase, viewOf, { exports, source: () => caseSource(cases) }),
    },
  });
}
export type Router = ReturnType<typeof createRouter>;

async function makeExports(): Promise<Exports> {
  const { Exports } = await import('./exports/exports.ts');
  return new Exports();
}

async function caseSource(cases: CaseSession): Promise<Result<ExportSource>> {
  const open = cases.current();
  if (!open.ok) return open;
  const { CaseSource } = await import('./exports/case-source.ts');
  return ok(CaseSource.of(open.value));
}

/** Loaded when somebody hands in evidence: nothing else needs the readers. */
const importReaders = () => import('./import.ts');
const importKeeper = () => import('./import-kept.ts');
const PASTED_NAME = 'pasted text';
const NEVER = new AbortController().signal;
