import type { KeyboardEvent } from 'react';

/**
 * Arrow keys, Home and End move the focus among the children marked `data-roving`, around the ends. Who is the one tab stop is for the
 * children to say. (Fluent's own arrow groups leave hidden focusable guards in the page, which accessibility checkers rightly reject.)
 */
export function moveAmong(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-roving]')];
  const at = document.activeElement instanceof HTMLElement ? items.indexOf(document.activeElement) : -1;
  const next = nextOf(event.key, at, items.length);
  if (at === -1 || next === null) return;
  event.preventDefault();
  event.stopPropagation();
  items[next]?.focus();
}

function nextOf(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowLeft':
    case 'ArrowUp':
      return (at - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
