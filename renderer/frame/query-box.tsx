import { SearchRegular } from '@fluentui/react-icons/svg/search';
import { type ClipboardEvent, type KeyboardEvent, type RefObject, useId, useState } from 'react';
import { textList, useKept } from '../kept.ts';
import { parsePaths, withRecent } from '../text/paths.ts';
import type { View } from '../view.ts';
import styles from './query-box.module.css';
import { useCasePaths } from './use-case-paths.ts';

interface QueryBoxProps {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly view: View;
  readonly onAsk: (paths: readonly string[]) => void;
}

/** What may be asked of a machine and of a case. */
const WORDS: Readonly<Record<View['kind'], { readonly ask: string; readonly more: string; readonly list: string }>> = {
  live: { ask: 'Ask about a file, folder or volume', more: 'Several paths may be pasted, one a line.', list: 'Last paths' },
  case: {
    ask: 'Ask the case about a path in it',
    more: 'Only what was asked about before the case was written has an answer in it.',
    list: 'Paths in the case',
  },
};

/** Asks about what is typed, pasted or chosen: from the last paths, or from those that a case answers. */
export function QueryBox({ input, view, onAsk }: QueryBoxProps) {
  const [text, setText] = useState('');
  const [last, keepLast] = useKept('recent', textList);
  const inCase = useCasePaths(view);
  const recent = inCase ?? last;
  const words = WORDS[view.kind];
  const [list, setList] = useState<'closed' | number>('closed');
  const listId = useId();
  const matching = recent.filter((path) => path.toLowerCase().includes(text.trim().toLowerCase()));
  const isOpen = list !== 'closed' && matching.length > 0;
  const active = isOpen && list >= 0 ? matching[list] : undefined;

  function ask(paths: readonly string[]): void {
    const [first] = paths;
    if (first === undefined) return;
    if (paths.length === 1 && inCase === null) keepLast(withRecent(last, first));
    setList('closed');
    setText(paths.length === 1 ? first : '');
    onAsk(paths);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter') ask(active === undefined ? parsePaths(text) : [active]);
    else if (event.key === 'Escape') {
      if (!isOpen) setText('');
      setList('closed');
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const from = list === 'closed' ? -1 : list;
      if (matching.length > 0) setList((from + step + matching.length) % matching.length);
    } else return;
    event.preventDefault();
  }

  function onPaste(event: ClipboardEvent): void {
    const paths = parsePaths(event.clipboardData.getData('text'));
    if (paths.length < 2) return;
    event.preventDefault();
    ask(paths);
  }

  return (
    <div className={styles.box} role="search">
      <span className={styles.icon} aria-hidden="true">
        <SearchRegular />
      </span>
      <input
        ref={input}
        className={styles.input}
        type="text"
        role="combobox"
        aria-label={words.ask}
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={active === undefined ? undefined : `${listId}-${list}`}
        placeholder={words.ask}
        title={`${words.ask} (Ctrl+F). ${words.more}`}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setList(-1);
        }}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onClick={() => setList(-1)}
        onBlur={() => setList('closed')}
      />
      <ul id={listId} className={styles.list} role="listbox" aria-label={words.list} hidden={!isOpen}>
        {matching.map((path, index) => (
          <li
            key={path}
            id={`${listId}-${index}`}
            className={styles.option}
            role="option"
            aria-selected={path === active}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => ask([path])}
          >
            {path}
          </li>
        ))}
      </ul>
    </div>
  );
}
