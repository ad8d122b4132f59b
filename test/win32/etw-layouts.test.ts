import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as layouts from '../../main/win32/etw-layouts.ts';
import type { Layout } from '../../main/win32/layouts.ts';

interface Printed {
  readonly structures: Readonly<
    Record<string, { readonly size: number; readonly fields: Readonly<Record<string, readonly [offset: number, size: number]>> }>
  >;
}

/** What a C compiler says of native/wire/etw.h. */
const printed = JSON.parse(execFileSync(join(import.meta.dirname, '../../build/native/print-layouts'), { encoding: 'utf8' })) as Printed;
const BYTES = { u8: 1, u16: 2, i32: 4, u32: 4, i64: 8, u64: 8, utf16: 0 } as const;

test.each(Object.entries<Layout>(layouts))('%s has the size and offsets that the C compiler gives', (name, layout) => {
  const c = printed.structures[name];
  expect({
    size: layout.size,
    fields: Object.fromEntries(Object.entries(layout.fields).map(([field, [offset, type]]) => [field, [offset, BYTES[type]]])),
  }).toEqual({ size: c?.size, fields: Object.fromEntries(Object.keys(layout.fields).map((field) => [field, c?.fields[field]])) });
});
