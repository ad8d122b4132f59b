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
import type { Failure } from '../../main/contract/failure.ts';
import { countOf, exactBytes, formatBytes } from '../../main/contract/numbers.ts';
import type { Retention } from '../../main/contract/recordings.ts';
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
  const [typed, type] = useState<LimitsText | null>(null);
  const [saving, setSaving] = useState<'idle' | 'saving' | Failure>('idle');
  const retention = latest(asked);
  const limits = typed ?? (retention === null ? null : limitsText(retention.choice));
  const choice = limits === null ? null : choiceOf(limits);
  function save(): void {
    if (choice === null || saving === 'saving') return;
    setSaving('saving');
    client.keep(choice).then(onClose, (error: unknown) => setSaving(failureOf(error)));
  }
  return (
    <Dialog open surfaceMotion={null} onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface backdropMotion={null}>
        <DialogBody>
          <DialogTitle>What is kept of recordings</DialogTitle>
          <DialogContent>
            {asked.kind === 'failed' && <FailureNote failure={asked.failure} onAskAgain={askAgain} />}
            {retention !== null && limits !== null && (
              <>
                <p className={styles.hint} title={exactBytes(retention.usedBytes)}>
                  {formatBytes(retention.usedBytes)} in use. Nothing is removed unless you choose so here, and each removal is listed.
                </p>
                <Limits limits={limits} onLimits={type} />
                {choice === null && <p role="alert">A limit is a whole number: from 1 day, from 1 MB.</p>}
                <h3>Removed so far</h3>
                {retention.removals.length === 0 ? <p className={styles.hint}>Nothing.</p> : <Removals removals={retention.removals} />}
              </>
            )}
            {typeof saving === 'object' && <FailureNote failure={saving} />}
          </DialogContent>
          {/* There before the answer is: Tabster hides a dialog from screen readers that has nothing to focus when it opens. */}
          <DialogActions>
            <Button appearance="primary" disabled={choice === null} disabledFocusable={saving === 'saving'} onClick={save}>
              Save
            </Button>
            <Button onClick={onClose}>Cancel</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function Limits({ limits, onLimits }: { readonly limits: LimitsText; readonly onLimits: (limits: LimitsText) => void }) {
  return LIMITS.map(({ key, label, unit }) => (
    <div key={key} className={styles.limit}>
      <Checkbox
        label={label}
        checked={limits[key].isOn}
        onChange={(_, data) => onLimits({ ...limits, [key]: { ...limits[key], isOn: data.checked === true } })}
      />
      <Input
        size="small"
        type="number"
        aria-label={`${label} (${unit})`}
        disabled={!limits[key].isOn}
        value={limits[key].text}
        onChange={(_, data) => onLimits({ ...limits, [key]: { ...limits[key], text: data.value } })}
      />
      {unit}
    </div>
  ));
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
