import { CASE_FILE_CALL } from '../../main/contract/case-words.ts';
import { describe } from '../../main/contract/describe.ts';
import type { Failure } from '../../main/contract/failure.ts';

export interface FailureText {
  /** The kind of trouble, in a few words. */
  readonly title: string;
  /** The call, its target, its code and the system's words: for a search or a ticket. */
  readonly technical: string;
  readonly next: string;
}

type Words = readonly [title: string, next: string];

const WIN32_WORDS: Readonly<Record<number, Words>> = {
  1: ['This target does not know BypassIO', 'Nothing to repair: BypassIO needs Windows 11 and NTFS.'],
  2: ['Not found', 'Check the path and ask again.'],
  3: ['Not found', 'Check the path and ask again.'],
  5: ['Access denied', 'Ask as somebody who may open it: another account, or with administrator rights.'],
  21: ['The device is not ready', 'Insert the medium or wait for the disk, then ask again.'],
  32: ['In use by another program', 'Close the program that has the file open, then ask again.'],
  50: ['Not supported', 'This target does not take the request.'],
  123: ['Not a valid path', 'Give a full path such as C:\\Games\\file.bin.'],
  267: ['Not a folder', 'Check the path and ask again.'],
};
const OTHER_CODE: Words = ['The system refused the call', 'Ask again; the code tells more.'];
/** The button stands in the bar that says what is missing; where there is none, the program is started with the rights. */
export const GET_RIGHTS = 'Choose "Enable more" at the top of the window, or start BypassIO Inspector as administrator';
const DENIED: Words = ['Access denied', `${GET_RIGHTS}, then ask again.`];
const DENIED_CODES: readonly number[] = [0xc000_0022, 0x8007_0005];

/** A call that failed, as a heading, the facts and the next step. */
export function failureText(failure: Failure): FailureText {
  const [title, next] = wordsOf(failure);
  return { title, technical: describe(failure), next };
}

const NO_EVIDENCE: Words = ['It cannot be read as evidence', 'Send the trace, the log or the text itself, whole.'];
const RIGHTS: Words = ['Needs administrator rights', `${GET_RIGHTS}. Verdicts do not need it.`];

/** Who refuses says what to do about it. */
const REFUSED_WORDS: Readonly<Record<string, Words>> = {
  import: NO_EVIDENCE,
  query: ['Not in this case', 'Ask about it on that machine, and have another case written there.'],
  [CASE_FILE_CALL]: ['The case file was refused', 'Nothing of it was kept or run. Ask its sender for it again.'],
};

function wordsOf(failure: Failure): Words {
  if (needsRights(failure)) return RIGHTS;
  switch (failure.kind) {
    case 'win32':
      return WIN32_WORDS[failure.code] ?? OTHER_CODE;
    case 'ntstatus':
    case 'hresult':
      return DENIED_CODES.includes(failure.code) ? DENIED : OTHER_CODE;
    case 'notElevated':
      return RIGHTS;
    case 'badRequest':
      return ['The request was not understood', 'Correct it and ask again.'];
    case 'refused':
      return REFUSED_WORDS[failure.call] ?? ['The request was refused', 'Ask again.'];
    case 'library':
      return ['A system library could not be used', 'Install BypassIO Inspector again if this stays.'];
    default:
      return failure satisfies never;
  }
}

/** Listing filters is refused with this to those who are not elevated, whatever form the refusal takes. */
export function needsRights(failure: Failure): boolean {
  return failure.kind === 'notElevated' || (failure.kind === 'hresult' && DENIED_CODES.includes(failure.code));
}
