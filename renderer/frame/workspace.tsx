import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { visible } from '../../main/contract/visible.ts';
import { DetailPane } from '../detail/detail-pane.tsx';
import { useIsNarrow } from '../media.ts';
import type { Explanation } from '../text/explain.ts';
import styles from './workspace.module.css';

const DetailSheet = lazy(() => import('../detail/detail-sheet.tsx').then((module) => ({ default: module.DetailSheet })));

interface WorkspaceProps {
  readonly label: string;
  readonly explanation: Explanation | null;
  /** What stands in the pane while nothing is selected. */
  readonly hint: string;
  readonly action?: ReactNode;
  readonly isSheetOpen: boolean;
  readonly onSheetClose: () => void;
  readonly children: ReactNode;
}

/** A page: the work in the middle and, beside it or over it, the explanation of what is selected. */
export function Workspace({ label, explanation, hint, action, isSheetOpen, onSheetClose, children }: WorkspaceProps) {
  const isNarrow = useIsNarrow();
  useEffect(() => {
    document.title = `${label} - BypassIO Inspector`;
  }, [label]);
  return (
    <>
      <main className={styles.work} aria-label={label} data-pane="work" tabIndex={-1}>
        {children}
      </main>
      {!isNarrow && (
        <aside className={styles.pane} aria-label="Explanation" data-pane="explanation" tabIndex={-1}>
          {explanation === null ? (
            <p className={styles.hint}>{hint}</p>
          ) : (
            <DetailPane key={explanation.key} explanation={explanation} action={action} />
          )}
        </aside>
      )}
      {isNarrow && isSheetOpen && explanation !== null && (
        <Suspense>
          <DetailSheet explanation={explanation} action={action} onClose={onSheetClose} />
        </Suspense>
      )}
    </>
  );
}

interface PageHeadProps {
  readonly title: ReactNode;
  readonly sub: ReactNode;
}

/** A sentence past this takes smaller letters, so that it leaves room for what it sums up. */
const LONG_TITLE_CHARS = 90;

/** The answer in one sentence, then how it was come by. */
export function PageHead({ title, sub }: PageHeadProps) {
  return (
    <div className={styles.head}>
      <h2
        className={styles.title}
        data-long={(typeof title === 'string' && title.length > LONG_TITLE_CHARS) || undefined}
        aria-live="polite"
      >
        {shown(title)}
      </h2>
      <p className={styles.sub}>{shown(sub)}</p>
    </div>
  );
}

/** Sentences name drivers, files and machines, whose names may hold anything. */
const shown = (part: ReactNode): ReactNode => (typeof part === 'string' ? visible(part) : part);
