import { useCallback } from 'react';
import { latest, useAsked } from '../asked.ts';
import type { View, ViewClient } from '../view.ts';

/** The paths that a case has an answer for: those of its newest snapshot, which is what its pages show. Null outside of a case. */
export function useCasePaths(view: View): readonly string[] | null {
  const of = view.kind === 'case' && view.contents.snapshots.length > 0 ? view.client : null;
  const [asked] = useAsked(useCallback(async () => (of === null ? [] : pathsOf(of)), [of]));
  return view.kind === 'case' ? (latest(asked) ?? []) : null;
}

async function pathsOf(client: ViewClient): Promise<readonly string[]> {
  const [newest] = await client.snapshots.list();
  if (newest === undefined || newest.pathCount === 0) return [];
  const { content } = await client.snapshots.get({ id: newest.id });
  return content.paths.map(({ path }) => path);
}
