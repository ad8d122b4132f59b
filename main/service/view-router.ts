import { implement } from '@orpc/server';
import { contract } from '../contract/contract.ts';
import type { SnapshotRef } from '../contract/snapshot.ts';
import { eventProcedures } from './events-router.ts';
import { type ExportParts, exportProcedures } from './exports-router.ts';
import { scanProcedures } from './scan/router.ts';
import { snapshotProcedures } from './snapshots-router.ts';
import { valueOr } from './value-or.ts';
import type { ViewSource } from './view.ts';

const promised = implement(contract);

/** What the pages ask, over a view: the same procedures serve this machine at the root and the open case below `case.view`. */
export function viewProcedures(view: ViewSource, viewOf: (ref: SnapshotRef) => ViewSource, exporting: ExportParts) {
  return {
    machine: promised.machine.handler(async ({ errors }) => valueOr(valueOr(await view(), errors.FAILED).machine(), errors.FAILED)),
    volumes: promised.volumes.handler(async ({ errors }) => valueOr(valueOr(await view(), errors.FAILED).volumes(), errors.FAILED)),
    filters: promised.filters.handler(async ({ input, errors }) =>
      valueOr(valueOr(await view(), errors.FAILED).filters(input), errors.FAILED),
    ),
    query: promised.query.handler(async ({ input, errors }) =>
      valueOr(valueOr(await view(), errors.FAILED).query(input.paths, input), errors.FAILED),
    ),
    events: eventProcedures(view),
    snapshots: snapshotProcedures(view, viewOf),
    ...scanProcedures(view),
    ...exportProcedures(exporting),
  };
}
