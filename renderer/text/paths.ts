/**
 * The paths in what somebody typed, pasted or dropped: one a line, or several in double quotes as Explorer's "Copy as path" gives them.
 * Only quotes and outer blanks go; everything else is the path's own business.
 */
export function parsePaths(text: string): readonly string[] {
  const found = text.split(/[\r\n]+/).flatMap((line) => {
    const quoted = [...line.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? '');
    return quoted.length > 0 ? quoted : [line.replaceAll('"', '')];
  });
  return [...new Set(found.map((path) => path.trim()).filter((path) => path !== ''))];
}

/** Adds `path` to the front of `recent`, without doubles (Windows paths do not tell case apart), newest first. */
export function withRecent(recent: readonly string[], path: string, limit = 8): readonly string[] {
  return [path, ...recent.filter((known) => known.toLowerCase() !== path.toLowerCase())].slice(0, limit);
}
