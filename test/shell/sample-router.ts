import { implement } from '@orpc/server';
import { contract } from '../../main/contract/contract.ts';
import type { Machine } from '../../main/contract/machine.ts';
import type { ContractRouter } from '../../main/shell/rpc.ts';

export const MACHINE: Machine = {
  name: 'DESKTOP-DEMO',
  os: '10.0.26100',
  revision: null,
  release: '24H2',
  simulated: true,
  elevated: null,
};

function unused(): never {
  throw new Error('nobody asks for this here');
}

/** Answers by hand, so that a test of a transport tests the transport. `filters` is denied and `query` has a bug. */
export function createSampleRouter(): ContractRouter {
  const os = implement(contract);
  const view = {
    machine: os.machine.handler(() => MACHINE),
    volumes: os.volumes.handler(() => ({ askedAt: '2026-11-20T08:00:00.000Z', volumes: [] })),
    filters: os.filters.handler(({ errors }) => {
      throw errors.FAILED({ data: { kind: 'hresult', call: 'FilterVolumeFindFirst', code: 0x8007_0005 } });
    }),
    query: os.query.handler(() => {
      throw new Error('a bug in the service');
    }),
    scans: {
      list: os.scans.list.handler(unused),
      start: os.scans.start.handler(unused),
      resume: os.scans.resume.handler(unused),
      cancel: os.scans.cancel.handler(unused),
      progress: os.scans.progress.handler(unused),
      result: os.scans.result.handler(unused),
      errors: os.scans.errors.handler(unused),
      files: os.scans.files.handler(unused),
      folders: os.scans.folders.handler(unused),
      compare: os.scans.compare.handler(unused),
      remove: os.scans.remove.handler(unused),
      export: os.scans.export.handler(unused),
    },
    games: { list: os.games.list.handler(unused) },
    events: {
      page: os.events.page.handler(unused),
      since: os.events.since.handler(unused),
      groups: os.events.groups.handler(unused),
      timeline: os.events.timeline.handler(unused),
      detail: os.events.detail.handler(unused),
      recordings: os.events.recordings.handler(unused),
      summary: os.events.summary.handler(unused),
      retention: os.events.retention.handler(unused),
      setRetention: os.events.setRetention.handler(unused),
      history: os.events.history.handler(unused),
    },
    snapshots: {
      list: os.snapshots.list.handler(unused),
      take: os.snapshots.take.handler(unused),
      get: os.snapshots.get.handler(unused),
      remove: os.snapshots.remove.handler(unused),
      diff: os.snapshots.diff.handler(unused),
      timeline: os.snapshots.timeline.handler(unused),
      schedule: os.snapshots.schedule.handler(unused),
      setSchedule: os.snapshots.setSchedule.handler(unused),
      changes: os.snapshots.changes.handler(unused),
    },
    exports: {
      preview: os.exports.preview.handler(unused),
      write: os.exports.write.handler(unused),
      read: os.exports.read.handler(unused),
      drop: os.exports.drop.handler(unused),
    },
  };
  return os.router({
    ...view,
    probe: { status: os.probe.status.handler(unused), install: os.probe.install.handler(unused), remove: os.probe.remove.handler(unused) },
    capture: {
      start: os.capture.start.handler(unused),
      stop: os.capture.stop.handler(unused),
      changes: os.capture.changes.handler(unused),
    },
    import: {
      text: os.import.text.handler(unused),
      file: os.import.file.handler(unused),
      chunk: os.import.chunk.handler(unused),
      cutShort: os.import.cutShort.handler(unused),
    },
    elevation: { changes: os.elevation.changes.handler(unused), enable: os.elevation.enable.handler(unused) },
    case: { changes: os.case.changes.handler(unused), close: os.case.close.handler(unused), view },
  });
}
