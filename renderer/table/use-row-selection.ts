import { useState } from 'react';

export interface RowSelection {
  readonly active: string | null;
  readonly keys: ReadonlySet<string>;
  /** Moves the active row; `extend` (Shift) takes all rows from the anchor on, `toggle` (Ctrl) adds or removes one. */
  readonly move: (key: string, how: 'only' | 'extend' | 'toggle') => void;
  readonly all: () => void;
}

/** Selection as in a list view of Windows: one active row, an anchor, any number selected. Rows that the filter hid are not selected. */
export function useRowSelection(
  rows: readonly { readonly key: string }[],
  active: string | null,
  onActive: (key: string) => void,
): RowSelection {
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string | null>(null);
  const present = new Set(rows.map((row) => row.key));

  function move(key: string, how: 'only' | 'extend' | 'toggle'): void {
    onActive(key);
    if (how === 'extend' && anchor !== null && present.has(anchor)) {
      choose(rangeOf(rows, anchor, key));
      return;
    }
    setAnchor(key);
    choose(how === 'toggle' ? toggled(chosen, key) : new Set([key]));
  }
  return {
    active: active !== null && present.has(active) ? active : null,
    keys: new Set([...chosen].filter((key) => present.has(key))),
    move,
    all: () => choose(present),
  };
}

function rangeOf(rows: readonly { readonly key: string }[], from: string, to: string): ReadonlySet<string> {
  const ends = [from, to].map((key) => rows.findIndex((row) => row.key === key));
  return new Set(rows.slice(Math.min(...ends), Math.max(...ends) + 1).map((row) => row.key));
}

function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return new Set(keys.has(key) ? [...keys].filter((each) => each !== key) : [...keys, key]);
}
