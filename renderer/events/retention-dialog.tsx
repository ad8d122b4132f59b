import {
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Input,
} from '@fluentui/react-components';
import { useCallback, useState } from 'react';
import { countOf, exactBytes, formatBytes } from '../../main/contract/numbers.ts';
import type { Retention, RetentionChoice } from '../../main/contract/recordings.ts';
import { failureOf, latest, useAsked } from '../asked.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { choiceOf, LIMITS, type LimitsText, limitsText } from '../text/retention.ts';
import { exactTime } from '../text/time.ts';
import { isoOf } from './ago.tsx';
import styles from './events.module.css';
import type { EventsClient } from './events-client.ts';

/** What recordings may take, as the user chooses, and what was removed because of it. */
export function RetentionDialog({ client, onClose }: { readonly client: EventsClient; readonly onClose: () => void }) {
  const [asked, askAgain] = useAsked(useCallback(() => client.retention(), [client]));
  const retention = latest(asked);
  return (
    <Dialog open surfaceMotion={null} onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface backdropMotion={null}>
        <DialogBody>
          <DialogTitle>What is kept of recordings</DialogTitle>
          {asked.kind === 'failed' && <FailureNote failure={asked.failure} onAskAgain={askAgain} />}
          {retention !== null && <RetentionForm retention={retention} keep={client.keep} onClose={onClose} />}
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

interface RetentionFormProps {
  readonly retention: Retention;
  readonly keep: (choice: RetentionChoice) => Promise<Retention>;
  readonly onClose: () => void;
}

function RetentionForm({ retention, keep, onClose }: RetentionFormProps) {
  const [limits, setLimits] = useState<LimitsText>(limitsText(retention.choice));
  const [asked, setAsked] = useState<'idle' | 'saving' | ReturnType<typeof failureOf>>('idle');
  const choice = choiceOf(limits);
  function save(): void {
    if (choice === null) return;
    setAsked('saving');
    keep(choice).then(onClose, (error: unknown) => setAsked(failureOf(error)));
  }
  return (
    <>
      <DialogContent>
        <p className={styles.hint} title={exactBytes(retention.usedBytes)}>
          {formatBytes(retention.usedBytes)} in use. Nothing is removed unless you choose so here, and each removal is listed.
        </p>
        {LIMITS.map(({ key, label, unit }) => (
          <div key={key} className={styles.limit}>
            <Checkbox
              label={label}
              checked={limits[key].isOn}
              onChange={(_, data) => setLimits({ ...limits, [key]: { ...limits[key], isOn: data.checked === true } })}
            />
            <Input
              size="small"
              type="number"
              aria-label={`${label} (${unit})`}
              disabled={!limits[key].isOn}
              value={limits[key].text}
              onChange={(_, data) => setLimits({ ...limits, [key]: { ...limits[key], text: data.value } })}
            />
            {unit}
          </div>
        ))}
        {choice === null && <p role="alert">A limit is a whole number: from 1 day, from 1 MB.</p>}
        <h3>Removed so far</h3>
        {retention.removals.length === 0 ? <p className={styles.hint}>Nothing.</p> : <Removals removals={retention.removals} />}
        {typeof asked === 'object' && <FailureNote failure={asked} />}
      </DialogContent>
      <DialogActions>
        <Button appearance="primary" disabled={choice === null} disabledFocusable={asked === 'saving'} onClick={save}>
          Save
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </DialogActions>
    </>
  );
}

function Removals({ removals }: Pick<Retention, 'removals'>) {
  return (
    <ul className={styles.removals} tabIndex={0} aria-label="Removals">
      {removals.map((removal) => (
        <li key={removal.timeUs}>
          {exactTime(isoOf(removal.timeUs)).slice(0, 19)}: {countOf(removal.events, 'event')}, {removal.reason}
        </li>
      ))}
    </ul>
  );
}
