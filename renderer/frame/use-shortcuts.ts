import { useEffect } from 'react';

interface Shortcuts {
  readonly onRefresh: () => void;
  readonly onFind: () => void;
  readonly onCapture: () => void;
  readonly onSave: () => void;
  readonly onExport: () => void;
}

/** The window's own keys: F5 and Ctrl+R ask again, Ctrl+E records events or stops it, Ctrl+S saves what is on the screen,
 * Ctrl+Shift+S exports everything, Ctrl+F goes to the query box, Ctrl+L to the filter of a table
 * (to the query box where there is none), F6 to the next pane. */
export function useShortcuts({ onRefresh, onFind, onCapture, onSave, onExport }: Shortcuts): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
      const control = isCommand && !event.shiftKey;
      const key = event.key.toLowerCase();
      if (event.key === 'F6') focusNextPane(event.shiftKey ? -1 : 1);
      else if (event.key === 'F5' || (control && key === 'r')) onRefresh();
      else if (control && key === 'e') onCapture();
      else if (isCommand && key === 's') (event.shiftKey ? onExport : onSave)();
      else if (control && key === 'f') onFind();
      else if (control && key === 'l') focusFilter(onFind);
      else return;
      event.preventDefault();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [onRefresh, onFind, onCapture, onSave, onExport]);
}

function focusFilter(otherwise: () => void): void {
  const filter = document.querySelector<HTMLInputElement>('input[data-table-filter]');
  filter?.focus();
  filter?.select();
  if (filter === null) otherwise();
}

const FOCUSABLE = 'a[href], button:not(:disabled), input, [tabindex="0"]';

/** Panes mark themselves with `data-pane`; each is entered at what was active in it, else at its first stop. */
function focusNextPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')];
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(at + step + panes.length) % panes.length];
  if (next === undefined) return;
  const preferred = next.querySelector<HTMLElement>('[data-pane-entry] [tabindex="0"], [data-pane-entry][tabindex="0"]');
  const first = preferred ?? next.querySelector<HTMLElement>(FOCUSABLE);
  (first ?? next).focus();
}
