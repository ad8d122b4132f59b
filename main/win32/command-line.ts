/**
 * One command line out of separate arguments, so that a program's C run-time takes it apart into the same ones: an argument with
 * blanks or quotation marks is quoted, and backslashes before a quotation mark are doubled, since they would escape it.
 * Source: "Parsing C++ command-line arguments", Microsoft's C run-time documentation.
 */
export function commandLine(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  if (word !== '' && !/[\s"]/.test(word)) return word;
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`;
}
