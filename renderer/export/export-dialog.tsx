import { Dialog, DialogBody, DialogSurface } from '@fluentui/react-components';
import { useState } from 'react';
import type { RedactionChoice } from '../../main/contract/case.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../main/contract/case-words.ts';
import { useKept } from '../kept.ts';
import type { View } from '../view.ts';
import styles from './export.module.css';
import { type Draft, EMPTY_DRAFT, NOTHING_CHOSEN, requestOf } from './export-draft.ts';
import { ExportForm } from './export-form.tsx';
import { ExportProgress } from './export-progress.tsx';
import { ExportResult } from './export-result.tsx';
import { RedactionStep } from './redaction-step.tsx';
import { useExport } from './use-export.ts';

interface ExportDialogProps {
  readonly view: View;
  readonly onClose: () => void;
}

/** From what is shown to a file: what goes in, what is replaced in it, the writing, and what was written. */
export function ExportDialog({ view, onClose }: ExportDialogProps) {
  const [format, keepFormat] = useKept('export-format', parseFormat);
  const [draft, setDraft] = useState<Draft>({ ...EMPTY_DRAFT, format });
  const [choice, choose] = useState<RedactionChoice>(NOTHING_CHOSEN);
  const [step, setStep] = useState<'form' | 'redaction'>('form');
  const { state, start, cancel } = useExport(view.client);

  function write(to: 'file' | 'clipboard'): void {
    keepFormat(draft.format);
    start(requestOf(draft, choice), to);
  }
  /** One step back; what was typed stays until the first one is left. */
  function leave(): void {
    if (isRunning) cancel();
    else if (isChoosing && step === 'redaction') setStep('form');
    else onClose();
  }
  const isRunning = state.kind === 'writing' || state.kind === 'fetching';
  const isChoosing = !isRunning && state.kind !== 'done';
  return (
    <Dialog
      open
      surfaceMotion={null}
      onOpenChange={(_, { type }) => {
        // A click beside it is no decision: what was typed would be lost.
        if (type === 'escapeKeyDown') leave();
      }}
    >
      <DialogSurface className={styles.surface} backdropMotion={null}>
        <DialogBody className={styles.body}>
          {isRunning && <ExportProgress state={state} onCancel={cancel} />}
          {state.kind === 'done' && <ExportResult {...state} onClose={onClose} />}
          {isChoosing && step === 'form' && (
            <ExportForm
              isLive={view.kind === 'live'}
              draft={draft}
              outcome={state}
              onDraft={setDraft}
              onPreview={() => setStep('redaction')}
              onWrite={write}
              onClose={onClose}
            />
          )}
          {isChoosing && step === 'redaction' && (
            <RedactionStep
              client={view.client}
              draft={draft}
              choice={choice}
              outcome={state}
              onChoice={choose}
              onBack={() => setStep('form')}
              onWrite={write}
            />
          )}
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function parseFormat(stored: unknown): ExportFormat {
  return EXPORT_FORMATS.find((format) => format === stored) ?? 'bpio';
}
