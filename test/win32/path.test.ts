import { expect, test } from 'vitest';
import { absoluteImage } from '../../main/win32/drivers.ts';
import { classifyPath } from '../../main/win32/path.ts';

const long = `C:\\${'folder\\'.repeat(60)}file.bin`;

test.each([
  ['C:', 'directory', 'C:\\'],
  ['c:\\', 'directory', 'c:\\'],
  ['D:/', 'directory', 'D:\\'],
  ['\\\\?\\D:\\', 'directory', '\\\\?\\D:\\'],
  ['\\\\.\\D:', 'volumeDevice', '\\\\.\\D:'],
  ['\\\\?\\D:', 'volumeDevice', '\\\\?\\D:'],
  ['\\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef}', 'volumeDevice', '\\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef}'],
  ['\\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\', 'directory', '\\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\'],
  ['C:\\Games\\', 'directory', 'C:\\Games\\'],
  ['C:\\Games\\pak0.bin', 'file', 'C:\\Games\\pak0.bin'],
  ['relative.bin', 'file', 'relative.bin'],
  ['\\\\server\\share\\file', 'file', '\\\\server\\share\\file'],
  ['NUL', 'device', 'NUL'],
  ['con', 'device', 'con'],
  ['C:\\work\\COM1', 'device', 'C:\\work\\COM1'],
  ['aux.', 'device', 'aux.'],
  ['C:\\COM1        ', 'device', 'C:\\COM1        '],
  ['C:\\lpt1:stream', 'device', 'C:\\lpt1:stream'],
  ['C:\\file.bin:stream', 'file', 'C:\\file.bin:stream'],
  ['\\\\.\\PhysicalDrive0', 'device', '\\\\.\\PhysicalDrive0'],
  ['\\\\.\\pipe\\x', 'device', '\\\\.\\pipe\\x'],
  ['\\\\?\\C:\\COM1', 'file', '\\\\?\\C:\\COM1'],
  ['C:\\console.txt', 'file', 'C:\\console.txt'],
  ['\\\\.\\C:\\file.bin', 'file', '\\\\.\\C:\\file.bin'],
  [long, 'file', `\\\\?\\${long}`],
  [`${long.replaceAll('\\', '/')}`, 'file', `\\\\?\\${long}`],
  [`\\\\server\\share\\${'x'.repeat(300)}`, 'file', `\\\\?\\UNC\\server\\share\\${'x'.repeat(300)}`],
])('%s is a %s', (path, form, opened) => {
  expect(classifyPath(path)).toMatchObject({ form, path: opened });
});

test.each([
  ['\\SystemRoot\\System32\\drivers\\wof.sys', 'D:\\Win\\System32\\drivers\\wof.sys'],
  ['system32\\drivers\\wof.sys', 'D:\\Win\\system32\\drivers\\wof.sys'],
  ['\\??\\C:\\Program Files\\Guard\\guard.sys', 'C:\\Program Files\\Guard\\guard.sys'],
  ['%SystemRoot%\\x.sys', 'D:\\Win\\x.sys'],
  ['C:\\x.sys', 'C:\\x.sys'],
])('a driver image %s lies at %s', (image, file) => {
  expect(absoluteImage(image, 'D:\\Win')).toBe(file);
});
