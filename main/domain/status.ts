/**
 * The status codes a BypassIO answer can carry, with the pairs and texts that Microsoft's headers give them.
 * At run time the system's own mapping and (localised) text come first; this table serves names, and evidence read elsewhere.
 * Source: ntstatus.h and winerror.h, Windows SDK 10.0.28000. Pairs other than 495 and 506 follow from equal names, not from a documented list.
 */
export interface StatusCode {
  /** Unsigned 32 bits. */
  readonly ntstatus: number;
  /** Shared tail of STATUS_… and ERROR_…. */
  readonly suffix: string;
  /** Null where the ERROR_ value is an HRESULT. */
  readonly win32: number | null;
  readonly message: string;
}

const row = (ntstatus: number, suffix: string, win32: number | null, message = ''): StatusCode => ({ ntstatus, suffix, win32, message });

export const STATUS_CODES: readonly StatusCode[] = [
  row(0xc000_04c3, 'ENCRYPTED_FILE_NOT_SUPPORTED', 489, 'The specified operation is not supported on an encrypted file.'),
  row(0xc000_04c4, 'SPARSE_FILE_NOT_SUPPORTED', 490, 'The specified operation is not supported on a sparse file.'),
  row(0xc000_04c5, 'PAGEFILE_NOT_SUPPORTED', 491, 'The specified operation is not supported on a pagefile.'),
  row(0xc000_04c6, 'VOLUME_NOT_SUPPORTED', 492, 'The specified operation is not supported on a volume.'),
  row(0xc000_04c7, 'NOT_SUPPORTED_WITH_BYPASSIO', 493, 'The specified operation is not supported on a BypassIO enabled file.'),
  row(0xc000_04c8, 'NO_BYPASSIO_DRIVER_SUPPORT', 494, 'The specified driver does not support BypassIO operations.'),
  row(
    0xc000_04c9,
    'NOT_SUPPORTED_WITH_ENCRYPTION',
    495,
    'The specified operation is not supported while encryption is enabled on the target object.',
  ),
  row(
    0xc000_04ca,
    'NOT_SUPPORTED_WITH_COMPRESSION',
    496,
    'The specified operation is not supported while compression is enabled on the target object.',
  ),
  row(
    0xc000_04cb,
    'NOT_SUPPORTED_WITH_REPLICATION',
    497,
    'The specified operation is not supported while replication is enabled on the target object.',
  ),
  row(
    0xc000_04cc,
    'NOT_SUPPORTED_WITH_DEDUPLICATION',
    498,
    'The specified operation is not supported while deduplication is enabled on the target object.',
  ),
  row(
    0xc000_04cd,
    'NOT_SUPPORTED_WITH_AUDITING',
    499,
    'The specified operation is not supported while auditing is enabled on the target object.',
  ),
  row(
    0xc000_04ce,
    'NOT_SUPPORTED_WITH_MONITORING',
    503,
    'The specified operation is not supported while monitoring is enabled on the target object.',
  ),
  row(
    0xc000_04cf,
    'NOT_SUPPORTED_WITH_SNAPSHOT',
    504,
    'The specified operation is not supported while snapshot is enabled on the target object.',
  ),
  row(
    0xc000_04d0,
    'NOT_SUPPORTED_WITH_VIRTUALIZATION',
    505,
    'The specified operation is not supported while virtualization is enabled on the target object.',
  ),
  row(0xc000_04d1, 'INDEX_OUT_OF_BOUNDS', 474),
  row(0xc000_04d2, 'BYPASSIO_FLT_NOT_SUPPORTED', 506, 'At least one minifilter does not support bypass IO.'),
  row(
    0xc000_04d3,
    'VOLUME_WRITE_ACCESS_DENIED',
    508,
    'The volume is opened for exclusive write access, preventing files from being opened for write access.',
  ),
  row(0xc000_04d5, 'NOT_SUPPORTED_WITH_CACHED_HANDLE', 509, 'The specified operation is not supported on a file opened for cached IO.'),
  row(0xc000_049a, 'NOT_SUPPORTED_ON_DAX', 360),
  row(0xc000_04b5, 'NOT_SUPPORTED_WITH_BTT', 429),
  row(0xc050_0005, 'VOLSNAP_NO_BYPASSIO_WITH_SNAPSHOT', null),
  row(0xc000_0004, 'INFO_LENGTH_MISMATCH', 24),
  row(0xc000_000d, 'INVALID_PARAMETER', 87),
  row(0xc000_0010, 'INVALID_DEVICE_REQUEST', 1, 'Incorrect function.'),
  row(0xc000_0022, 'ACCESS_DENIED', 5),
  row(0xc000_0023, 'BUFFER_TOO_SMALL', 122),
  row(0xc000_0061, 'PRIVILEGE_NOT_HELD', 1314),
  row(0xc000_00bb, 'NOT_SUPPORTED', 50, 'The request is not supported.'),
  row(0xc000_00f1, 'INVALID_PARAMETER_3', 87),
  row(0xc000_00f2, 'INVALID_PARAMETER_4', 87),
  row(0xc000_0206, 'INVALID_BUFFER_SIZE', 1784),
  row(0xc000_0246, 'CONNECTION_COUNT_LIMIT', 1238),
  row(0x8000_0002, 'DATATYPE_MISALIGNMENT', 998),
];

/** Win32 names of codes that are not the twin of a status above. Source: winerror.h. */
const WIN32_NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'ERROR_INVALID_FUNCTION'],
  [2, 'ERROR_FILE_NOT_FOUND'],
  [3, 'ERROR_PATH_NOT_FOUND'],
  [5, 'ERROR_ACCESS_DENIED'],
  [6, 'ERROR_INVALID_HANDLE'],
  [15, 'ERROR_INVALID_DRIVE'],
  [18, 'ERROR_NO_MORE_FILES'],
  [21, 'ERROR_NOT_READY'],
  [24, 'ERROR_BAD_LENGTH'],
  [32, 'ERROR_SHARING_VIOLATION'],
  [33, 'ERROR_LOCK_VIOLATION'],
  [38, 'ERROR_HANDLE_EOF'],
  [50, 'ERROR_NOT_SUPPORTED'],
  [53, 'ERROR_BAD_NETPATH'],
  [67, 'ERROR_BAD_NET_NAME'],
  [87, 'ERROR_INVALID_PARAMETER'],
  [122, 'ERROR_INSUFFICIENT_BUFFER'],
  [123, 'ERROR_INVALID_NAME'],
  [161, 'ERROR_BAD_PATHNAME'],
  [206, 'ERROR_FILENAME_EXCED_RANGE'],
  [234, 'ERROR_MORE_DATA'],
  [259, 'ERROR_NO_MORE_ITEMS'],
  [267, 'ERROR_DIRECTORY'],
  [317, 'ERROR_MR_MID_NOT_FOUND'],
  [342, 'ERROR_OBJECT_NOT_EXTERNALLY_BACKED'],
  [998, 'ERROR_NOACCESS'],
  [1238, 'ERROR_CONNECTION_COUNT_LIMIT'],
  [1314, 'ERROR_PRIVILEGE_NOT_HELD'],
  [1784, 'ERROR_INVALID_USER_BUFFER'],
  [1920, 'ERROR_CANT_ACCESS_FILE'],
]);

const byNtstatus = new Map(STATUS_CODES.map((code) => [code.ntstatus, code]));
const byWin32 = new Map(STATUS_CODES.filter((code) => code.message !== '').map((code) => [code.win32, code]));

export const STATUS_BYPASSIO_FLT_NOT_SUPPORTED = 0xc000_04d2;
export const ERROR_ACCESS_DENIED = 5;

/** A negative NTSTATUS is an error: FS_BPIO_RESULTS.OpStatus below zero is a refusal. `status` is unsigned 32 bits. */
export const isErrorStatus = (status: number): boolean => status >= 0x8000_0000;

/** `0xC00004D2`: how people write, search for and report an NTSTATUS. */
export const statusText = (code: number): string => `0x${(code >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;

export function ntstatusName(ntstatus: number): string | null {
  const code = byNtstatus.get(ntstatus);
  return code === undefined ? null : `STATUS_${code.suffix}`;
}

/** The Win32 twin by table, for evidence from machines that cannot be asked; null when the table has none. */
export const win32Of = (ntstatus: number): number | null => byNtstatus.get(ntstatus)?.win32 ?? null;

export function win32Name(win32: number): string | null {
  const named = WIN32_NAMES.get(win32);
  if (named !== undefined) return named;
  const code = byWin32.get(win32);
  return code === undefined ? null : `ERROR_${code.suffix}`;
}

/** The English text of a Win32 code where the table has it. */
export const win32Text = (win32: number): string | null => byWin32.get(win32)?.message ?? null;
