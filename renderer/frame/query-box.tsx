import { SearchRegular } from '@fluentui/react-icons/svg/search';
import { type ClipboardEvent, type KeyboardEvent, type RefObject, useId, useState } from 'react';
import { textList, useKept } from '../kept.ts';
import { parsePaths, withRecent } from '../text/paths.ts';
import styles from './query-box.module.css';

interface QueryBoxProps {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onAsk: (paths: readonly string[]) => void;
}

/** Asks about what is typed, pasted or chosen from the last paths. */
export function QueryBox({ input, onAsk }: QueryBoxProps) {
  const [text, setText] = useState('');
  const [recent, keepRecent] = useKept('recent', textList);
  const [list, setList] = useState<'closed' | number>('closed');
  const listId = useId();
  const matching = recent.filter((path) => path.toLowerCase().includes(text.trim().toLowerCase()));
  const isOpen = list !== 'closed' && matching.length > 0;
  const active = isOpen && list >= 0 ? matching[list] : undefined;

  function ask(paths: readonly string[]): void {
    const [first] = paths;
    if (first === undefined) return;
    if (paths.length === 1) keepRecent(withRecent(recent, first));
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
        aria-label="Ask about a file, folder or volume"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={active === undefined ? undefined : `${listId}-${list}`}
        placeholder="Ask about a file, folder or volume"
        title="Ask about a file, folder or volume (Ctrl+F). Several paths may be pasted, one a line."
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
      <ul id={listId} className={styles.list} role="listbox" aria-label="Last paths" hidden={!isOpen}>
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
