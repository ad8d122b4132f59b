import { Button } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { InfoRegular } from '@fluentui/react-icons/svg/info';
import { ShieldRegular } from '@fluentui/react-icons/svg/shield';
import { describe } from '../../main/contract/describe.ts';
import type { Failure } from '../../main/contract/failure.ts';
import noteStyles from '../parts/failure-note.module.css';
import { FailureNote } from '../parts/failure-note.tsx';
import { lacksCaptureRights } from '../text/capture.ts';
import { GET_RIGHTS } from '../text/failure.ts';
import styles from './events.module.css';

interface CaptureNotesProps {
  readonly failure: Failure | null;
  readonly notes: readonly string[];
  readonly onRead: () => void;
  readonly onHistory: () => void;
}

/** Why recording did not start, and what happened that should be read. */
export function CaptureNotes({ failure, notes, onRead, onHistory }: CaptureNotesProps) {
  return (
    <>
      {failure !== null && (
        <div className={styles.note}>
          {lacksCaptureRights(failure) ? <NotAllowed failure={failure} onHistory={onHistory} /> : <FailureNote failure={failure} />}
        </div>
      )}
      {notes.length > 0 && (
        <div className={`${noteStyles.note} ${styles.note}`} role="status">
          <span className={noteStyles.icon} aria-hidden="true">
            <InfoRegular />
          </span>
          <div className={noteStyles.text}>
            {notes.map((note) => (
              <p key={note}>{sentence(note)}</p>
            ))}
          </div>
          <Button size="small" appearance="subtle" icon={<DismissRegular />} aria-label="Close" onClick={onRead} />
        </div>
      )}
    </>
  );
}

function NotAllowed({ failure, onHistory }: { readonly failure: Failure; readonly onHistory: () => void }) {
  const title = 'Recording is not allowed for this account';
  return (
    <div className={noteStyles.note} role="group" aria-label={title} data-kind="rights">
      <span className={noteStyles.icon} aria-hidden="true">
        <ShieldRegular />
      </span>
      <div className={noteStyles.text}>
        <p className={noteStyles.title}>{title}</p>
        <p>
          Administrators and members of the group Performance Log Users may. {GET_RIGHTS}; or have the account added to the group and sign
          in again. Past vetoes are in the System log, which needs neither.
        </p>
        <p className={noteStyles.technical}>{describe(failure)}</p>
      </div>
      <Button size="small" icon={<HistoryRegular />} onClick={onHistory}>
        System log
      </Button>
    </div>
  );
}

/** A note of the service as a sentence of the page. */
function sentence(note: string): string {
  return `${note.charAt(0).toUpperCase()}${note.slice(1)}.`;
}
