import { describe } from '../../contract/describe.ts';
import type { Cause, TargetVerdict } from '../../contract/verdicts.ts';
import { visible } from './text.ts';

/**
 * What `fsutil bypassio state /v` would print, in English. Its three states are known from published outputs; what it prints for a
 * paused target is not, so that is given as the state it amounts to. Source: BypassIO for filter drivers, fsutil examples.
 */
export function fsutilLines(result: TargetVerdict): string[] {
  const on = `BypassIo on "${visible(result.path)}"`;
  const [cause] = result.causes;
  switch (result.verdict) {
    case 'full':
      return [`${on} is currently supported`, ...storageLines(result)];
    case 'partial':
      return [`${on} is partially supported`, ...(cause?.ntstatus == null ? [] : lowerLines(cause)), ...storageLines(result)];
    case 'paused':
      return result.outFlags.includes('STREAM_BYPASS_PAUSED')
        ? [`${on} is not currently supported.`]
        : [`${on} is partially supported`, ...(cause?.ntstatus == null ? [] : lowerLines(cause)), ...storageLines(result)];
    case 'blocked':
      return [`${on} is not currently supported.`, ...(cause === undefined ? [] : upperLines(cause))];
    case 'notApplicable':
    case 'unknown':
      return [errorLine(result)];
  }
}

const upperLines = (cause: Cause): string[] => [
  ...(cause.win32 === null ? [] : [`Status: ${statusText(cause)}`]),
  ...(cause.driver === null ? [] : [`Driver: ${visible(cause.driver)}`]),
  ...(cause.reason === null ? [] : [`Reason: ${visible(cause.reason)}`]),
];

const lowerLines = (cause: Cause): string[] => [
  `    Volume stack bypass is disabled (${visible(cause.driver ?? '')})`,
  ...(cause.win32 === null ? [] : [`      Status:  ${statusText(cause)}`]),
  ...(cause.reason === null ? [] : [`      Reason:  ${visible(cause.reason)}`]),
];

/** fsutil prints the message without its full stop. */
const statusText = ({ win32, win32Message }: Cause): string => `${win32} (${(win32Message ?? '').replace(/\.$/, '')})`;

const storageLines = ({ storage }: TargetVerdict): string[] =>
  storage === null
    ? []
    : [
        `    Storage Type:   ${storage.busType ?? 'Unknown'}`,
        `    Storage Driver: ${storage.compatible === true ? 'BypassIo compatible' : 'Not BypassIo Compatible'}`,
        `    Driver Name:    ${visible(storage.driver ?? '')}`,
      ];

function errorLine({ failure }: TargetVerdict): string {
  if (failure === null) return 'Error: no answer';
  return 'code' in failure ? `Error ${failure.code}: ${failure.message ?? describe(failure)}` : `Error: ${visible(describe(failure))}`;
}
