import { useSyncExternalStore } from 'react';
import type { SnapshotRef } from '../main/contract/snapshot.ts';
import { parseRef, refText } from './snapshot-ref.ts';

/** Where the window is. It stands in the address, so Back, Forward and reload keep it. */
export type Route =
  | { readonly page: 'overview' }
  | { readonly page: 'filters'; readonly mount: string | null; readonly view: 'stack' | 'table' }
  | { readonly page: 'query'; readonly paths: readonly string[] }
  /** `roots`: folders to scan next; `scan`: the stored scan that is shown. */
  | { readonly page: 'files'; readonly scan: number | null; readonly roots: readonly string[] }
  | { readonly page: 'case' }
  /** `source`: a recording, all of them, the System log; null: the newest recording. */
  | { readonly page: 'events'; readonly source: number | 'all' | 'log' | null }
  /** `chosen`: the snapshots to compare, at most two; none: the newest two. */
  | { readonly page: 'history'; readonly chosen: readonly SnapshotRef[] };

/** Paths are joined by a character that no Windows path can hold. */
export function parseRoute(hash: string): Route {
  const [page = '', rest = '', view = ''] = hash.replace(/^#/, '').split('/');
  if (page === 'filters') {
    const mount = decode(rest);
    return { page: 'filters', mount: mount === '' ? null : mount, view: view === 'table' ? 'table' : 'stack' };
  }
  if (page === 'query') {
    const paths = pathsOf(rest);
    if (paths.length > 0) return { page: 'query', paths };
  }
  if (page === 'files') return { page: 'files', scan: /^[1-9]\d*$/.test(rest) ? Number(rest) : null, roots: pathsOf(view) };
  if (page === 'case') return { page: 'case' };
  if (page === 'events')
    return { page: 'events', source: rest === 'all' || rest === 'log' ? rest : /^[1-9]\d*$/.test(rest) ? Number(rest) : null };
  if (page === 'history') return { page: 'history', chosen: [rest, view].flatMap((part) => parseRef(part) ?? []) };
  return { page: 'overview' };
}

export function formatRoute(route: Route): string {
  switch (route.page) {
    case 'overview':
      return '#overview';
    case 'filters':
      return `#filters/${encodeURIComponent(route.mount ?? '')}/${route.view}`;
    case 'query':
      return `#query/${route.paths.map(encodeURIComponent).join('|')}`;
    case 'files':
      return `#files/${route.scan ?? ''}/${route.roots.map(encodeURIComponent).join('|')}`;
    case 'case':
      return '#case';
    case 'events':
      return `#events/${route.source ?? ''}`;
    case 'history':
      return ['#history', ...route.chosen.map(refText)].join('/');
    default:
      return route satisfies never;
  }
}

function pathsOf(part: string): readonly string[] {
  return part
    .split('|')
    .map(decode)
    .filter((path) => path !== '');
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

export function goTo(route: Route): void {
  window.location.hash = formatRoute(route);
}

/** Changes the address without a step for Back: for a choice within the page. */
export function replaceRoute(route: Route): void {
  history.replaceState(null, '', formatRoute(route));
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useHash(): string {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed);
      return () => window.removeEventListener('hashchange', changed);
    },
    () => window.location.hash,
  );
}
