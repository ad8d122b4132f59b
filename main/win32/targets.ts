import type { Result } from '../contract/failure.ts';
import { type BypassIoAnswer, OPERATIONS, type Operation } from '../domain/bypass-io.ts';
import { fail, ok } from '../domain/result.ts';
import type { ExternalBacking, FileAttributes, Target, TargetSource } from '../domain/system.ts';
import { ACCESS, control, type Kernel32, lastError, OPEN_FLAG, type OwnedHandle, openExisting, SHARE } from './kernel32.ts';
import { FILE_ATTRIBUTE_TAG_INFO, FS_BPIO_INPUT, FS_BPIO_OUTPUT, WOF_EXTERNAL_INFO } from './layouts.ts';
import { classifyPath } from './path.ts';
import { StructView, untilNul } from './struct.ts';

/** Source: ntifs.h (bypass, backing), winioctl.h (retrieval pointers). */
const FSCTL_MANAGE_BYPASS_IO = 0x0009_0448;
const FSCTL_GET_EXTERNAL_BACKING = 0x0009_0310;
const FSCTL_GET_RETRIEVAL_POINTERS = 0x0009_0073;

const ERROR_ACCESS_DENIED = 5;
const ERROR_HANDLE_EOF = 38;
const ERROR_MORE_DATA = 234;
const ERROR_OBJECT_NOT_EXTERNALLY_BACKED = 342;
const INVALID_FILE_ATTRIBUTES = 0xffff_ffff;
const ATTRIBUTE = { directory: 0x10, sparse: 0x200, compressed: 0x800, encrypted: 0x4000 } as const;
const FILE_ATTRIBUTE_TAG_INFO_CLASS = 9;
const SKIP_STORAGE_STACK_QUERY = 1;

/** Operation, flags, two reserved fields: the bytes up to the union are the least an answer can have. */
const ANSWER_MIN_BYTES = 24;

export function targetSource(kernel32: Kernel32): TargetSource {
  return {
    open: (path) => openTarget(kernel32, path),
    openListed: (path) => {
      const file = openForQuery(kernel32, path);
      return file.ok ? ok(new OpenTarget(kernel32, 'file', file.value, answerOfListed)) : file;
    },
  };
}

function openTarget(kernel32: Kernel32, path: string): Result<Target> {
  if (path === '' || path.includes('\0')) {
    return fail({
      kind: 'badRequest',
      call: 'CreateFileW',
      detail: path === '' ? 'the path is empty' : 'the path holds a NUL character',
      target: path,
    });
  }
  const named = classifyPath(path);
  switch (named.form) {
    case 'device':
      return fail({
        kind: 'refused',
        call: 'CreateFileW',
        detail: 'the name stands for a device, which has no BypassIO; it was not opened',
        target: path,
      });
    case 'volumeDevice':
      return asTarget(kernel32, 'volume', openExisting(kernel32, named.path, ACCESS.genericRead, SHARE.readWrite, OPEN_FLAG.none));
    case 'directory':
      return asTarget(kernel32, named.isRoot ? 'volume' : 'directory', openDirectory(kernel32, named.path));
    case 'file':
      return openFileOrDirectory(kernel32, named.path);
  }
}

/** A directory opened like a file is denied; only then is it worth asking what the name is. */
function openFileOrDirectory(kernel32: Kernel32, path: string): Result<Target> {
  const file = openForQuery(kernel32, path);
  if (file.ok) return ok(new OpenTarget(kernel32, 'file', file.value));
  if (file.error.kind === 'win32' && file.error.code === ERROR_ACCESS_DENIED) {
    const attributes = kernel32.GetFileAttributesW(path);
    if (attributes !== INVALID_FILE_ATTRIBUTES && (attributes & ATTRIBUTE.directory) !== 0) {
      return asTarget(kernel32, 'directory', openDirectory(kernel32, path));
    }
  }
  return file;
}

/** Non-cached, as a DirectStorage title opens it: newer builds refuse cached handles (509). */
const openForQuery = (kernel32: Kernel32, path: string): Result<OwnedHandle> =>
  openExisting(kernel32, path, ACCESS.genericRead, SHARE.readWriteDelete, OPEN_FLAG.noBuffering);

const openDirectory = (kernel32: Kernel32, path: string): Result<OwnedHandle> =>
  openExisting(kernel32, path, ACCESS.genericRead, SHARE.readWriteDelete, OPEN_FLAG.backupSemantics);

const asTarget = (kernel32: Kernel32, kind: Target['kind'], handle: Result<OwnedHandle>): Result<Target> =>
  handle.ok ? ok(new OpenTarget(kernel32, kind, handle.value)) : handle;

/**
 * Where calls put their answers that are read at once and kept by nobody. A scan makes four such calls a file, and memory of their own
 * would cost it as much as the calls.
 */
const answerOfListed = Buffer.alloc(FS_BPIO_OUTPUT.size);
const backing = Buffer.alloc(WOF_EXTERNAL_INFO.size + 12); // room for FILE_PROVIDER_EXTERNAL_INFO_V1 behind it
const firstCluster = Buffer.alloc(8);
const extents = Buffer.alloc(32);

class OpenTarget implements Target {
  readonly kind: Target['kind'];
  readonly #kernel32: Kernel32;
  readonly #handle: OwnedHandle;
  readonly #output: Buffer | null;

  /** `output` takes every answer in turn; without it each has bytes of its own. */
  constructor(kernel32: Kernel32, kind: Target['kind'], handle: OwnedHandle, output: Buffer | null = null) {
    this.kind = kind;
    this.#kernel32 = kernel32;
    this.#handle = handle;
    this.#output = output;
  }

  get handle(): bigint {
    return this.#handle.raw;
  }

  manage(operation: Operation): Result<BypassIoAnswer> {
    const output = this.#output?.fill(0) ?? Buffer.allocUnsafe(FS_BPIO_OUTPUT.size).fill(0); // from Node's pool: half the cost of a buffer of its own
    const returned = control(this.#kernel32, this.#handle, FSCTL_MANAGE_BYPASS_IO, INPUTS[operation], output);
    if (!returned.ok) return returned;
    return decodeAnswer(operation, output, returned.value);
  }

  attributes(): Result<FileAttributes> {
    const output = new Uint8Array(FILE_ATTRIBUTE_TAG_INFO.size);
    const done = this.#kernel32.GetFileInformationByHandleEx(this.#handle.raw, FILE_ATTRIBUTE_TAG_INFO_CLASS, output, output.byteLength);
    if (done === 0) return lastError(this.#kernel32, 'GetFileInformationByHandleEx');
    const bits = StructView.at(FILE_ATTRIBUTE_TAG_INFO, output)?.read('FileAttributes') ?? 0;
    return ok({
      isDirectory: (bits & ATTRIBUTE.directory) !== 0,
      isCompressed: (bits & ATTRIBUTE.compressed) !== 0,
      isEncrypted: (bits & ATTRIBUTE.encrypted) !== 0,
      isSparse: (bits & ATTRIBUTE.sparse) !== 0,
    });
  }

  externalBacking(): Result<ExternalBacking | null> {
    const returned = control(this.#kernel32, this.#handle, FSCTL_GET_EXTERNAL_BACKING, null, backing);
    if (returned.ok) {
      const provider = StructView.at(WOF_EXTERNAL_INFO, backing.subarray(0, returned.value))?.read('Provider') ?? 0;
      return ok({ provider: (['unknown', 'wim', 'file', 'cloud'] as const)[provider] ?? 'unknown' });
    }
    const { error } = returned;
    return error.kind === 'win32' && error.code === ERROR_OBJECT_NOT_EXTERNALLY_BACKED ? ok(null) : returned;
  }

  hasNoClusters(): Result<boolean> {
    const returned = control(this.#kernel32, this.#handle, FSCTL_GET_RETRIEVAL_POINTERS, firstCluster, extents);
    if (returned.ok) return ok(false);
    const { error } = returned;
    if (error.kind !== 'win32') return returned;
    if (error.code === ERROR_HANDLE_EOF) return ok(true);
    return error.code === ERROR_MORE_DATA ? ok(false) : returned;
  }

  [Symbol.dispose](): void {
    this.#handle[Symbol.dispose]();
  }
}

/** The bytes of an answer as they came, however few. For those who want to see what decodes to nothing. */
export function askRaw(
  kernel32: Kernel32,
  handle: OwnedHandle,
  operation: Operation,
): Result<{ readonly bytesReturned: number; readonly raw: Uint8Array }> {
  const raw = Buffer.alloc(FS_BPIO_OUTPUT.size);
  const returned = control(kernel32, handle, FSCTL_MANAGE_BYPASS_IO, INPUTS[operation], raw);
  return returned.ok ? ok({ bytesReturned: returned.value, raw }) : returned;
}

/** The input of each operation never changes, so it is made once. */
const INPUTS: Readonly<Record<Operation, Uint8Array>> = Object.fromEntries(
  Object.entries(OPERATIONS).map(([name, { code }]) => {
    const input = new DataView(new ArrayBuffer(FS_BPIO_INPUT.size));
    input.setInt32(FS_BPIO_INPUT.fields.Operation[0], code, true);
    input.setInt32(FS_BPIO_INPUT.fields.InFlags[0], name === 'query-filter-stack' ? SKIP_STORAGE_STACK_QUERY : 0, true);
    return [name, new Uint8Array(input.buffer)];
  }),
) as Record<Operation, Uint8Array>; // fromEntries forgets the key type

/** Which arm of the union an operation answers in. DISABLE and the pauses document none. */
const ANSWERS_WITH: Readonly<Record<Operation, 'results' | 'info' | 'nothing'>> = {
  enable: 'results',
  disable: 'nothing',
  query: 'results',
  'query-filter-stack': 'results',
  'volume-stack-pause': 'nothing',
  'volume-stack-resume': 'results',
  'stream-pause': 'nothing',
  'stream-resume': 'results',
  'get-info': 'info',
};

/**
 * FS_BPIO_OUTPUT of `operation`. The structure is documented as variable in length and its lengths for some operations are not published,
 * so every length is accepted that holds the 24 bytes before the union, each field is read only where the bytes reach, and every text is
 * cut to its array and at its first NUL.
 */
export function decodeAnswer(operation: Operation, output: Uint8Array, bytesReturned: number): Result<BypassIoAnswer> {
  if (output.byteLength < FS_BPIO_OUTPUT.size || bytesReturned < ANSWER_MIN_BYTES) {
    const detail = `the answer has ${bytesReturned} bytes, fewer than the ${ANSWER_MIN_BYTES} that FS_BPIO_OUTPUT starts with`;
    return fail({ kind: 'refused', call: 'DeviceIoControl FSCTL_MANAGE_BYPASS_IO', detail });
  }
  const arm = bytesReturned >= UNION.statusEnd ? ANSWERS_WITH[operation] : 'nothing';
  const opStatus = arm === 'results' ? readU32(output, FS_BPIO_OUTPUT.fields['Query.OpStatus'][0]) : null;
  const texts = textsOf(arm, opStatus, output, bytesReturned);
  return ok({
    outFlags: readU32(output, FS_BPIO_OUTPUT.fields.OutFlags[0]),
    opStatus,
    failingDriver: texts.failingDriver,
    failureReason: texts.failureReason,
    activeBypassIoCount: arm === 'info' ? readU32(output, FS_BPIO_OUTPUT.fields['GetInfo.ActiveBypassIoCount'][0]) : null,
    storageDriver: texts.storageDriver,
    bytesReturned,
    raw: output,
  });
}

/** Where members of the union end, in bytes from the structure's start. */
const UNION = {
  statusEnd: FS_BPIO_OUTPUT.fields['Query.OpStatus'][0] + 4,
  driverLengthEnd: FS_BPIO_OUTPUT.fields['Query.FailingDriverNameLen'][0] + 2,
  reasonLengthEnd: FS_BPIO_OUTPUT.fields['Query.FailureReasonLen'][0] + 2,
};

type Texts = Pick<BypassIoAnswer, 'failingDriver' | 'failureReason' | 'storageDriver'>;
const NO_TEXTS: Texts = { failingDriver: null, failureReason: null, storageDriver: null };

/** Of a query they mean something in a refusal only. Most answers are none, so nothing is done for those. */
function textsOf(arm: 'results' | 'info' | 'nothing', opStatus: number | null, output: Uint8Array, bytesReturned: number): Texts {
  const isRefused = opStatus !== null && opStatus >= 0x8000_0000;
  if (bytesReturned < UNION.driverLengthEnd || !(isRefused || arm === 'info')) return NO_TEXTS;
  const view = StructView.at(FS_BPIO_OUTPUT, output);
  if (view === null) return NO_TEXTS;
  if (arm === 'info') {
    return { ...NO_TEXTS, storageDriver: clip(view.read('GetInfo.StorageDriverName'), view.read('GetInfo.StorageDriverNameLen')) };
  }
  const hasReason = bytesReturned >= UNION.reasonLengthEnd;
  return {
    ...NO_TEXTS,
    failingDriver: clip(view.read('Query.FailingDriverName'), view.read('Query.FailingDriverNameLen')),
    failureReason: hasReason ? clip(view.read('Query.FailureReason'), view.read('Query.FailureReasonLen')) : null,
  };
}

/** By offset and not through StructView: a scan reads four of these for every file. */
const readU32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;

/** `chars` comes from the driver: it may say more than the array holds. Empty text is no text. */
function clip(text: string, chars: number): string | null {
  const clipped = untilNul(text).slice(0, chars);
  return clipped === '' ? null : clipped;
}
