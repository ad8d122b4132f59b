import { Button } from '@fluentui/react-components';
import { ErrorCircleRegular } from '@fluentui/react-icons/svg/error-circle';
import { ShieldRegular } from '@fluentui/react-icons/svg/shield';
import type { Failure } from '../../main/contract/failure.ts';
import { failureText, needsRights } from '../text/failure.ts';
import styles from './failure-note.module.css';

interface FailureNoteProps {
  readonly failure: Failure;
  readonly onAskAgain?: () => void;
  /** What it means here, where that is more than the failure itself can know. */
  readonly title?: string;
  readonly next?: string;
}

/** A call that failed, shown where its answer would have stood. */
export function FailureNote({ failure, onAskAgain, ...here }: FailureNoteProps) {
  const { title, technical, next } = { ...failureText(failure), ...here };
  const isRights = needsRights(failure);
  return (
    <div className={styles.note} role="group" aria-label={title} data-kind={isRights ? 'rights' : 'failed'}>
      <span className={styles.icon} aria-hidden="true">
        {isRights ? <ShieldRegular /> : <ErrorCircleRegular />}
      </span>
      <div className={styles.text}>
        <p className={styles.title}>{title}</p>
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
