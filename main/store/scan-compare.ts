import type { ReadableDb } from './database.ts';
import { restored } from './names.ts';

export interface StoredSide {
  readonly bytes: number;
  readonly finding: number;
}

export interface FilePair {
  /** Below the root, beginning with `\`; with several roots, with the number of the root before it. */
  readonly path: string;
  readonly before: StoredSide | null;
  readonly after: StoredSide | null;
}

interface SideRow {
  readonly root: number;
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly finding: number;
}

/** One scan's files in the order of folder and name: the order in which two scans are merged. */
function* filesInOrder(
  db: ReadableDb,
  scan: number,
  roots: readonly string[],
): Generator<{ readonly key: readonly [number, string, string]; readonly side: StoredSide }> {
  const query = db.prepare<[number], SideRow>(
    `SELECT f.root, f.path, s.name, s.bytes, s.finding FROM scan_folders f JOIN scan_files s ON s.folder = f.id
     WHERE f.scan = ? ORDER BY f.root, f.path, s.name`,
  );
  for (const { root, path, name, bytes, finding } of query.iterate(scan)) {
    yield { key: [root, path.slice(roots[root]?.length ?? 0), name], side: { bytes, finding } };
  }
}

/** The files of two scans side by side, by their place below the roots. Streams both: neither is held in memory. */
export function* pairFiles(
  db: ReadableDb,
  before: { readonly id: number; readonly roots: readonly string[] },
  after: { readonly id: number; readonly roots: readonly string[] },
): Generator<FilePair> {
  const [left, right] = [filesInOrder(db, before.id, before.roots), filesInOrder(db, after.id, after.roots)];
  try {
    let [a, b] = [left.next(), right.next()];
    while (a.done !== true || b.done !== true) {
      const order = a.done === true ? 1 : b.done === true ? -1 : compareKeys(a.value.key, b.value.key);
      const key = order <= 0 && a.done !== true ? a.value.key : b.done !== true ? b.value.key : ([0, '', ''] as const);
      yield {
        path: restored(`${before.roots.length > 1 ? key[0] : ''}${key[1]}\\${key[2]}`),
        before: order <= 0 && a.done !== true ? a.value.side : null,
        after: order >= 0 && b.done !== true ? b.value.side : null,
      };
      if (order <= 0) a = left.next();
      if (order >= 0) b = right.next();
    }
  } finally {
    left.return(undefined);
    right.return(undefined);
  }
}

function compareKeys(a: readonly [number, string, string], b: readonly [number, string, string]): number {
  return a[0] - b[0] || compareText(a[1], b[1]) || compareText(a[2], b[2]);
}

/** As SQLite orders text: by its UTF-8 bytes. Units and bytes order text alike but where surrogates meet what lies above them. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return /[\ud800-\uffff]/.test(a + b) ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : a < b ? -1 : 1;
}
