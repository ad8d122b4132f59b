import { Button, ProgressBar } from '@fluentui/react-components';
import { useLayoutEffect } from 'react';
import { formatBytes } from '../../main/contract/numbers.ts';
import { remainingWords } from '../text/time.ts';
import styles from './case.module.css';
import type { OpeningPass, OpeningState } from './use-opening.ts';

const PASS_WORDS: Readonly<Record<OpeningPass, string>> = {
  send: 'Handing over',
  hash: 'Making the SHA-256',
  read: 'Reading',
  order: 'Putting in order and storing',
};
/** An estimate from less than this is no estimate. */
const ESTIMATE_AFTER_MS = 1_000;

interface OpeningProgressProps {
  readonly state: Extract<OpeningState, { readonly kind: 'working' }>;
  readonly onCancel: () => void;
}

/** How far a file has come, and the way to stop it: Escape. */
export function OpeningProgress({ state, onCancel }: OpeningProgressProps) {
  const { pass, name, doneBytes, totalBytes, startedMs } = state;
  const fraction = totalBytes === 0 ? 0 : doneBytes / totalBytes;
  const elapsedMs = Date.now() - startedMs;
  const remainingMs = fraction > 0 && elapsedMs > ESTIMATE_AFTER_MS ? (elapsedMs / fraction) * (1 - fraction) : null;
  // Before it is drawn: whoever sees the bar can press Escape.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') onCancel();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [onCancel]);
  return (
    <div className={styles.progress}>
      <ProgressBar value={fraction} aria-label={`${PASS_WORDS[pass]}: ${name}`} />
      <p>
        {PASS_WORDS[pass]}: {formatBytes(doneBytes)} of {formatBytes(totalBytes)}
        {remainingMs !== null && `, ${remainingWords(remainingMs)}`}
      </p>
      <Button onClick={onCancel}>Cancel (Esc)</Button>
    </div>
  );
}
