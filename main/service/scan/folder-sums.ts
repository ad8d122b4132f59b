import type { FolderSum, FoldersAnswer } from '../../contract/scan.ts';
import { worstShare } from '../../contract/text/scans.ts';
import type { Verdict } from '../../contract/words.ts';
import { type Finding, shownFolder } from '../../domain/audit.ts';
import { addVerdict, noVerdicts } from '../../domain/audit-sums.ts';
import type { FolderFinding } from '../../store/scan-results.ts';

interface Sum {
  readonly path: string;
  files: number;
  bytes: number;
  folders: number;
  readonly byVerdict: FolderSum['byVerdict'];
  last: string;
}

const newSum = (path: string): Sum => ({ path, files: 0, bytes: 0, folders: 0, byVerdict: noVerdicts(), last: '' });

/**
 * The folders directly below one, each with everything below it. `rows` come in the order of paths, so a folder's rows come together but
 * for those that a name like it interrupts (`A`, `A!`, `A\B`): sums are found by name.
 */
export class FolderSums {
  readonly #parent: string | null;
  readonly #roots: readonly string[];
  readonly #sums = new Map<string, Sum>();
  readonly #own: Sum;
  #isKnown = false;

  /** `parent` null: the roots are what lies directly below. */
  constructor(parent: string | null, roots: readonly string[]) {
    this.#parent = parent;
    this.#roots = roots;
    this.#own = newSum(parent ?? '');
  }

  add({ path, finding, files, bytes }: FolderFinding, found: Finding | undefined): void {
    this.#isKnown = true;
    const { sum, depth } = this.#sumOf(path);
    if (depth === 1 && sum.last !== path) {
      sum.folders += 1;
      sum.last = path;
    }
    if (finding === null || found === undefined) return;
    sum.files += files;
    sum.bytes += bytes;
    addVerdict(sum.byVerdict, found.verdict, files, bytes, found.concluded ? files : 0);
  }

  /** The sum that a folder counts to, and how far below it the folder lies. */
  #sumOf(path: string): { readonly sum: Sum; readonly depth: number } {
    const base = this.#parent ?? this.#rootOf(path);
    if (this.#parent !== null && path === base) return { sum: this.#own, depth: 0 };
    const parts = path === base ? [] : path.slice(base.length + 1).split('\\');
    const key = this.#parent === null ? base : `${base}\\${parts[0]}`;
    let sum = this.#sums.get(key);
    if (sum === undefined) {
      sum = newSum(key);
      this.#sums.set(key, sum);
    }
    return { sum, depth: this.#parent === null ? parts.length : parts.length - 1 };
  }

  #rootOf(path: string): string {
    const holding = this.#roots.filter((root) => path === root || path.startsWith(`${root}\\`));
    return holding.sort((a, b) => b.length - a.length)[0] ?? path;
  }

  /** Most bytes first; past `limit` all together. Null when the folder is not in the scan. */
  answer(limit: number): FoldersAnswer | null {
    if (!this.#isKnown) return null;
    const folders = [...this.#sums.values()].sort((a, b) => b.bytes - a.bytes || b.files - a.files || (a.path < b.path ? -1 : 1));
    const rest = folders.slice(limit);
    return {
      folders: folders.slice(0, limit).map((sum) => toFolder(sum, nameOf(sum.path, this.#parent))),
      own: this.#parent === null ? null : toFolder(this.#own, ''),
      others: rest.length === 0 ? null : toFolder(rest.reduce(added, newSum('')), ''),
    };
  }
}

function added(total: Sum, { files, bytes, byVerdict }: Sum): Sum {
  total.files += files;
  total.bytes += bytes;
  total.folders += 1;
  for (const [verdict, sum] of Object.entries(byVerdict))
    addVerdict(total.byVerdict, verdict as Verdict, sum.files, sum.bytes, sum.concluded); // keys of VerdictSums
  return total;
}

const nameOf = (path: string, parent: string | null): string => (parent === null ? shownFolder(path) : path.slice(parent.length + 1));

const toFolder = ({ path, files, bytes, folders, byVerdict }: Sum, name: string): FolderSum => ({
  path: shownFolder(path),
  name,
  files,
  bytes,
  folders,
  worst: worstShare(byVerdict)?.verdict ?? 'full',
  byVerdict,
});
