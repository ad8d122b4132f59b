import { NtExecutable, NtExecutableResource, Resource } from 'resedit';
import { expect, test } from 'vitest';
import { libraryVersion } from '../../main/service/scan/runtime-version.ts';

/** A library with nothing in it but a version resource. */
function library(): Buffer {
  const file = NtExecutable.createEmpty(false, true);
  const resources = NtExecutableResource.from(file);
  const info = Resource.VersionInfo.createEmpty();
  info.setFileVersion(1, 2, 2302, 8, 1033);
  info.outputToResourceEntries(resources.entries);
  resources.outputResource(file);
  return Buffer.from(file.generate());
}

const whole = library();

test('the version of a library', () => {
  expect(libraryVersion(whole)).toBe('1.2.2302.8');
});

test('cut off at any place it has none, or still its own, and nothing throws', () => {
  const versions = Array.from({ length: Math.ceil(whole.length / 7) }, (_, index) => libraryVersion(whole.subarray(0, index * 7)));
  expect(new Set(versions.filter((version) => version !== '1.2.2302.8'))).toEqual(new Set([null]));
});

test('what is no library has none', () => {
  expect([libraryVersion(new Uint8Array()), libraryVersion(Buffer.from('MZ'.padEnd(4096, '\xff'), 'latin1'))]).toEqual([null, null]);
});
