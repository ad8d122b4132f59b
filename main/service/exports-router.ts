import { implement } from '@orpc/server';
import { exports } from '../contract/case-contract.ts';
import type { Failure } from '../contract/failure.ts';

const promised = implement({ exports });
const MISSING: Failure = { kind: 'refused', call: 'exports', detail: 'this build writes no case files and no reports' };

/** Case files and reports for a window to save. */
export function exportProcedures() {
  const { exports } = promised;
  return {
    exports: {
      preview: exports.preview.handler(({ errors }) => {
        throw errors.FAILED({ data: MISSING });
      }),
      // biome-ignore lint/correctness/useYield: nothing to tell before the refusal
      write: exports.write.handler(async function* ({ errors }) {
        throw errors.FAILED({ data: MISSING });
      }),
      read: exports.read.handler(({ errors }) => {
        throw errors.FAILED({ data: MISSING });
      }),
      drop: exports.drop.handler(({ errors }) => {
        throw errors.FAILED({ data: MISSING });
      }),
    },
  };
}
