import type { Failure } from '../contract/failure.ts';
import type { Cause } from '../contract/verdicts.ts';
import type { FileFact, Verdict } from '../contract/words.ts';

/** What a file turned out to be, without its name. Equal for most files of a scan, so it is kept once for all of them. */
export interface Finding {
  readonly verdict: Verdict;
  /** True: nobody asked; attributes or samples decided. */
  readonly concluded: boolean;
  readonly facts: readonly FileFact[];
  readonly causes: readonly Cause[];
  /** Without its target, which is the file. */
  readonly failure: Failure | null;
}

/** Two findings with the same text are the same, also in different scans. */
export function identityOf({ verdict, concluded, facts, causes, failure }: Finding): string {
  const said = causes.map(({ layer, driver, ntstatus, reason, evidence }) => [layer, driver, ntstatus, reason, evidence]);
  const failed = failure === null ? null : [failure.kind, failure.call, 'code' in failure ? failure.code : failure.detail];
  return JSON.stringify([verdict, concluded, facts, said, failed]);
}

/** Files of equal identity are counted under their first cause: by this text. Files without a cause have none. */
export function causeKey({ verdict, causes: [first] }: Finding): string | null {
  if (first === undefined) return null;
  return JSON.stringify([verdict, first.layer, first.driver, first.ntstatus, first.reason, first.evidence]);
}

export function failureKey({ verdict, failure, causes }: Pick<Finding, 'verdict' | 'failure' | 'causes'>): string | null {
  if (failure === null || causes.length > 0) return null;
  return JSON.stringify([verdict, failure.kind, failure.call, 'code' in failure ? failure.code : failure.detail]);
}

/** What failed, for whoever knows of which file or folder. */
export function withoutTarget(failure: Failure): Failure {
  const { target: _place, ...rest } = failure;
  return rest;
}

/** Why a folder of another computer is not scanned: no error, a statement. */
export const networkShare = (target: string): Failure => ({
  kind: 'refused',
  call: 'scan of a network share',
  detail: 'BypassIO is not applicable there: it is for volumes of this computer',
  target,
});
export const isNetworkShare = (failure: Failure): boolean => failure.call === networkShare('').call;

/** The deepest folder that holds two folders, and so all that lie between them in the order of their text. */
export function commonFolder(first: string, last: string): string {
  const [a, b] = [first.split('\\'), last.split('\\')];
  let count = 0;
  while (count < a.length && a[count] === b[count]) count += 1;
  return a.slice(0, count).join('\\');
}

/** `D:` is shown as `D:\`. */
export const shownFolder = (path: string): string => (/^([A-Za-z]:|\\\\[?.]\\Volume\{[^\\]*\})$/.test(path) ? `${path}\\` : path);
