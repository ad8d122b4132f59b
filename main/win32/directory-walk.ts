import type { Result } from '../contract/failure.ts';
import { ok } from '../domain/result.ts';
import type { FolderEntry, FolderSource } from '../domain/system.ts';
import { type Handle, INVALID_HANDLE_VALUE, type Kernel32, lastError } from './kernel32.ts';
import { WIN32_FIND_DATAW } from './layouts.ts';

/** FINDEX_INFO_LEVELS, FINDEX_SEARCH_OPS and flags of minwinbase.h: no short names, a large buffer for each trip to the file system. */
const FIND_EX_INFO_BASIC = 1;
const FIND_EX_SEARCH_NAME_MATCH = 0;
const FIND_FIRST_EX_LARGE_FETCH = 2;

const ERROR_FILE_NOT_FOUND = 2;
const ERROR_NO_MORE_FILES = 18;

/** winnt.h. */
const ATTRIBUTE = {
  directory: 0x10,
  sparse: 0x200,
  reparsePoint: 0x400,
  compressed: 0x800,
  encrypted: 0x4000,
  recallOnOpen: 0x4_0000,
} as const;
/** Bit of a reparse tag that says: the name stands for another place. Source: IsReparseTagNameSurrogate, ntifs.h. */
const NAME_SURROGATE = 0x2000_0000;

const FIELD = WIN32_FIND_DATAW.fields;

export function folderSource(kernel32: Kernel32): FolderSource {
  return { list: (path, visit) => list(kernel32, path, visit) };
}

function list(kernel32: Kernel32, path: string, visit: Parameters<FolderSource['list']>[1]): Result<null> {
  const data = Buffer.alloc(WIN32_FIND_DATAW.size);
  const find = kernel32.FindFirstFileExW(
    `${path}\\*`,
    FIND_EX_INFO_BASIC,
    data,
    FIND_EX_SEARCH_NAME_MATCH,
    null,
    FIND_FIRST_EX_LARGE_FETCH,
  );
  if (find === null || (find as bigint) === INVALID_HANDLE_VALUE) {
    const failed = lastError(kernel32, 'FindFirstFileExW', path);
    // An empty root has no `.` to find; an empty folder has. A folder that is not there gives ERROR_PATH_NOT_FOUND.
    return failed.error.kind === 'win32' && failed.error.code === ERROR_FILE_NOT_FOUND ? ok(null) : failed;
  }
  using _closed = { [Symbol.dispose]: () => void kernel32.FindClose(find as Handle) };
  do {
    const entry = entryOf(data);
    if (entry.name !== '.' && entry.name !== '..' && visit(entry) === 'stop') return ok(null);
  } while (kernel32.FindNextFileW(find, data) !== 0);
  const end = lastError(kernel32, 'FindNextFileW', path);
  return end.error.kind === 'win32' && end.error.code === ERROR_NO_MORE_FILES ? ok(null) : end;
}

/** Read by offset, not through StructView: this runs once for every file of a volume. */
function entryOf(data: Buffer): FolderEntry {
  const attributes = data.readUInt32LE(FIELD.dwFileAttributes[0]);
  const isReparsePoint = (attributes & ATTRIBUTE.reparsePoint) !== 0;
  return {
    name: nameOf(data),
    sizeBytes: data.readUInt32LE(FIELD.nFileSizeHigh[0]) * 2 ** 32 + data.readUInt32LE(FIELD.nFileSizeLow[0]),
    isFolder: (attributes & ATTRIBUTE.directory) !== 0,
    isCompressed: (attributes & ATTRIBUTE.compressed) !== 0,
    isEncrypted: (attributes & ATTRIBUTE.encrypted) !== 0,
    isSparse: (attributes & ATTRIBUTE.sparse) !== 0,
    isLink: isReparsePoint && (data.readUInt32LE(FIELD.dwReserved0[0]) & NAME_SURROGATE) !== 0,
    isRecalledOnOpen: (attributes & ATTRIBUTE.recallOnOpen) !== 0,
  };
}

/** Only the name's own bytes are turned into text: the array behind it is ten times as long as most names. */
function nameOf(data: Buffer): string {
  const [start, , chars] = FIELD.cFileName;
  let end = start;
  while (end < start + chars * 2 && (data[end] !== 0 || data[end + 1] !== 0)) end += 2;
  return data.toString('utf16le', start, end);
}
