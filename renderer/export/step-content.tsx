import { DialogContent } from '@fluentui/react-components';
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './export.module.css';

/** One step of the dialog. What was pressed last is gone with the step before: the focus begins here, so that Escape and Tab still work. */
export function StepContent({ children }: { readonly children: ReactNode }) {
  const start = useRef<HTMLDivElement>(null);
  useEffect(() => start.current?.focus(), []);
  return (
    <DialogContent>
      <div ref={start} className={styles.content} tabIndex={-1}>
        {children}
      </div>
    </DialogContent>
  );
}
