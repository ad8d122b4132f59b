import { Button } from '@fluentui/react-components';
import { BriefcaseRegular } from '@fluentui/react-icons/svg/briefcase';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import type { ImportedEvidence } from '../../main/contract/evidence.ts';
import styles from './case.module.css';
import { FileButton } from './case-open.tsx';
import { sourceWords } from './evidence-words.ts';

interface ImportedBarProps {
  readonly evidence: ImportedEvidence;
  readonly onFile: (file: File) => void;
  readonly onClose: () => void;
}

/** Stays as long as the evidence does: whose it is, and that nothing of it is about this machine. */
export function ImportedBar({ evidence, onFile, onClose }: ImportedBarProps) {
  return (
    <div className={styles.bar} role="region" aria-label="Imported evidence">
      <span className={styles.barIcon} aria-hidden="true">
        <BriefcaseRegular />
      </span>
      <p>
        <strong>Imported, not this machine.</strong> {sourceWords(evidence)}
      </p>
      <FileButton label="Open another…" onFile={onFile} isSmall />
      <Button size="small" appearance="subtle" icon={<DismissRegular />} aria-label="Close this evidence" onClick={onClose} />
    </div>
  );
}
