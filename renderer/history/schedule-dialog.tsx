import {
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  Textarea,
} from '@fluentui/react-components';
import { useState } from 'react';
import type { Failure } from '../../main/contract/failure.ts';
import { formatBytes } from '../../main/contract/numbers.ts';
import type { SnapshotSchedule } from '../../main/contract/snapshot.ts';
import { failureOf } from '../asked.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import styles from './history.module.css';
import { scheduleCost } from './history-words.ts';
import { type ScheduleDraft, scheduleOf } from './schedule-draft.ts';

interface ScheduleDialogProps {
  readonly schedule: SnapshotSchedule;
  /** Size of the newest snapshot; null before there is one. */
  readonly newestBytes: number | null;
  readonly save: (schedule: SnapshotSchedule) => Promise<unknown>;
  readonly onClose: () => void;
}

/** How often a snapshot is taken by itself while a window is open, and what that costs. */
export function ScheduleDialog({ schedule, newestBytes, save, onClose }: ScheduleDialogProps) {
  const [draft, setDraft] = useState<ScheduleDraft>({
    isOn: schedule.everyMinutes !== null,
    minutes: String(schedule.everyMinutes ?? 60),
    paths: schedule.paths.join('\n'),
  });
  const [state, setState] = useState<'idle' | 'saving' | Failure>('idle');
  const wanted = scheduleOf(draft);
  function submit(): void {
    if (!wanted.ok || state === 'saving') return;
    setState('saving');
    save(wanted.schedule).then(onClose, (error: unknown) => setState(failureOf(error)));
  }
  return (
    <Dialog open surfaceMotion={null} onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface backdropMotion={null}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <DialogBody>
            <DialogTitle>Snapshots by schedule</DialogTitle>
            <DialogContent className={styles.form ?? ''}>
              <div className={styles.minutes}>
                <Checkbox
                  label="Take one every"
                  checked={draft.isOn}
                  onChange={(_, data) => setDraft({ ...draft, isOn: data.checked === true })}
                />
                <Input
                  size="small"
                  type="number"
                  aria-label="Minutes between snapshots"
                  disabled={!draft.isOn}
                  value={draft.minutes}
                  onChange={(_, data) => setDraft({ ...draft, minutes: data.value })}
                />
                minutes, while a window is open
              </div>
              <p className={styles.hint}>{costWords(wanted, newestBytes)}</p>
              <Field label="Paths to ask about each time" hint="One a line, at most 100. Volumes are asked about in any case.">
                <Textarea
                  value={draft.paths}
                  disabled={!draft.isOn}
                  textarea={{ className: styles.typedText ?? '' }}
                  onChange={(_, data) => setDraft({ ...draft, paths: data.value })}
                />
              </Field>
              {!wanted.ok && (
                <p role="alert" className={styles.wrong}>
                  {wanted.why}
                </p>
              )}
              {typeof state === 'object' && <FailureNote failure={state} />}
            </DialogContent>
            <DialogActions>
              <Button type="submit" appearance="primary" disabled={!wanted.ok} disabledFocusable={state === 'saving'}>
                Save
              </Button>
              <Button onClick={onClose}>Cancel</Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}

function costWords(wanted: ReturnType<typeof scheduleOf>, newestBytes: number | null): string {
  if (!wanted.ok || wanted.schedule.everyMinutes === null) return 'Nothing is taken by itself.';
  const cost = scheduleCost(wanted.schedule.everyMinutes, newestBytes, formatBytes);
  return `Costs: each asks every volume, its filters and the paths once, as F5 does; ${cost}. They stay until you remove them. With every window closed none is taken.`;
}
