import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right';
import { type ReactNode, useState } from 'react';
import styles from './fold.module.css';

/** What is seldom looked at: a line that unfolds. Its contents are there only while it is open. */
export function Fold({ summary, children }: { readonly summary: string; readonly children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={styles.fold} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronRightRegular aria-hidden="true" />
        {summary}
      </summary>
      {isOpen && children}
    </details>
  );
}
