import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from '@fluentui/react-components';
import { type ReactNode, useState } from 'react';
import type { Failure } from '../../main/contract/failure.ts';
import { visible } from '../../main/contract/visible.ts';
import { failureOf } from '../asked.ts';
import { FailureNote } from './failure-note.tsx';

interface RemoveDialogProps {
  readonly name: string;
  /** What is lost with it, and what stays. */
  readonly children: ReactNode;
  readonly remove: () => Promise<unknown>;
  readonly onRemoved: () => void;
  readonly onClose: () => void;
}

/** Asks once more, by name: what is removed cannot be had again. */
export function RemoveDialog({ name, children, remove, onRemoved, onClose }: RemoveDialogProps) {
  const [state, setState] = useState<'idle' | 'removing' | Failure>('idle');
  function submit(): void {
    if (state === 'removing') return;
    setState('removing');
    remove().then(onRemoved, (error: unknown) => setState(failureOf(error)));
  }
  return (
    <Dialog open modalType="alert" surfaceMotion={null} onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface backdropMotion={null}>
        <DialogBody>
          <DialogTitle>Remove “{visible(name)}”?</DialogTitle>
          <DialogContent>
            {children}
            {typeof state === 'object' && <FailureNote failure={state} />}
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" disabledFocusable={state === 'removing'} onClick={submit}>
              Remove “{visible(name)}”
            </Button>
            <Button onClick={onClose}>Keep it</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
