import type { Failure } from './failure.ts';

/** The one sentence a person reads about a failure, in window and console alike: the call, what it was about, the code, the words for it. */
export function describe(failure: Failure): string {
  const about = `${failure.call}${failure.target === undefined ? '' : ` ${failure.target}`}`.replace(/:?$/, ':'); // a mount point brings its own colon
  switch (failure.kind) {
    case 'win32':
      return `${about} error ${failure.code}${words(failure.message)}`;
    case 'ntstatus':
    case 'hresult':
      return `${about} 0x${failure.code.toString(16).toUpperCase().padStart(8, '0')}${words(failure.message)}`;
    case 'refused':
    case 'badRequest':
    case 'notElevated':
    case 'library':
      return `${about} ${failure.detail}`;
  }
}

const words = (message: string | undefined): string => (message === undefined ? '' : ` (${message})`);
