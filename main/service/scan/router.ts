import { implement } from '@orpc/server';
import { games, scans } from '../../contract/scan-contract.ts';
import { ok } from '../../domain/result.ts';
import type { Service } from '../service.ts';
import { valueOr } from '../value-or.ts';
import { exportScan } from './export.ts';

const promised = implement({ scans, games });
const NEVER = new AbortController().signal;

/** Scans and games over a service. SQLite and the threads are loaded when somebody first asks. */
export function scanProcedures(service: Service) {
  return {
    scans: {
      list: promised.scans.list.handler(async ({ errors }) => valueOr((await service.scans()).list(), errors.FAILED)),
      start: promised.scans.start.handler(async ({ input, errors }) => valueOr((await service.scans()).start(input), errors.FAILED)),
      resume: promised.scans.resume.handler(async ({ input, errors }) =>
        valueOr((await service.scans()).resume(input.scan), errors.FAILED),
      ),
      cancel: promised.scans.cancel.handler(async ({ input }) => {
        const all = await service.scans();
        all.cancel(input.scan);
        await all.ended(input.scan);
        return null;
      }),
      progress: promised.scans.progress.handler(async function* ({ input, signal }) {
        yield* (await service.scans()).watch(input.scan, signal ?? NEVER);
      }),
      result: promised.scans.result.handler(async ({ input, errors }) =>
        valueOr((await service.scans()).result(input.scan), errors.FAILED),
      ),
      errors: promised.scans.errors.handler(async ({ input, errors }) =>
        valueOr((await service.scans()).errors(input.scan, input.limit), errors.FAILED),
      ),
      files: promised.scans.files.handler(async ({ input, errors }) => valueOr((await service.scans()).files(input), errors.FAILED)),
      folders: promised.scans.folders.handler(async ({ input, errors }) => valueOr((await service.scans()).folders(input), errors.FAILED)),
      compare: promised.scans.compare.handler(async ({ input, errors }) =>
        valueOr(await (await service.scans()).compare(input), errors.FAILED),
      ),
      remove: promised.scans.remove.handler(async ({ input, errors }) =>
        valueOr((await service.scans()).remove(input.scan), errors.FAILED),
      ),
      export: promised.scans.export.handler(async function* ({ input, signal, errors }) {
        for (const piece of exportScan(await service.scans(), input.scan, input.format)) {
          if (signal?.aborted === true) return;
          yield valueOr(piece, errors.FAILED);
        }
      }),
    },
    games: { list: promised.games.list.handler(async ({ errors }) => valueOr(ok(await service.games()), errors.FAILED)) },
  };
}
