import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEVICE_CLASS } from '../../main/win32/drivers.ts';
import type { Layout } from '../../main/win32/layouts.ts';

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

test('device classes have the identifiers that Windows gives them', () => {
  expect(DEVICE_CLASS).toEqual({ volume: golden.constants.GUID_DEVCLASS_VOLUME, disk: golden.constants.GUID_DEVCLASS_DISKDRIVE });
});
