import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Layout } from '../../main/win32/layouts.ts';
import * as constants from '../../main/win32/probe-layouts.ts';
import { askRequest, decodeProbeAnswer, decodeStatistics, decodeVersion, request } from '../../main/win32/probe-messages.ts';
import { decodeInstance } from '../../main/win32/probe-port.ts';

type Printed = Readonly<Record<string, { readonly size: number; readonly fields: Readonly<Record<string, readonly [number, number]>> }>>;
const printed = (
  JSON.parse(execFileSync(join(import.meta.dirname, '../../build/native/print-layouts'), { encoding: 'utf8' })) as { structures: Printed }
).structures;

const isLayout = (entry: [string, unknown]): entry is [string, Layout] =>
  typeof entry[1] === 'object' && entry[1] !== null && 'fields' in entry[1];
const layouts = Object.entries<unknown>(constants).filter(isLayout);
const BYTES = { u8: 1, u16: 2, i32: 4, u32: 4, i64: 8, u64: 8 } as const;

test.each(layouts)('%s has the size and offsets that the C compiler gives', (name, layout) => {
  const c = printed[name];
  expect(c?.size).toBe(layout.size);
  const different = Object.entries(layout.fields).filter(([field, described]) => {
    const bytes = described[1] === 'utf16' ? described[2] * 2 : BYTES[described[1]];
    return c?.fields[field]?.[0] !== described[0] || c.fields[field]?.[1] !== bytes;
  });
  expect(different).toEqual([]);
});

test('a request says its version, its length and what it wants', () => {
  expect(request('statistics').toString('hex')).toBe('01000000100000000300000000000000');
});

test('a question carries the handle in 64 bits and the instance in UTF-16', () => {
  const ask = askRequest(0x1234_5678_9abcn, 'Ask 12', 1);
  expect(ask.length).toBe(160);
  expect(ask.readBigUInt64LE(16)).toBe(0x1234_5678_9abcn);
  expect([ask.readInt32LE(24), ask.readUInt16LE(28)]).toEqual([1, 6]);
  expect(ask.toString('utf16le', 32, 44)).toBe('Ask 12');
});

/** An answer of the right length, filled with `fill`. */
function answer(bytes: number, version = 1, length = bytes): Buffer {
  const made = Buffer.alloc(bytes);
  made.writeUInt32LE(version, 0);
  if (bytes >= 8) made.writeUInt32LE(length, 4);
  return made;
}

const decoders = [
  ['version', 24, decodeVersion],
  ['statistics', 48, decodeStatistics],
  ['answer', 368, (bytes: Uint8Array) => decodeProbeAnswer('query', bytes)],
] as const;

test.each(decoders)('a %s that is cut at any byte, or longer, is refused', (_name, bytes, decode) => {
  const whole = answer(bytes);
  if (bytes === 368) whole.writeUInt32LE(352, 12);
  expect(decode(whole).ok).toBe(true);
  for (let length = 0; length < bytes; length++) expect(decode(whole.subarray(0, length)).ok).toBe(false);
  expect(decode(Buffer.concat([whole, Buffer.alloc(1)])).ok).toBe(false);
});

test.each(decoders)('a %s of another version, or with another idea of its length, is refused', (_name, bytes, decode) => {
  expect(decode(answer(bytes, 2))).toMatchObject({ ok: false, error: { detail: expect.stringContaining('another version') } });
  expect(decode(answer(bytes, 1, bytes + 8)).ok).toBe(false);
});

test('a request that failed below is a failure with its status, never an answer', () => {
  const failed = answer(368);
  failed.writeUInt32LE(0xc000_0010, 8);
  expect(decodeProbeAnswer('query', failed)).toEqual({
    ok: false,
    error: { kind: 'ntstatus', call: 'FltFsControlFile', code: 0xc000_0010 },
  });
});

test('a count of returned bytes beyond the answer is cut to it', () => {
  const lying = answer(368);
  lying.writeUInt32LE(0xffff_ffff, 12);
  expect(decodeProbeAnswer('query', lying)).toMatchObject({ ok: true, value: { bytesReturned: 352 } });
});

test('an instance entry that is cut at any byte, or points outside, is refused', () => {
  const texts = ['Ask 0', '40000.5', '\\Device\\HarddiskVolume1'].map((text) => Buffer.from(text, 'utf16le'));
  const entry = Buffer.concat([Buffer.alloc(20), ...texts]);
  let at = 20;
  for (const [index, text] of texts.entries()) {
    entry.writeUInt16LE(text.length, 4 + index * 4);
    entry.writeUInt16LE(at, 6 + index * 4);
    at += text.length;
  }
  expect(decodeInstance(entry)).toEqual({
    ok: true,
    value: { instance: 'Ask 0', altitude: '40000.5', volume: '\\Device\\HarddiskVolume1' },
  });
  for (let length = 0; length < entry.length; length++) expect(decodeInstance(entry.subarray(0, length)).ok).toBe(false);
  entry.writeUInt16LE(0xfffe, 14);
  expect(decodeInstance(entry).ok).toBe(false);
});
