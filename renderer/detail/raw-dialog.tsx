import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Tab,
  TabList,
} from '@fluentui/react-components';
import { useState } from 'react';
import { countOf } from '../../main/contract/numbers.ts';
import { QUESTION_WORDS } from '../../main/contract/text/targets.ts';
import type { Answer } from '../../main/contract/verdicts.ts';
import { bytesOf, type DecodedField, decodeAnswer, LAYOUT_SOURCE } from '../answer-layout.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { hexDumpText } from '../text/hex-dump.ts';
import { HexDump } from './hex-dump.tsx';
import styles from './raw-dialog.module.css';

interface RawDialogProps {
  readonly about: string;
  readonly answers: readonly Answer[];
  readonly onClose: () => void;
}

/** The bytes as they came, and what they say, side by side. */
export function RawDialog({ about, answers, onClose }: RawDialogProps) {
  const [chosen, choose] = useState(0);
  const answer = answers[chosen];
  const bytes = bytesOf(answer?.raw ?? '');
  return (
    <Dialog open surfaceMotion={null} onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface className={styles.surface} backdropMotion={null}>
        <DialogBody className={styles.body}>
          <DialogTitle>Answer of {about}</DialogTitle>
          <DialogContent className={styles.content}>
            <TabList size="small" selectedValue={chosen} onTabSelect={(_, data) => choose(Number(data.value))}>
              {answers.map((each, index) => (
                <Tab key={each.question} value={index}>
                  {QUESTION_WORDS[each.question]}
                </Tab>
              ))}
            </TabList>
            <p className={styles.source}>
              FSCTL_MANAGE_BYPASS_IO · {countOf(answer?.bytesReturned ?? bytes.length, 'byte')} returned · {LAYOUT_SOURCE}
            </p>
            {answer !== undefined && <AnswerBytes key={answer.question} bytes={bytes} fields={decodeAnswer(bytes, answer.question)} />}
          </DialogContent>
          <DialogActions>
            <CopyButton label="Copy the dump as text" text={() => hexDumpText(bytes)} />
            <Button appearance="primary" size="small" onClick={onClose}>
              Close
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function AnswerBytes({ bytes, fields }: { readonly bytes: Uint8Array; readonly fields: readonly DecodedField[] }) {
  const [shown, show] = useState<DecodedField | null>(null);
  const isShown = (index: number): boolean => shown !== null && index >= shown.offset && index < shown.offset + shown.bytes;
  return (
    <div className={styles.columns}>
      <HexDump bytes={bytes} isShown={isShown} />
      <div className={styles.fields} role="group" aria-label="Fields" onMouseLeave={() => show(null)}>
        {fields.map((field) => (
          <div
            key={field.name}
            tabIndex={0}
            role="group"
            aria-label={field.name}
            data-shown={shown === field || undefined}
            onFocus={() => show(field)}
            onMouseEnter={() => show(field)}
          >
            <div className={styles.field}>
              {field.name} <span className={styles.at}>@{field.offset}</span>
            </div>
            <div>{field.value}</div>
          </div>
        ))}
      </div>
    </div>
  );
}
