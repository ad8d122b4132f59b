import { causeTitle, isConcluded } from '../../main/contract/text/causes.ts';
import type { VolumeStack } from '../../main/contract/verdicts.ts';

export interface Blocker {
  readonly title: string;
  readonly mounts: readonly string[];
}

/** The refusers of all blocked volumes, those that block most first. Suspicions are left out: nobody proved them. */
export function blockersOf(stacks: readonly VolumeStack[]): readonly Blocker[] {
  const mounts = new Map<string, readonly string[]>();
  for (const stack of stacks) {
    for (const cause of stack.causes.filter((each) => !isConcluded(each))) {
      const title = causeTitle(cause);
      mounts.set(title, [...(mounts.get(title) ?? []), stack.mount]);
    }
  }
  return [...mounts].map(([title, each]) => ({ title, mounts: each })).toSorted((a, b) => b.mounts.length - a.mounts.length);
}
