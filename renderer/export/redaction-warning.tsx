import { WarningFilled } from '@fluentui/react-icons/svg/warning';
import { REDACTION_WARNING } from '../../main/contract/case-words.ts';
import styles from './export.module.css';

/** Stands wherever redaction is offered, and after it. */
export function RedactionWarning() {
  return (
    <p className={styles.warning} role="note">
      <WarningFilled aria-hidden="true" />
      <span>
        <strong>{REDACTION_WARNING}</strong>{' '}
        <span className={styles.more}>
          Names that stand where nobody expects them may remain, and what is left can still tell who it is about.
        </span>
      </span>
    </p>
  );
}
