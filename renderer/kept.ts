import { useCallback, useState } from 'react';

/** A choice of the user that outlives the window. Storage that is forbidden or damaged counts as empty. */
export function useKept<T>(key: string, parse: (stored: unknown) => T): readonly [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => parse(readStored(key)));
  const keep = useCallback(
    (next: T) => {
      setValue(next);
      try {
        localStorage.setItem(storageKey(key), JSON.stringify(next));
      } catch {
        // Private windows and policies may forbid storage: the choice then lasts as long as the window.
      }
    },
    [key],
  );
  return [value, keep];
}

function readStored(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(storageKey(key)) ?? 'null');
  } catch {
    return null;
  }
}

function storageKey(key: string): string {
  return `bypassio-inspector.${key}`;
}

export function textList(stored: unknown): readonly string[] {
  return Array.isArray(stored) ? stored.filter((item) => typeof item === 'string') : [];
}
