import { Button, DialogActions, DialogTitle, Field, Switch, Textarea } from '@fluentui/react-components';
import { countOf } from '../../main/contract/numbers.ts';
import { parsePaths } from '../text/paths.ts';
import styles from './export.module.css';
import { type Draft, problemOf } from './export-draft.ts';
import { ExportOutcome } from './export-outcome.tsx';
import { FormatChoice } from './format-choice.tsx';
import { RedactionWarning } from './redaction-warning.tsx';
import { StepContent } from './step-content.tsx';
import type { Export } from './use-export.ts';
import { WriteButtons } from './write-buttons.tsx';

interface ExportFormProps {
  readonly isLive: boolean;
  readonly draft: Draft;
  /** What became of the last try. */
  readonly outcome: Export;
  readonly onDraft: (draft: Draft) => void;
  readonly onPreview: () => void;
  readonly onWrite: (to: 'file' | 'clipboard') => void;
  readonly onClose: () => void;
}

/** What goes into the file. */
export function ExportForm({ isLive, draft, outcome, onDraft, onPreview, onWrite, onClose }: ExportFormProps) {
  const problem = problemOf(draft);
  const paths = parsePaths(draft.paths).length;
  return (
    <>
      <DialogTitle>{isLive ? 'Export what is known of this machine' : 'Export from this case'}</DialogTitle>
      <StepContent>
        <ExportOutcome outcome={outcome} />
        <FormatChoice draft={draft} onDraft={onDraft} />
        <div className={styles.texts}>
          <Field
            label="Note"
            hint={draft.isRedacted ? 'Goes into the file; names in it are replaced too.' : 'Goes into the file as it is written here.'}
          >
            <Textarea resize="vertical" rows={3} value={draft.note} onChange={(_, { value: note }) => onDraft({ ...draft, note })} />
          </Field>
          {isLive ? (
            <Field
              label="Paths to ask about"
              hint={
                paths === 0
                  ? 'One a line, for the snapshot that is taken now.'
                  : `${countOf(paths, 'path')} for the snapshot that is taken now.`
              }
            >
              <Textarea
                resize="vertical"
                rows={3}
                textarea={{ className: 'typed', spellCheck: false }}
                value={draft.paths}
                onChange={(_, { value }) => onDraft({ ...draft, paths: value })}
              />
            </Field>
          ) : (
            <p className={styles.hint}>A case holds the paths that were asked about before it was written: no others can be added.</p>
          )}
        </div>
        <Switch
          checked={draft.isRedacted}
          label="Replace names of users, machines, domains and paths by placeholders"
          onChange={(_, { checked: isRedacted }) => onDraft({ ...draft, isRedacted })}
        />
        {draft.isRedacted && <RedactionWarning />}
        {problem !== null && <p role="alert">{problem}</p>}
      </StepContent>
      <DialogActions>
        {draft.isRedacted ? (
          <Button appearance="primary" disabled={problem !== null} onClick={onPreview}>
            Show what is replaced
          </Button>
        ) : (
          <WriteButtons format={draft.format} isDisabled={problem !== null} onWrite={onWrite} />
        )}
        <Button onClick={onClose}>Cancel</Button>
      </DialogActions>
    </>
  );
}
