import { Button, Input, Label } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { type FormEvent, useId, useState } from 'react';
import styles from './export.module.css';

const TERM_MAX_CHARS = 1_000;

/** A term that nobody found and that shall be replaced all the same. */
export function AddTerm({ onAdd }: { readonly onAdd: (term: string) => void }) {
  const [text, setText] = useState('');
  const id = useId();
  const term = text.trim();
  function add(event: FormEvent): void {
    event.preventDefault();
    if (term === '') return;
    onAdd(term);
    setText('');
  }
  return (
    <form className={styles.add} onSubmit={add}>
      <Label htmlFor={id}>Also replace</Label>
      <Input
        id={id}
        className={styles.term ?? ''}
        size="small"
        spellCheck={false}
        maxLength={TERM_MAX_CHARS}
        value={text}
        onChange={(_, { value }) => setText(value)}
      />
      <Button size="small" type="submit" icon={<AddRegular />} disabledFocusable={term === ''}>
        Add
      </Button>
    </form>
  );
}
