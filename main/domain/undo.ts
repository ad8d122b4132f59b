import type { FileFact } from '../contract/words.ts';

/** What a file's own property is called when many have it. */
export const FACT_WORDS: Readonly<Record<FileFact, string>> = {
  compressed: 'compressed',
  encrypted: 'encrypted',
  sparse: 'sparse',
  resident: 'resident',
  pagingFile: 'paging',
  wof: 'overlay-compressed',
  dax: 'DAX',
};

/**
 * The command that undoes a property for everything below `folder`, as it would be typed into a command prompt; null where none is safe.
 * `compact` and `cipher` leave the contents as they are. A sparse file is made whole by copying it anew, which no one command does.
 * Shown, never run. Sources: the usage texts of compact and cipher.
 */
export function undoCommand(fact: FileFact, folder: string): string | null {
  const place = quotable(folder);
  if (place === null) return null;
  switch (fact) {
    case 'compressed':
      return `compact /u /a /i /s:${place}`;
    case 'wof':
      return `compact /u /exe /a /i /s:${place}`;
    case 'encrypted':
      return `cipher /d /s:${place}`;
    case 'sparse':
    case 'resident':
    case 'pagingFile':
    case 'dax':
      return null;
  }
}

/** A prompt replaces `%name%` even between quotes, and what is not printable cannot be copied faithfully: then there is no exact command. */
function quotable(folder: string): string | null {
  if (/[%"\p{Cc}\p{Bidi_Control}]|\p{Surrogate}/u.test(folder)) return null;
  if (/^[A-Za-z]:$/.test(folder)) return `${folder}\\`; // a backslash before the closing quote would escape it
  return folder.startsWith('\\\\?\\') ? null : `"${folder}"`;
}

/** What NTFS says a file is when it refuses it, by status. */
const FACT_OF_STATUS: ReadonlyMap<string, FileFact> = new Map([
  ['0xC00004CA', 'compressed'],
  ['0xC00004C3', 'encrypted'],
  ['0xC00004C4', 'sparse'],
  ['0xC00004C5', 'pagingFile'],
  ['0xC000049A', 'dax'],
]);

export const factOfStatus = (ntstatus: string | null): FileFact | null =>
  ntstatus === null ? null : (FACT_OF_STATUS.get(ntstatus) ?? null);
