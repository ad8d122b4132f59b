import { implement } from '@orpc/server';
import type { Result } from '../../contract/failure.ts';
import { games, scans } from '../../contract/scan-contract.ts';
import { ok } from '../../domain/result.ts';
import { valueOr } from '../value-or.ts';
import { ask, type ScansView, type ViewSource } from '../view.ts';
import { exportScan } from './export.ts';

const promised = implement({ scans, games });
const NEVER = new AbortController().signal;

/** Scans and games of a view. SQLite and the threads are loaded when somebody first asks. */
export function scanProcedures(view: ViewSource) {
  const asked = <T>(question: (scans: ScansView) => Result<T> | Promise<Result<T>>) => ask(view, (part) => part.scans(), question);
  const itself = () => asked((found) => ok(found));
  return {
    scans: {
      list: promised.scans.list.handler(async ({ errors }) => valueOr(await asked((all) => all.list()), errors.FAILED)),
      start: promised.scans.start.handler(async ({ input, errors }) => valueOr(await asked((all) => all.start(input)), errors.FAILED)),
      resume: promised.scans.resume.handler(async ({ input, errors }) =>
        valueOr(await asked((all) => all.resume(input.scan)), errors.FAILED),
      ),
      cancel: promised.scans.cancel.handler(async ({ input, errors }) => {
        const all = valueOr(await itself(), errors.FAILED);
        all.cancel(input.scan);
        await all.ended(input.scan);
        return null;
      }),
      progress: promised.scans.progress.handler(async function* ({ input, signal, errors }) {
        yield* valueOr(await itself(), errors.FAILED).watch(input.scan, signal ?? NEVER);
      }),
      result: promised.scans.result.handler(async ({ input, errors }) =>
        valueOr(await asked((all) => all.result(input.scan)), errors.FAILED),
      ),
      errors: promised.scans.errors.handler(async ({ input, errors }) =>
        valueOr(await asked((all) => all.errors(input.scan, input.limit)), errors.FAILED),
      ),
      files: promised.scans.files.handler(async ({ input, errors }) => valueOr(await asked((all) => all.files(input)), errors.FAILED)),
      folders: promised.scans.folders.handler(async ({ input, errors }) =>
        valueOr(await asked((all) => all.folders(input)), errors.FAILED),
      ),
      compare: promised.scans.compare.handler(async ({ input, errors }) =>
        valueOr(await asked((all) => all.compare(input)), errors.FAILED),
      ),
      remove: promised.scans.remove.handler(async ({ input, errors }) =>
        valueOr(await asked((all) => all.remove(input.scan)), errors.FAILED),
      ),
      export: promised.scans.export.handler(async function* ({ input, signal, errors }) {
        for (const piece of exportScan(valueOr(await itself(), errors.FAILED), input.scan, input.format)) {
          if (signal?.aborted === true) return;
          yield valueOr(piece, errors.FAILED);
        }
      }),
    },
    games: {
      list: promised.games.list.handler(async ({ errors }) =>
        valueOr(
          await ask(
            view,
            (found) => found,
            (found) => found.games(),
          ),
          errors.FAILED,
        ),
      ),
    },
  };
}
