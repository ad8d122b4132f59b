import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  ProgressBar,
  Textarea,
} from '@fluentui/react-components';
import { useState } from 'react';
import { SNAPSHOT_NAME_MAX_CHARS } from '../../main/contract/case-words.ts';
import { formatCount } from '../../main/contract/numbers.ts';
import { PATHS_MAX_COUNT } from '../../main/contract/words.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { useSecond } from '../parts/use-second.ts';
import { parsePaths } from '../text/paths.ts';
import styles from './history.module.css';
import type { Taker } from './use-history.ts';

interface TakeDialogProps {
  readonly taker: Taker;
  readonly elevated: boolean | null;
  readonly onClose: () => void;
}

/** What to call the next snapshot, and which paths it asks about; then how it fares. */
export function TakeDialog({ taker: { state, take }, elevated, onClose }: TakeDialogProps) {
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const paths = parsePaths(text);
  const isTooMany = paths.length > PATHS_MAX_COUNT;
  const isTaking = state.kind === 'taking';
  async function start(): Promise<void> {
    const trimmed = name.trim();
    if (await take({ paths: [...paths], ...(trimmed === '' ? {} : { name: trimmed }) })) onClose();
  }
  return (
    <Dialog open surfaceMotion={null} onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface backdropMotion={null}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!isTooMany && !isTaking) void start();
          }}
        >
          <DialogBody>
            <DialogTitle>Take a snapshot</DialogTitle>
            <DialogContent className={styles.form ?? ''}>
              <p className={styles.hint}>
                Keeps what this machine answers now: verdicts, stacks, drivers and settings. It only asks, and changes nothing.
                {elevated === false && ' Not elevated: the filters are noted as not known.'}
              </p>
              <Field label="Name" hint="What you will look for later, such as “before the update”. May stay empty.">
                <Input value={name} maxLength={SNAPSHOT_NAME_MAX_CHARS} disabled={isTaking} onChange={(_, data) => setName(data.value)} />
              </Field>
              <Field
                label="Paths to ask about as well"
                hint="One a line, or as Explorer copies them. Volumes are asked about in any case."
                {...(isTooMany && { validationMessage: `At most ${formatCount(PATHS_MAX_COUNT)} paths are asked about at once.` })}
              >
                <Textarea
                  value={text}
                  disabled={isTaking}
                  textarea={{ className: styles.typedText ?? '' }}
                  onChange={(_, data) => setText(data.value)}
                />
              </Field>
              {isTaking && <Working startedMs={state.startedMs} />}
              {state.kind === 'failed' && <FailureNote failure={state.failure} />}
            </DialogContent>
            <DialogActions>
              <Button type="submit" appearance="primary" disabled={isTooMany} disabledFocusable={isTaking}>
                {state.kind === 'failed' ? 'Try again' : 'Take it'}
              </Button>
              <Button onClick={onClose}>{isTaking ? 'Close: it goes on' : 'Cancel'}</Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}

/** Nobody can say how long a disk takes to answer: what is said is how long it took so far. */
function Working({ startedMs }: { readonly startedMs: number }) {
  const seconds = Math.max(0, Math.floor((useSecond() - startedMs) / 1_000));
  return (
    <div className={styles.working}>
      <ProgressBar aria-label="Taking a snapshot" thickness="medium" />
      <p role="status">Asking every volume, its filters and the paths. {seconds} s so far.</p>
    </div>
  );
}
