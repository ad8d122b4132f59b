import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isErrorStatus, ntstatusName, STATUS_CODES, statusText, win32Name, win32Of, win32Text } from '../../main/domain/status.ts';

const factSheet = join(import.meta.dirname, '..', '..', '..', 'shared', 'facts', 'windows-abi.md');

test('a refusal is any negative NTSTATUS', () => {
  expect([0, 1, 0x4000_0000, 0x7fff_ffff, 0x8000_0000, 0x8000_0002, 0xc000_04d2, 0xffff_ffff].map(isErrorStatus)).toEqual([
    false,
    false,
    false,
    false,
    true,
    true,
    true,
    true,
  ]);
});

test('the two documented pairs of NTSTATUS and Win32 code', () => {
  expect([win32Of(0xc000_04c9), win32Of(0xc000_04d2)]).toEqual([495, 506]);
});

test('codes are written as people search for them', () => {
  expect([statusText(0xc000_04d2), statusText(0), statusText(-1073740590)]).toEqual(['0xC00004D2', '0x00000000', '0xC00004D2']);
});

test('a code that nobody knows has no name and no text, not a wrong one', () => {
  expect([ntstatusName(0xc0de_0001), win32Of(0xc0de_0001), win32Name(123_456), win32Text(123_456)]).toEqual([null, null, null, null]);
});

test('no status is listed twice', () => {
  expect(new Set(STATUS_CODES.map(({ ntstatus }) => ntstatus)).size).toBe(STATUS_CODES.length);
});

test.skipIf(!existsSync(factSheet))('every status, name, Win32 code and text of the fact sheet is in the table', () => {
  const rows = [
    ...readFileSync(factSheet, 'utf8').matchAll(
      /^\| (0x[0-9A-F]{8}) \| ([A-Z0-9_]+) \| (\d+|HRESULT [^|]*) \|(?: 0x[0-9A-F]+ \| ([^|]*) \||.*)$/gm,
    ),
  ].filter(([, , name]) => name !== undefined && name.length > 3);
  expect(rows.length).toBeGreaterThan(30);
  for (const [, ntstatus, suffix, win32, message] of rows) {
    const known = STATUS_CODES.find((code) => statusText(code.ntstatus) === ntstatus);
    expect(known?.suffix, ntstatus).toBe(suffix);
    expect(known?.win32, ntstatus).toBe(win32?.startsWith('HRESULT') ? null : Number(win32));
    const text = message?.trim().replace(/ \(absent from.*| \(unrelated.*|^\(unrelated\)$/, '') ?? '';
    if (text !== '') expect(known?.message, ntstatus).toBe(text);
  }
});
