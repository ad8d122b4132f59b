import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { redactionSecret, secretFileBeside } from '../../../main/store/case/redaction/secret.ts';
import { TestFolder } from '../sample-events.ts';

test('the secret is made once and stays the same', () => {
  using folder = new TestFolder();
  const file = secretFileBeside(folder.database);
  const first = redactionSecret(file);
  expect(first).toMatchObject({ ok: true, value: { byteLength: 32 } });
  expect(redactionSecret(file)).toEqual(first);
  using other = new TestFolder();
  expect(redactionSecret(secretFileBeside(other.database))).not.toEqual(first);
});

// Windows has no such bits: there the folder's own rights keep it, which are this user's.
test.skipIf(process.platform === 'win32')('nobody else may read the secret', () => {
  using folder = new TestFolder();
  const file = secretFileBeside(folder.database);
  expect(redactionSecret(file).ok).toBe(true);
  expect(statSync(file).mode & 0o077).toBe(0);
});

test('one that is cut off is not taken for one, and not replaced', () => {
  using folder = new TestFolder();
  const file = join(folder.path, 'redaction.key');
  writeFileSync(file, 'short');
  expect(redactionSecret(file)).toMatchObject({
    ok: false,
    error: { kind: 'refused', detail: expect.stringContaining('5 bytes instead of 32'), target: file },
  });
  expect(readFileSync(file, 'utf8')).toBe('short');
});

test('where it cannot be kept, that is said', () => {
  using folder = new TestFolder();
  writeFileSync(join(folder.path, 'file'), '');
  const file = join(folder.path, 'file', 'redaction.key');
  expect(redactionSecret(file)).toMatchObject({ ok: false, error: { kind: 'refused', target: file } });
});
