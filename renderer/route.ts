import { useSyncExternalStore } from 'react';

/** Where the window is. It stands in the address, so Back, Forward and reload keep it. */
export type Route =
  | { readonly page: 'overview' }
  | { readonly page: 'filters'; readonly mount: string | null; readonly view: 'stack' | 'table' }
  | { readonly page: 'query'; readonly paths: readonly string[] };

/** Paths are joined by a character that no Windows path can hold. */
export function parseRoute(hash: string): Route {
  const [page = '', rest = '', view = ''] = hash.replace(/^#/, '').split('/');
  if (page === 'filters') {
    const mount = decode(rest);
    return { page: 'filters', mount: mount === '' ? null : mount, view: view === 'table' ? 'table' : 'stack' };
  }
  if (page === 'query') {
    const paths = rest
      .split('|')
      .map(decode)
      .filter((path) => path !== '');
    if (paths.length > 0) return { page: 'query', paths };
  }
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
    default:
      return route satisfies never;
  }
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
