import { CHANGE_KINDS, NOISE_KINDS } from '../../contract/case-words.ts';
import { countOf } from '../../contract/numbers.ts';
import type { Change, Snapshot, SnapshotDiff, VerdictChange } from '../../contract/snapshot.ts';
import { whyNotKnown } from '../../contract/text/facts.ts';
import { type Gap, together } from '../../contract/text/gaps.ts';
import { type Compared, capitalised, gap, NOTHING, type Pair } from './changes.ts';
import { compareMachines } from './machine.ts';
import { comparePath, pathPairs, pathsOfOneSide } from './paths.ts';
import { compareVerdicts, type Judged, storageServices } from './verdicts.ts';
import { cameOrWent, compareVolume, type VolumePair, volumePairs } from './volumes.ts';

/** True where names can be compared: not between two cases whose names were replaced with different secrets. */
export interface Comparability {
  readonly areNamesComparable: boolean;
}

/**
 * What is different between two snapshots, of one machine or of two. Verdicts first, each with those changes in its stack that explain it;
 * nothing is a reason that the two do not show. `diffSnapshots(b, a)` says the same the other way round.
 */
export function diffSnapshots(
  before: Snapshot,
  after: Snapshot,
  { areNamesComparable }: Comparability = { areNamesComparable: true },
): SnapshotDiff {
  const isSameMachine =
    areNamesComparable && before.entry.machine === after.entry.machine && before.entry.simulated === after.entry.simulated;
  const pair: Pair = { before, after, isSameMachine, areNamesComparable };
  const found = new Found();
  const machine = compareMachines(pair);
  found.add(machine);
  const stacks = compareVolumes(pair, machine, found);
  comparePaths(pair, machine, stacks, found);
  const { verdicts, noise, others } = found.sorted();
  const notCompared = together(found.gaps).map(({ subject, gap: { why } }) => ({ subject, sentence: why }));
  const summary = summaryOf(pair, verdicts.length, others.length, notCompared.length);
  return { before: before.entry, after: after.entry, summary, isSameMachine, verdicts, changes: others, noise, notCompared };
}

/** Collects what every part finds. A change that explains a verdict is told there and not again. */
class Found {
  readonly gaps: Gap[] = [];
  readonly #changes: Change[] = [];
  readonly #verdicts: VerdictChange[] = [];

  add({ changes, gaps }: Compared): void {
    this.#changes.push(...changes);
    this.gaps.push(...gaps);
  }

  judge(judged: Judged): void {
    const compared = compareVerdicts(judged);
    if (compared.kind === 'unknown') this.gaps.push(...compared.gaps);
    if (compared.kind === 'cause') this.#changes.push(compared.change);
    if (compared.kind === 'verdict') this.#verdicts.push(compared.change);
  }

  sorted(): { readonly verdicts: VerdictChange[]; readonly noise: Change[]; readonly others: Change[] } {
    const told = new Set(this.#verdicts.flatMap(({ explanation }) => explanation));
    const untold = this.#changes.filter((change) => !told.has(change));
    return {
      verdicts: this.#verdicts,
      noise: untold.filter(({ kind }) => NOISE_KINDS.has(kind)),
      others: mergeVolumes(untold.filter(({ kind }) => !NOISE_KINDS.has(kind))).sort(byKind),
    };
  }
}

const byKind = (a: Change, b: Change): number => CHANGE_KINDS.indexOf(a.kind) - CHANGE_KINDS.indexOf(b.kind);

type Stacks = ReadonlyMap<string, VolumePair & { readonly compared: Compared }>;

function compareVolumes(pair: Pair, machine: Compared, found: Found): Stacks {
  const stacks = new Map<string, VolumePair & { readonly compared: Compared }>();
  const pairs = volumePairs(pair);
  if (pairs === null) {
    found.add(gap('Volumes', null, whyNotKnown(pair.before.content.volumes), whyNotKnown(pair.after.content.volumes)));
    return stacks;
  }
  for (const { before, after } of pairs) {
    const one = before ?? after;
    if (one === null) continue;
    if (before === null || after === null) {
      found.add(cameOrWent(pair, one, before === null));
      continue;
    }
    const compared = compareVolume(pair, { before, after });
    stacks.set(after.mount.toLowerCase(), { before, after, compared });
    found.add(compared);
    found.judge({
      targetKind: 'volume',
      target: after.mount,
      mount: after.mount,
      before: before.verdict,
      after: after.verdict,
      changes: [...compared.changes, ...machine.changes],
      gaps: [...compared.gaps, ...machine.gaps],
      storageDrivers: storageServices([before, after]),
    });
  }
  return stacks;
}

function comparePaths(pair: Pair, machine: Compared, stacks: Stacks, found: Found): void {
  found.add(pathsOfOneSide(pair));
  for (const { before, after } of pathPairs(pair)) {
    const file = comparePath({ before, after });
    const stack = stacks.get((after.mount ?? before.mount ?? '').toLowerCase());
    const around = stack?.compared ?? NOTHING;
    found.add(file);
    found.judge({
      targetKind: 'path',
      target: after.path,
      mount: after.mount,
      before,
      after,
      changes: [...file.changes, ...around.changes, ...machine.changes],
      gaps: [...file.gaps, ...around.gaps, ...machine.gaps],
      storageDrivers: storageServices([stack?.before, stack?.after]),
    });
  }
}

/** The same change on several volumes, such as a filter that was updated, is one. */
function mergeVolumes(changes: readonly Change[]): Change[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const { kind, subject, before, after, sentence } = change;
    const key = JSON.stringify([kind, subject, before, after, sentence]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const mounts = group.flatMap(({ mount }) => mount ?? []);
    return [group.length === 1 ? first : { ...first, mount: null, sentence: `${first.sentence} (${mounts.join(', ')})` }];
  });
}

function summaryOf(pair: Pair, verdicts: number, changes: number, gaps: number): string {
  const { before, after } = pair;
  const whose = whoseText(pair);
  const order = after.entry.takenUs < before.entry.takenUs ? '; the second snapshot is the older one' : '';
  const unknown = gaps === 0 ? '' : `; ${countOf(gaps, 'thing')} could not be compared`;
  const parts = [
    verdicts === 0 ? null : countOf(verdicts, 'verdict differs', 'verdicts differ'),
    changes === 0 ? null : `${verdicts === 0 ? 'no verdict differs, ' : ''}${countOf(changes, 'other thing does', 'other things do')}`,
  ].filter((part) => part !== null);
  const what = parts.length === 0 ? (gaps === 0 ? 'nothing is different' : 'nothing that both know is different') : parts.join(', ');
  return capitalised(`${whose}${what}${unknown}${order}`);
}

function whoseText({ before, after, isSameMachine, areNamesComparable }: Pair): string {
  if (isSameMachine) return '';
  if (!areNamesComparable) return 'names were replaced, so whether both are of one machine is not known; volumes matched by mount point: ';
  const [first, second] = [before.entry.machine, after.entry.machine];
  const names = first === second ? `both named ${first}` : `${first}, ${second}`;
  return `two machines (${names}), volumes matched by mount point: `;
}
