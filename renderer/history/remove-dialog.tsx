import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from '@fluentui/react-components';
import { useState } from 'react';
import type { Failure } from '../../main/contract/failure.ts';
import { visible } from '../../main/contract/visible.ts';
import { failureOf } from '../asked.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import styles from './history.module.css';
import { momentText } from './history-lanes.ts';
import { snapshotName } from './history-words.ts';
import type { HeldSnapshot } from './pair.ts';

interface RemoveDialogProps {
  readonly snapshot: HeldSnapshot;
  readonly remove: () => Promise<unknown>;
  readonly onRemoved: () => void;
  readonly onClose: () => void;
}

/** Asks once more, by name: what is removed cannot be had again. */
export function RemoveDialog({ snapshot, remove, onRemoved, onClose }: RemoveDialogProps) {
  const [state, setState] = useState<'idle' | 'removing' | Failure>('idle');
  const name = visible(snapshotName(snapshot));
  function submit(): void {
    if (state === 'removing') return;
    setState('removing');
    remove().then(onRemoved, (error: unknown) => setState(failureOf(error)));
  }
  return (
    <Dialog open modalType="alert" surfaceMotion={null} onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface backdropMotion={null}>
        <DialogBody>
          <DialogTitle>Remove “{name}”?</DialogTitle>
          <DialogContent className={styles.form ?? ''}>
            <p className={styles.hint}>
              Taken {momentText(snapshot.takenUs)} of {visible(snapshot.machine)}. What that machine answered then cannot be asked again.
              Other snapshots, recordings and events stay.
            </p>
            {typeof state === 'object' && <FailureNote failure={state} />}
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" disabledFocusable={state === 'removing'} onClick={submit}>
              Remove “{name}”
            </Button>
            <Button onClick={onClose}>Keep it</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
