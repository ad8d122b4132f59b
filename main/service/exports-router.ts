import { implement } from '@orpc/server';
import { exports } from '../contract/case-contract.ts';
import type { Result } from '../contract/failure.ts';
import type { Exports } from './exports/exports.ts';
import type { ExportSource } from './exports/source.ts';
import { valueOr } from './value-or.ts';

const promised = implement({ exports });
const NEVER = new AbortController().signal;

/** Where exports of one view come from. SQLite and what writes reports are loaded with the first. */
export interface ExportParts {
  exports(): Promise<Exports>;
  /** Fails where there is nothing to export, because no case is open. */
  source(): Promise<Result<ExportSource>>;
}

/** Case files and reports for a window to save. */
export function exportProcedures(parts: ExportParts) {
  const { exports } = promised;
  return {
    exports: {
      preview: exports.preview.handler(async function* ({ input, signal, errors }) {
        const source = valueOr(await parts.source(), errors.FAILED);
        for await (const step of (await parts.exports()).preview(source, input, signal ?? NEVER)) yield valueOr(step, errors.FAILED);
      }),
      write: exports.write.handler(async function* ({ input, signal, errors }) {
        const source = valueOr(await parts.source(), errors.FAILED);
        for await (const step of (await parts.exports()).write(source, input, signal ?? NEVER)) yield valueOr(step, errors.FAILED);
      }),
      read: exports.read.handler(async ({ input, errors }) => {
        const bytes = valueOr(await (await parts.exports()).read(input), errors.FAILED);
        return { bytes: new File([bytes], 'export') };
      }),
      drop: exports.drop.handler(async ({ input }) => {
        (await parts.exports()).drop(input.export);
        return null;
      }),
    },
  };
}
