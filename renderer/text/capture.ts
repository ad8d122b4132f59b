import type { Failure } from '../../main/contract/failure.ts';

/** Access denied in the forms in which starting a trace session says so. */
const DENIED: readonly number[] = [5, 1314, 0x8007_0005, 0xc000_0022];

export function lacksCaptureRights(failure: Failure): boolean {
  return failure.kind === 'notElevated' || ('code' in failure && DENIED.includes(failure.code));
}
