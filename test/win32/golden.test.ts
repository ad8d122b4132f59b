import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEVICE_CLASS } from '../../main/win32/drivers.ts';
import type { Layout } from '../../main/win32/layouts.ts';
import { PIPE_CLIENT_RIGHTS } from '../../main/win32/named-pipe.ts';

type Fields = Readonly<Record<string, readonly [offset: number, size: number]>>;
interface Definitions {
  readonly structures: Readonly<Record<string, { readonly size: number; readonly fields: Fields }>>;
  readonly constants: Readonly<Record<string, number | string>>;
}

const root = join(import.meta.dirname, '../..');
/** What mingw-w64's headers say, printed by native/golden. */
const golden = JSON.parse(readFileSync(join(root, 'native/golden/mingw-w64.json'), 'utf8')) as Definitions;
/** What our own headers say, from which the simulated machine is built. */
const wire = JSON.parse(execFileSync(join(root, 'build/native/print-layouts'), { encoding: 'utf8' })) as Definitions;

/** In no header of mingw-w64: as documented for ntifs.h, with explicit offsets in a public symbol dump. */
const DOCUMENTED: Definitions['structures'] = {
  FS_BPIO_INPUT: { size: 24, fields: { Operation: [0, 4], InFlags: [4, 4], Reserved1: [8, 8], Reserved2: [16, 8] } },
  FS_BPIO_OUTPUT: {
    size: 0x160,
    fields: {
      Operation: [0, 4],
      OutFlags: [4, 4],
      Reserved1: [8, 8],
      Reserved2: [16, 8],
      'Query.OpStatus': [24, 4],
      'Query.FailingDriverNameLen': [28, 2],
      'Query.FailingDriverName': [30, 64],
      'Query.FailureReasonLen': [94, 2],
      'Query.FailureReason': [96, 256],
      'GetInfo.ActiveBypassIoCount': [24, 4],
      'GetInfo.StorageDriverNameLen': [28, 2],
      'GetInfo.StorageDriverName': [30, 64],
    },
  },
};

const BYTES = { u8: 1, u16: 2, i32: 4, u32: 4, i64: 8, u64: 8 } as const;
const bytesOf = (field: Layout['fields'][string]): number => (field[1] === 'utf16' ? field[2] * 2 : BYTES[field[1]]);
const isLayout = (value: unknown): value is Layout => typeof value === 'object' && value !== null && 'size' in value && 'fields' in value;

const modules = import.meta.glob<Record<string, unknown>>('../../main/win32/*layouts.ts', { eager: true });
const layouts = Object.values(modules)
  .flatMap((exports) => Object.entries(exports))
  .filter((entry): entry is [string, Layout] => isLayout(entry[1]))
  // The probe driver's messages are ours: C_ASSERTs beside them hold both ends together.
  .filter(([name]) => !name.startsWith('PROBE_'));

test.each(layouts)('%s is laid out as headers say that are not ours', (name, layout) => {
  const said = golden.structures[name] ?? DOCUMENTED[name];
  if (said === undefined) throw new Error(`native/golden does not print ${name}, and it is not among the documented ones`);
  const ours = Object.fromEntries(Object.entries(layout.fields).map(([field, described]) => [field, [described[0], bytesOf(described)]]));
  const theirs = Object.fromEntries(Object.keys(layout.fields).map((field) => [field, said.fields[field]]));
  expect({ size: layout.size, fields: ours }).toEqual({ size: said.size, fields: theirs });
});

test.each(Object.keys(golden.structures).filter((name) => wire.structures[name] !== undefined))(
  '%s of the simulated machine is laid out as headers say that are not ours',
  (name) => {
    const [ours, theirs] = [wire.structures[name], golden.structures[name]];
    const common = Object.keys(ours?.fields ?? {}).filter((field) => theirs?.fields[field] !== undefined);
    const pick = (fields: Fields | undefined) => common.map((field) => [field, fields?.[field]]);
    expect(common).not.toEqual([]);
    expect([ours?.size, pick(ours?.fields)]).toEqual([theirs?.size, pick(theirs?.fields)]);
  },
);

test('constants of the simulated machine have the values of headers that are not ours', () => {
  const common = Object.keys(wire.constants).filter((name) => golden.constants[name] !== undefined);
  expect(common.length).toBeGreaterThan(10);
  expect(common.map((name) => [name, wire.constants[name]])).toEqual(common.map((name) => [name, golden.constants[name]]));
});

/** Constants that the product names differently from Windows. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  CLOCK_QPC: '',
  ENABLE_PROVIDER: 'EVENT_CONTROL_CODE_ENABLE_PROVIDER',
  FILE_ATTRIBUTE_TAG_INFO_CLASS: 'FileAttributeTagInfo',
  FIND_EX_INFO_BASIC: 'FindExInfoBasic',
  FIND_EX_SEARCH_NAME_MATCH: 'FindExSearchNameMatch',
  FIXED_SIGNATURE: 'VS_FFI_SIGNATURE',
  INSTANCE_AGGREGATE_STANDARD: 'InstanceAggregateStandardInformation',
  INSTANCE_FULL: 'InstanceFullInformation',
  IS_MINIFILTER: 'FLTFL_IASI_IS_MINIFILTER',
  LEVEL_VERBOSE: 'TRACE_LEVEL_VERBOSE',
  RENDER_XML: 'EvtRenderEventXml',
  TOKEN_ELEVATION_CLASS: 'TokenElevation',
  TOKEN_USER_CLASS: 'TokenUser',
};

/** In no header of mingw-w64; values as documented. */
const DOCUMENTED_CONSTANTS: Definitions['constants'] = {
  FSCTL_MANAGE_BYPASS_IO: 0x0009_0448,
  ERROR_OBJECT_NOT_EXTERNALLY_BACKED: 342,
  EVENT_FILTER_TYPE_EVENT_ID: 0x8000_0200,
  FILE_DAX_VOLUME: 0x2000_0000,
  FILE_ATTRIBUTE_RECALL_ON_OPEN: 0x4_0000,
};

const isWindowsName = (name: string): boolean => /^(ERROR|FSCTL|IOCTL|STATUS|FILE|EVENT|WNODE|TOKEN|RRF|SE|INVALID|OPEN|HKEY)_/.test(name);

test('every constant of main/win32 that is Windows’ has the value that Windows gives it', () => {
  const folder = join(root, 'main/win32');
  expect(existsSync(folder)).toBe(true);
  const declared = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/const ([A-Z][A-Z0-9_]+) = (0x[\da-f_]+|\d[\d_]*)(n?);/g)])
    .map(([, name = '', digits = '']) => [OTHER_NAMES[name] ?? name, BigInt(digits.replaceAll('_', ''))] as const)
    .filter(([name]) => isWindowsName(name) || golden.constants[name] !== undefined);
  const saidOf = (name: string) => golden.constants[name] ?? DOCUMENTED_CONSTANTS[name];
  expect(declared.length).toBeGreaterThan(20);
  expect(declared.map(([name, value]) => [name, value])).toEqual(
    declared.map(([name]) => [name, saidOf(name) === undefined ? 'in no header and not documented' : BigInt(saidOf(name) ?? 0)]),
  );
});

/** Constants that are put together, or grouped under names of the product: what Windows calls their parts. */
const COMPOSED: Readonly<Record<string, readonly string[]>> = {
  'ACCESS.none': [],
  'ACCESS.genericRead': ['GENERIC_READ'],
  'ATTRIBUTE.directory': ['FILE_ATTRIBUTE_DIRECTORY'],
  'ATTRIBUTE.sparse': ['FILE_ATTRIBUTE_SPARSE_FILE'],
  'ATTRIBUTE.reparsePoint': ['FILE_ATTRIBUTE_REPARSE_POINT'],
  'ATTRIBUTE.compressed': ['FILE_ATTRIBUTE_COMPRESSED'],
  'ATTRIBUTE.encrypted': ['FILE_ATTRIBUTE_ENCRYPTED'],
  'ATTRIBUTE.recallOnOpen': ['FILE_ATTRIBUTE_RECALL_ON_OPEN'],
  'CONTROL.query': ['EVENT_TRACE_CONTROL_QUERY'],
  'CONTROL.stop': ['EVENT_TRACE_CONTROL_STOP'],
  'CONTROL.flush': ['EVENT_TRACE_CONTROL_FLUSH'],
  FORMAT_MESSAGE: ['FORMAT_MESSAGE_FROM_SYSTEM', 'FORMAT_MESSAGE_IGNORE_INSERTS'],
  'HIVE.user': ['HKEY_CURRENT_USER'],
  'HIVE.machine': ['HKEY_LOCAL_MACHINE'],
  'HRESULT.ok': [],
  'HRESULT.fileNotFound': ['HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)'],
  'HRESULT.alreadyExists': ['HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS)'],
  'HRESULT.noMoreItems': ['HRESULT_FROM_WIN32(ERROR_NO_MORE_ITEMS)'],
  'HRESULT.alreadyRunning': ['HRESULT_FROM_WIN32(ERROR_SERVICE_ALREADY_RUNNING)'],
  'HRESULT.nameCollision': ['ERROR_FLT_INSTANCE_NAME_COLLISION'],
  'HRESULT.filterNotFound': ['ERROR_FLT_FILTER_NOT_FOUND'],
  'HRESULT.instanceNotFound': ['ERROR_FLT_INSTANCE_NOT_FOUND'],
  'OPEN_FLAG.none': [],
  'OPEN_FLAG.noBuffering': ['FILE_FLAG_NO_BUFFERING'],
  'OPEN_FLAG.backupSemantics': ['FILE_FLAG_BACKUP_SEMANTICS'],
  QUERY_CHANNEL_NEWEST_FIRST: ['EvtQueryChannelPath', 'EvtQueryReverseDirection'],
  REAL_TIME_EVENT_RECORDS: ['PROCESS_TRACE_MODE_REAL_TIME', 'PROCESS_TRACE_MODE_EVENT_RECORD'],
  'RRF_RT.text': ['RRF_RT_REG_SZ', 'RRF_RT_REG_EXPAND_SZ'],
  'RRF_RT.multiText': ['RRF_RT_REG_MULTI_SZ'],
  'RRF_RT.number': ['RRF_RT_REG_DWORD'],
  'SHARE.readWrite': ['FILE_SHARE_READ', 'FILE_SHARE_WRITE'],
  'SHARE.readWriteDelete': ['FILE_SHARE_READ', 'FILE_SHARE_WRITE', 'FILE_SHARE_DELETE'],
  TOKEN_ADJUST_PRIVILEGES_AND_QUERY: ['TOKEN_ADJUST_PRIVILEGES', 'TOKEN_QUERY'],
};

/** The simulated machine's and the probe driver's own numbers. */
const OURS = /^(simulator.*|probe-layouts)\.ts$/;
const numberOf = (text: string): bigint =>
  text
    .split('|')
    .map((part) => BigInt(part.trim().replaceAll('_', '').replace(/n$/, '')))
    .reduce((all, part) => all | part, 0n);
const NUMBER = String.raw`(?:0x[\da-f_]+|\d[\d_]*)n?`;

/** Groups of numbers as `NAME.member`, numbers put together as `NAME`, and numbers of the table above. */
function composedConstants(): readonly (readonly [name: string, value: bigint])[] {
  const folder = join(root, 'main/win32');
  const groups = /const ([A-Z][A-Z_\d]*)(?:: [^=\n]+)? = \{([^{}[\]()]*)\}/g;
  const members = new RegExp(String.raw`(\w+): (${NUMBER}(?: \| ${NUMBER})*)(?=,|\s*$)`, 'g');
  const single = new RegExp(String.raw`const ([A-Z][A-Z_\d]*) = (${NUMBER}(?: \| ${NUMBER})*);`, 'g');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !OURS.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .flatMap((text) => [
      ...[...text.matchAll(groups)].flatMap(([, group, body = '']) =>
        [...body.matchAll(members)].map(([, member, value = '']) => [`${group}.${member}`, numberOf(value)] as const),
      ),
      ...[...text.matchAll(single)]
        .filter(([, name = '', value = '']) => value.includes('|') || name in COMPOSED)
        .map(([, name = '', value = '']) => [name, numberOf(value)] as const),
    ]);
}

test('constants that are grouped or put together have the values that Windows gives their parts', () => {
  const found = composedConstants();
  expect([...new Set(found.map(([name]) => name))].toSorted()).toEqual(Object.keys(COMPOSED).toSorted());
  const partsOf = (name: string): bigint =>
    (COMPOSED[name] ?? [])
      .map((part) => BigInt(golden.constants[part] ?? DOCUMENTED_CONSTANTS[part] ?? -1))
      .reduce((all, part) => all | part, 0n);
  expect(found).toEqual(found.map(([name]) => [name, partsOf(name)]));
});

test('a client of our pipe may read and write it, and not offer it', () => {
  const granted = BigInt(PIPE_CLIENT_RIGHTS);
  const rights = ['FILE_READ_DATA', 'FILE_WRITE_DATA', 'FILE_READ_ATTRIBUTES', 'SYNCHRONIZE'].map((name) =>
    BigInt(golden.constants[name] ?? 0),
  );
  expect(granted).toBe(rights.reduce((all, right) => all | right, 0n));
  expect(granted & BigInt(golden.constants.FILE_CREATE_PIPE_INSTANCE ?? 0)).toBe(0n);
});

test('device classes have the identifiers that Windows gives them', () => {
  expect(DEVICE_CLASS).toEqual({ volume: golden.constants.GUID_DEVCLASS_VOLUME, disk: golden.constants.GUID_DEVCLASS_DISKDRIVE });
});
