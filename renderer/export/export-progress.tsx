import { Button, DialogActions, DialogTitle, ProgressBar } from '@fluentui/react-components';
import { formatBytes } from '../../main/contract/numbers.ts';
import styles from './export.module.css';
import { partWords } from './export-words.ts';
import { StepContent } from './step-content.tsx';
import type { Export } from './use-export.ts';

interface ExportProgressProps {
  readonly state: Extract<Export, { readonly kind: 'writing' | 'fetching' }>;
  readonly onCancel: () => void;
}

/** How far it has come, and the way to stop it. */
export function ExportProgress({ state, onCancel }: ExportProgressProps) {
  const isWriting = state.kind === 'writing';
  const fraction = isWriting ? state.fraction : state.totalBytes === 0 ? 1 : state.doneBytes / state.totalBytes;
  return (
    <>
      <DialogTitle>{isWriting ? 'Writing…' : 'Saving…'}</DialogTitle>
      <StepContent>
        <ProgressBar value={fraction} aria-label={isWriting ? 'Writing' : 'Saving'} />
        <p className={styles.hint}>
          {isWriting ? partWords(state.part, fraction) : `${formatBytes(state.doneBytes)} of ${formatBytes(state.totalBytes)}`}
        </p>
      </StepContent>
      <DialogActions>
        <Button onClick={onCancel}>Cancel (Esc)</Button>
      </DialogActions>
    </>
  );
}
