import { Button } from '@fluentui/react-components';
import { BriefcaseFilled } from '@fluentui/react-icons/svg/briefcase';
import { CheckmarkCircleFilled } from '@fluentui/react-icons/svg/checkmark-circle';
import { ErrorCircleFilled } from '@fluentui/react-icons/svg/error-circle';
import type { CaseContents } from '../../main/contract/case.ts';
import { REDACTION_WARNING } from '../../main/contract/case-words.ts';
import { visible } from '../../main/contract/visible.ts';
import { Ago, isoOf } from '../events/ago.tsx';
import { type Check, caseMachine, caseTool, checkText } from '../text/case.ts';
import styles from './bars.module.css';

interface CaseBarProps {
  readonly contents: CaseContents;
  readonly onClose: () => void;
}

/** Stays on every page for as long as the case is open: whose it is, from when, and how far it can be trusted. */
export function CaseBar({ contents: { name, manifest, check }, onClose }: CaseBarProps) {
  return (
    <div className={styles.bar} data-tone={checkText(check).tone === 'bad' ? 'bad' : 'case'} role="group" aria-label="Open case file">
      <span className={styles.icon} aria-hidden="true">
        <BriefcaseFilled />
      </span>
      <p className={styles.text}>
        <strong>Case file of {caseMachine(manifest)}, not this machine.</strong> <span className={styles.fileName}>{visible(name)}</span>,
        written <Ago time={isoOf(manifest.createdUs)} /> by {caseTool(manifest)}.{' '}
        <span title={manifest.redacted ? REDACTION_WARNING : 'Names of users, machines and paths stand in it as they are.'}>
          {manifest.redacted ? 'Redacted' : 'Not redacted'}
        </span>
        {manifest.simulated && ', simulated machine'}. <CheckState check={check} />
      </p>
      <Button size="small" onClick={onClose}>
        Close case
      </Button>
    </div>
  );
}

/** The progress is not read aloud, its outcome is. */
function CheckState({ check }: { readonly check: Check }) {
  const { tone, words, meaning } = checkText(check);
  return (
    <span className={styles.check} data-tone={tone} title={meaning}>
      {tone !== 'quiet' && <span aria-hidden="true">{tone === 'good' ? <CheckmarkCircleFilled /> : <ErrorCircleFilled />}</span>}
      {check.state === 'running' && words}
      <span aria-live="polite">{check.state === 'running' ? '' : `${words}.`}</span>
    </span>
  );
}
