import { Button, ProgressBar } from '@fluentui/react-components';
import { useEffect } from 'react';
import { formatBytes } from '../../main/contract/numbers.ts';
import { remainingWords } from '../text/time.ts';
import styles from './case.module.css';
import type { CaseState } from './use-case.ts';

interface CaseProgressProps {
  readonly state: Extract<CaseState, { readonly kind: 'sending' | 'reading' }>;
  readonly onCancel: () => void;
}

/** How far a file has come, and the way to stop it: Escape. */
export function CaseProgress({ state, onCancel }: CaseProgressProps) {
  const { kind, name, doneBytes, totalBytes, startedMs } = state;
  const fraction = totalBytes === 0 ? 0 : doneBytes / totalBytes;
  const elapsedMs = Date.now() - startedMs;
  const remainingMs = kind === 'sending' && fraction > 0 && elapsedMs > 1_000 ? (elapsedMs / fraction) * (1 - fraction) : null;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') onCancel();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [onCancel]);
  return (
    <div className={styles.progress}>
      <ProgressBar value={fraction} aria-label={`${kind === 'sending' ? 'Handing over' : 'Reading'} ${name}`} />
      <p>
        {kind === 'sending' ? 'Handing over' : 'Reading'}: {formatBytes(doneBytes)} of {formatBytes(totalBytes)}
        {remainingMs !== null && `, ${remainingWords(remainingMs)}`}
      </p>
      <Button onClick={onCancel}>Cancel (Esc)</Button>
    </div>
  );
}
