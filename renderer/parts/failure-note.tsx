import { Button } from '@fluentui/react-components';
import { ErrorCircleRegular } from '@fluentui/react-icons/svg/error-circle';
import { ShieldRegular } from '@fluentui/react-icons/svg/shield';
import type { Failure } from '../../main/contract/failure.ts';
import { describe } from '../text/failure.ts';
import styles from './failure-note.module.css';

interface FailureNoteProps {
  readonly failure: Failure;
  readonly onAskAgain?: () => void;
}

/** A call that failed, shown where its answer would have stood. */
export function FailureNote({ failure, onAskAgain }: FailureNoteProps) {
  const { title, detail, technical, next } = describe(failure);
  const needsRights = failure.kind === 'notElevated';
  return (
    <div className={styles.note} role="group" aria-label={title} data-kind={needsRights ? 'rights' : 'failed'}>
      <span className={styles.icon} aria-hidden="true">
        {needsRights ? <ShieldRegular /> : <ErrorCircleRegular />}
      </span>
      <div className={styles.text}>
        <p className={styles.title}>{title}</p>
        {detail !== '' && <p>{detail}</p>}
        <p>{next}</p>
        <p className={styles.technical}>{technical}</p>
      </div>
      {onAskAgain !== undefined && (
        <Button size="small" onClick={onAskAgain}>
          Ask again
        </Button>
      )}
    </div>
  );
}
