import type { Failure } from '../../main/contract/failure.ts';
import { hex32 } from './numbers.ts';

export interface FailureText {
  readonly title: string;
  /** What the system said and about which target. */
  readonly detail: string;
  /** The call and its code, for a search or a ticket. */
  readonly technical: string;
  readonly next: string;
}

const WIN32_TITLES: Readonly<Record<number, readonly [title: string, next: string]>> = {
  1: ['This target does not know BypassIO', 'Nothing to repair: BypassIO needs Windows 11 and NTFS.'],
  2: ['Not found', 'Check the path and ask again.'],
  3: ['Not found', 'Check the path and ask again.'],
  5: ['Access denied', 'Start BypassIO Inspector as administrator, or ask about a path you may read.'],
  21: ['The device is not ready', 'Insert the medium or wait for the disk, then ask again.'],
  32: ['In use by another program', 'Close the program that has the file open, then ask again.'],
  50: ['Not supported', 'This target does not take the request.'],
  123: ['Not a valid path', 'Give a full path such as C:\\Games\\file.bin.'],
  267: ['Not a folder', 'Check the path and ask again.'],
  1117: ['The disk reports an error', 'Check the disk before anything else.'],
};

/** All user text about a call that failed. */
export function describe(failure: Failure): FailureText {
  const about = failure.target === undefined ? '' : ` ${failure.target}`;
  switch (failure.kind) {
    case 'win32': {
      const [title, next] = WIN32_TITLES[failure.code] ?? ['The system refused the call', 'Ask again; the code below tells more.'];
      return { title, detail: failure.message ?? '', technical: `${failure.call}${about}: ${failure.code} (${hex32(failure.code)})`, next };
    }
    case 'ntstatus':
    case 'hresult': {
      const denied = failure.code === 0xc000_0022 || failure.code === 0x8007_0005;
      return {
        title: denied ? 'Access denied' : 'The system refused the call',
        detail: failure.message ?? '',
        technical: `${failure.call}${about}: ${failure.kind === 'hresult' ? 'HRESULT' : 'NTSTATUS'} ${hex32(failure.code)}`,
        next: denied ? 'Start BypassIO Inspector as administrator, then ask again.' : 'Ask again; the code below tells more.',
      };
    }
    case 'notElevated':
      return {
        title: 'Needs administrator rights',
        detail: failure.detail,
        technical: `${failure.call}${about}: not elevated`,
        next: 'Start BypassIO Inspector as administrator. Verdicts do not need it.',
      };
    case 'badRequest':
      return { title: 'The request was not understood', detail: failure.detail, technical: `${failure.call}${about}`, next: 'Correct it and ask again.' };
    case 'refused':
      return { title: 'The request was refused', detail: failure.detail, technical: `${failure.call}${about}`, next: 'Ask again.' };
    case 'library':
      return {
        title: 'A system library could not be used',
        detail: failure.detail,
        technical: `${failure.call}${about}`,
        next: 'Install BypassIO Inspector again if this stays.',
      };
    default:
      return failure satisfies never;
  }
}
