import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BUS_TYPES } from '../../main/contract/words.ts';
import { OPERATIONS, OUT_FLAG } from '../../main/domain/bypass-io.ts';
import { STATUS_CODES } from '../../main/domain/status.ts';
import * as layouts from '../../main/win32/layouts.ts';

interface Printed {
  readonly structures: Readonly<
    Record<string, { readonly size: number; readonly fields: Readonly<Record<string, readonly [offset: number, size: number]>> }>
  >;
  readonly statuses: readonly {
    readonly ntstatus: number | null;
    readonly name: string;
    readonly win32: number | null;
    readonly message: string | null;
  }[];
  readonly constants: Readonly<Record<string, number>>;
}

/** What a C compiler says of the headers in native/wire. */
const printed = JSON.parse(execFileSync(join(import.meta.dirname, '../../build/native/print-layouts'), { encoding: 'utf8' })) as Printed;
const factSheet = join(import.meta.dirname, '../../../shared/facts/windows-abi.md');

const BYTES = { u8: 1, u16: 2, i32: 4, u32: 4, i64: 8, u64: 8 } as const;
const bytesOf = (field: layouts.Layout['fields'][string]): number => (field[1] === 'utf16' ? field[2] * 2 : BYTES[field[1]]);

const structures: readonly (readonly [string, layouts.Layout])[] = Object.entries(layouts);

test.each(structures)('%s has the size and offsets that the C compiler gives', (name, layout) => {
  const c = printed.structures[name];
  if (c === undefined) throw new Error(`print-layouts does not know ${name}`);
  expect(layout.size).toBe(c.size);
  const wrong = Object.entries(layout.fields).filter(([field, described]) => {
    const [offset, size] = cField(name, field) ?? [];
    return described[0] !== offset || bytesOf(described) !== size;
  });
  expect(wrong).toEqual([]);
});

/** `Query.OpStatus` of FS_BPIO_OUTPUT is a member of a structure inside a union. */
function cField(structure: string, field: string): readonly [number, number] | undefined {
  const direct = printed.structures[structure]?.fields[field];
  if (direct !== undefined) return direct;
  const [arm = '', member = ''] = field.split('.');
  const inner = { Query: 'FS_BPIO_RESULTS', GetInfo: 'FS_BPIO_INFO' }[arm];
  const union = printed.structures[structure]?.fields[arm];
  const nested = inner === undefined ? undefined : printed.structures[inner]?.fields[member];
  return union === undefined || nested === undefined ? undefined : [union[0] + nested[0], nested[1]];
}

test('the table of statuses agrees with the headers that the simulator is built from', () => {
  const c = new Map(printed.statuses.filter(({ ntstatus }) => ntstatus !== null).map((status) => [status.ntstatus, status]));
  const different = STATUS_CODES.filter(({ ntstatus, suffix, win32 }) => {
    const status = c.get(ntstatus);
    // Where the ERROR_ value is an HRESULT the simulator gives that; the product has no Win32 number for it.
    return status?.name !== `STATUS_${suffix}` || (win32 !== null && status.win32 !== win32);
  });
  expect(different).toEqual([]);
});

test('operations and flags have the values of the headers', () => {
  const { constants } = printed;
  const operations = Object.entries(OPERATIONS).filter(([name]) => name !== 'query-filter-stack');
  expect(Object.fromEntries(operations.map(([name, { code }]) => [name, code]))).toEqual(
    Object.fromEntries(operations.map(([name]) => [name, constants[`FS_BPIO_OP_${name.toUpperCase().replaceAll('-', '_')}`]])),
  );
  expect(OUT_FLAG).toEqual(Object.fromEntries(Object.keys(OUT_FLAG).map((name) => [name, constants[`FSBPIO_OUTFL_${name}`]])));
  expect(constants.FSCTL_MANAGE_BYPASS_IO).toBe(0x0009_0448);
});

test.skipIf(!existsSync(factSheet))("the offsets of FS_BPIO_OUTPUT are the fact sheet's", () => {
  const sheet = readFileSync(factSheet, 'utf8');
  const rows = [
    ...sheet.matchAll(
      /^\| (OpStatus|FailingDriverNameLen|FailingDriverName|FailureReasonLen|FailureReason) \| (\d+)(?: \.\. (\d+))? \|$/gm,
    ),
  ];
  expect(rows).toHaveLength(5);
  const fields: Readonly<Record<string, layouts.Layout['fields'][string]>> = layouts.FS_BPIO_OUTPUT.fields;
  for (const [, name, first, last] of rows) {
    const field = fields[`Query.${name}`];
    expect(field?.[0], name).toBe(Number(first));
    if (last !== undefined && field !== undefined) expect(field[0] + bytesOf(field) - 1, name).toBe(Number(last));
  }
});

test.skipIf(!existsSync(factSheet))("bus types have the fact sheet's values", () => {
  const line = readFileSync(factSheet, 'utf8').match(/^STORAGE_BUS_TYPE: (.*)\.$/m)?.[1] ?? '';
  const values = [...line.matchAll(/([A-Za-z0-9]+)\*{0,2} (\d+)/g)].map(([, , value]) => Number(value));
  expect(values).toEqual(BUS_TYPES.map((_, index) => index));
});
