import { useCallback, useState } from 'react';
import type { Explanation } from '../text/explain.ts';

/** `select` fills the pane, `open` also brings it up where it is a sheet. */
export type Explain = (explanation: Explanation, how: 'select' | 'open') => void;

export interface Explained {
  readonly explanation: Explanation | null;
  readonly isSheetOpen: boolean;
  readonly explain: Explain;
  readonly closeSheet: () => void;
}

/** What the pane explains, until another scan is shown. */
export function useExplained(scan: number | null, first: Explanation | null): Explained {
  const [chosen, choose] = useState<{ readonly scan: number | null; readonly explanation: Explanation } | null>(null);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const explain = useCallback<Explain>(
    (explanation, how) => {
      choose({ scan, explanation });
      if (how === 'open') setSheetOpen(true);
    },
    [scan],
  );
  return {
    explanation: chosen !== null && chosen.scan === scan ? chosen.explanation : first,
    isSheetOpen,
    explain,
    closeSheet: useCallback(() => setSheetOpen(false), []),
  };
}
