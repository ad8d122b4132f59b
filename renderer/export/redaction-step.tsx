import { Button, DialogActions, DialogTitle, ProgressBar } from '@fluentui/react-components';
import { useMemo } from 'react';
import type { RedactionChoice } from '../../main/contract/case.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { parsePaths } from '../text/paths.ts';
import type { ViewClient } from '../view.ts';
import { AddTerm } from './add-term.tsx';
import styles from './export.module.css';
import type { Draft } from './export-draft.ts';
import { ExportOutcome } from './export-outcome.tsx';
import { partWords, replacedSentence } from './export-words.ts';
import { RedactionTerms } from './redaction-terms.tsx';
import { RedactionWarning } from './redaction-warning.tsx';
import { StepContent } from './step-content.tsx';
import { TermLists } from './term-lists.tsx';
import type { Export } from './use-export.ts';
import { useRedactionPreview } from './use-redaction-preview.ts';
import { WriteButtons } from './write-buttons.tsx';

interface RedactionStepProps {
  readonly client: ViewClient;
  readonly draft: Draft;
  readonly choice: RedactionChoice;
  readonly outcome: Export;
  readonly onChoice: (choice: RedactionChoice) => void;
  readonly onBack: () => void;
  readonly onWrite: (to: 'file' | 'clipboard') => void;
}

/** What will be replaced by what, looked through and changed before anything is written. */
export function RedactionStep({ client, draft, choice, outcome, onChoice, onBack, onWrite }: RedactionStepProps) {
  const paths = useMemo(() => parsePaths(draft.paths), [draft.paths]);
  const { found, isSearching, progress, failure, searchAgain } = useRedactionPreview(client, paths, draft.note, choice);
  return (
    <>
      <DialogTitle>What is replaced</DialogTitle>
      <StepContent>
        <ExportOutcome outcome={outcome} />
        <RedactionWarning />
        <p className={styles.sentence} role="status">
          {found !== null && `${replacedSentence(found)}. `}
          {isSearching && 'Searching everything that goes into the file…'}
        </p>
        {isSearching && progress !== null && (
          <>
            <ProgressBar value={progress.fraction} aria-label="Searching" />
            <p className={styles.hint}>{partWords(progress.part, progress.fraction)}</p>
          </>
        )}
        {failure !== null && (
          <FailureNote
            failure={failure}
            onAskAgain={searchAgain}
            title="What would be replaced is not known"
            next="Nothing is written before it is."
          />
        )}
        {found === null && isSearching && <Skeleton label="Searching" count={6} shape="row" />}
        {found !== null && (
          <RedactionTerms found={found} onAllow={(term) => onChoice({ ...choice, allow: [...new Set([...choice.allow, term])] })} />
        )}
        <AddTerm onAdd={(term) => onChoice({ ...choice, add: [...new Set([...choice.add, term])] })} />
        <TermLists choice={choice} kept={found?.kept ?? []} onChoice={onChoice} />
      </StepContent>
      <DialogActions>
        <WriteButtons format={draft.format} isDisabled={found === null || isSearching || failure !== null} onWrite={onWrite} />
        <Button onClick={onBack}>Back</Button>
      </DialogActions>
    </>
  );
}
