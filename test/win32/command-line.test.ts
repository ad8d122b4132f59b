import { expect, test } from 'vitest';
import { commandLine } from '../../main/win32/command-line.ts';

test.each([
  [['a', 'b'], 'a b'],
  [['C:\\Program Files\\x.exe', '--sim'], '"C:\\Program Files\\x.exe" --sim'],
  [['', 'a'], '"" a'],
  [['C:\\'], 'C:\\'],
  [['C:\\a b\\'], '"C:\\a b\\\\"'],
  [['say "hi"'], '"say \\"hi\\""'],
  [['a\\"b'], '"a\\\\\\"b"'],
  [['a\\b c'], '"a\\b c"'],
  [['tab\there'], '"tab\there"'],
])('%j becomes %s', (words, line) => {
  expect(commandLine(words)).toBe(line);
});
