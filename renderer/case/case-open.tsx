import { Button, Textarea } from '@fluentui/react-components';
import { DocumentArrowUpRegular } from '@fluentui/react-icons/svg/document-arrow-up';
import { FolderOpenRegular } from '@fluentui/react-icons/svg/folder-open';
import { useId, useRef, useState } from 'react';
import styles from './case.module.css';

interface CaseOpenProps {
  readonly isOver: boolean;
  readonly onFile: (file: File) => void;
  readonly onText: (text: string) => void;
}

/** The three ways in: choose, drop, paste. */
export function CaseOpen({ isOver, onFile, onText }: CaseOpenProps) {
  const [text, setText] = useState('');
  const id = useId();
  return (
    <div className={styles.ways}>
      <section className={styles.drop} data-over={isOver || undefined} aria-label="Open a file">
        <span className={styles.dropIcon} aria-hidden="true">
          <DocumentArrowUpRegular />
        </span>
        <p>
          Drop a case file (<span className="typed">.bpio</span>), a trace (<span className="typed">.etl</span>), an event log (
          <span className="typed">.evtx</span>) or saved text here, or
        </p>
        <FileButton label="Open file…" onFile={onFile} />
        <p className={styles.small}>What it is shows in its content, not in its name. It is only read.</p>
      </section>
      <section className={styles.paste} aria-label="Paste text">
        <label htmlFor={id}>
          Or paste what <span className="typed">fsutil bypassio state</span> or <span className="typed">fltmc</span> printed, in any
          language
        </label>
        <Textarea
          id={id}
          className={styles.text}
          textarea={{ className: styles.typedText, spellCheck: false }}
          resize="vertical"
          value={text}
          onChange={(_, data) => setText(data.value)}
        />
        <Button disabled={text.trim() === ''} onClick={() => onText(text)}>
          Read text
        </Button>
      </section>
    </div>
  );
}

/** The system's own dialog behind a button of this window. */
export function FileButton({
  label,
  onFile,
  isSmall,
  isPlain,
}: {
  readonly label: string;
  readonly onFile: (file: File) => void;
  /** In a bar. */
  readonly isSmall?: true;
  /** Beside a button that matters more. */
  readonly isPlain?: true;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        size={isSmall ? 'small' : 'medium'}
        appearance={isSmall || isPlain ? 'secondary' : 'primary'}
        icon={<FolderOpenRegular />}
        onClick={() => input.current?.click()}
      >
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = ''; // the same file again is a choice too
          if (file !== undefined) onFile(file);
        }}
      />
    </>
  );
}
