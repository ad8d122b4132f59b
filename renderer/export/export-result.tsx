import { Button, DialogActions, DialogTitle } from '@fluentui/react-components';
import { exactBytes, formatBytes } from '../../main/contract/numbers.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { saveFile } from '../parts/use-copied.ts';
import { CategoryCounts } from './category-counts.tsx';
import styles from './export.module.css';
import { replacedSentence } from './export-words.ts';
import { RedactionWarning } from './redaction-warning.tsx';
import type { Written } from './run-export.ts';
import { StepContent } from './step-content.tsx';
import type { Handed } from './use-export.ts';

interface ExportResultProps {
  readonly written: Written;
  readonly file: Blob;
  /** What a ticket takes, where it is one. */
  readonly text: string | null;
  readonly handed: Handed;
  readonly onClose: () => void;
}

const TITLES: Readonly<Record<Handed, string>> = {
  saved: 'The file is written',
  copied: 'Copied for the ticket',
  notCopied: 'Could not be copied by itself',
};

/** What was written, so that whoever gets it can check it, and what was replaced in it. */
export function ExportResult({ written, file, text, handed, onClose }: ExportResultProps) {
  const { fileName, sizeBytes, sha256, redaction } = written;
  return (
    <>
      <DialogTitle>{TITLES[handed]}</DialogTitle>
      <StepContent>
        {text !== null && (
          <pre className={styles.ticket} tabIndex={0} role="region" aria-label="Text for the ticket">
            {text}
          </pre>
        )}
        {handed === 'saved' && (
          <dl className={styles.facts}>
            <dt>File</dt>
            <dd>{fileName}</dd>
            <dt>Size</dt>
            <dd title={exactBytes(sizeBytes)}>{formatBytes(sizeBytes)}</dd>
            <dt>SHA-256</dt>
            <dd className={styles.hash}>
              <code>{sha256}</code>
              <CopyButton label="Copy the SHA-256" text={() => sha256} />
            </dd>
          </dl>
        )}
        {redaction !== null && (
          <section aria-label="What was replaced">
            <p>
              <strong>Replaced:</strong> {replacedSentence(redaction)}.
            </p>
            <CategoryCounts categories={redaction.categories} />
            <RedactionWarning />
          </section>
        )}
      </StepContent>
      <DialogActions>
        {text !== null && <CopyButton label="Copy for a ticket" text={() => text} />}
        {handed === 'saved' && <Button onClick={() => saveFile(fileName, [file], file.type)}>Save again</Button>}
        <Button appearance="primary" onClick={onClose}>
          Close
        </Button>
      </DialogActions>
    </>
  );
}
