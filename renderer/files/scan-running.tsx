import { Button, ProgressBar } from '@fluentui/react-components';
import { useEffect } from 'react';
import type { ScanProgress } from '../../main/contract/scan.ts';
import styles from './files.module.css';
import { progressWords } from './files-words.ts';

/** Where the running scan is, and the way to stop it: Escape. What it found stays. */
export function ScanRunning({ progress, onCancel }: { readonly progress: ScanProgress; readonly onCancel: () => void }) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) onCancel();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [onCancel]);
  return (
    <section className={styles.running} aria-label="Running scan">
      <ProgressBar value={progress.fraction} aria-label="Scanned" />
      <div className={styles.runningLine}>
        <p>{progressWords(progress)}</p>
        <Button size="small" onClick={onCancel}>
          Cancel (Esc)
        </Button>
      </div>
      <p className={styles.current} title={progress.current ?? undefined}>
        {progress.current ?? ' '}
      </p>
    </section>
  );
}
