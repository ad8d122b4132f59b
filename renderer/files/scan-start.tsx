import { Button, Checkbox, Input } from '@fluentui/react-components';
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right';
import { FolderSearchRegular } from '@fluentui/react-icons/svg/folder-search';
import { type FormEvent, useRef, useState } from 'react';
import { describe } from '../../main/contract/describe.ts';
import type { Game, Games } from '../../main/contract/games.ts';
import { STORE_NAMES } from '../../main/contract/games-words.ts';
import { countOf, formatBytes } from '../../main/contract/numbers.ts';
import type { ScanOptions } from '../../main/contract/scan.ts';
import { SCAN_ROOTS_MAX_COUNT } from '../../main/contract/scan-words.ts';
import { type Asked, latest } from '../asked.ts';
import { Fold } from '../parts/fold.tsx';
import { parsePaths } from '../text/paths.ts';
import styles from './files.module.css';

interface ScanStartProps {
  readonly roots: readonly string[];
  readonly mounts: readonly string[];
  readonly games: Asked<Games>;
  /** Folded away while there is something to read. */
  readonly isFolded: boolean;
  readonly isBusy: boolean;
  readonly onStart: (options: ScanOptions) => void;
}

/** What to scan: a folder that is typed, pasted or dropped, a volume, or a title that a launcher knows. */
export function ScanStart({ roots, mounts, games, isFolded, isBusy, onStart }: ScanStartProps) {
  const [text, setText] = useState(quoted(roots));
  const [isFast, setFast] = useState(false);
  const paths = parsePaths(text);
  const isTooMany = paths.length > SCAN_ROOTS_MAX_COUNT;
  const details = useRef<HTMLDetailsElement>(null);
  const summary = useRef<HTMLElement>(null);
  function start(chosen: readonly string[]): void {
    summary.current?.focus(); // what was pressed folds away
    details.current?.removeAttribute('open');
    onStart({ roots: [...chosen], mode: isFast ? 'fast' : 'every' });
  }
  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    if (paths.length > 0 && !isTooMany && !isBusy) start(paths);
  }
  return (
    <details ref={details} className={styles.start} open={!isFolded}>
      <summary ref={summary}>
        <ChevronRightRegular aria-hidden="true" />
        New scan
      </summary>
      <form className={styles.form} onSubmit={onSubmit}>
        <Input
          className={styles.folder}
          aria-label="Folder to scan"
          placeholder="Folder to scan, such as D:\Games"
          contentBefore={<FolderSearchRegular />}
          value={text}
          onChange={(_, data) => setText(data.value)}
        />
        <Button type="submit" appearance="primary" disabled={paths.length === 0 || isTooMany || isBusy}>
          Scan
        </Button>
        <Checkbox
          label="Fast: conclude from attributes and samples. What was not asked is marked."
          checked={isFast}
          onChange={(_, data) => setFast(data.checked === true)}
        />
      </form>
      {isTooMany && <p className={styles.warn}>At most {countOf(SCAN_ROOTS_MAX_COUNT, 'folder')} are scanned at once.</p>}
      <div className={styles.choices}>
        {(latest(games)?.games ?? []).map((game) => (
          <button
            key={`${game.store} ${game.folder}`}
            type="button"
            className={styles.choice}
            disabled={isBusy}
            title={game.folder}
            onClick={() => start([game.folder])}
          >
            <strong>{game.title}</strong>
            <span>{gameWords(game)}</span>
          </button>
        ))}
        {mounts.map((mount) => (
          <button key={mount} type="button" className={styles.choice} disabled={isBusy} onClick={() => start([`${mount}\\`])}>
            <strong>{mount}</strong>
            <span>whole volume</span>
          </button>
        ))}
      </div>
      <GameProblems games={games} />
      <p className={styles.small}>
        Nothing is changed: every file is only asked. You may drop folders on this page where their place is known.
      </p>
    </details>
  );
}

/** What of the launchers could not be read: the rest can be chosen all the same. */
function GameProblems({ games }: { readonly games: Asked<Games> }) {
  const problems = latest(games)?.problems ?? [];
  const lines =
    games.kind === 'failed'
      ? [describe(games.failure)]
      : problems.map(({ store, failure }) => `${STORE_NAMES[store]}: ${describe(failure)}`);
  if (lines.length === 0) return null;
  return (
    <Fold
      summary={
        games.kind === 'failed'
          ? 'The launchers’ titles could not be listed'
          : `${countOf(lines.length, 'part')} of the launchers could not be read`
      }
    >
      <ul className={styles.problems}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Fold>
  );
}

/** Several paths stand in quotes, as Explorer copies them. */
const quoted = (paths: readonly string[]): string => (paths.length > 1 ? paths.map((path) => `"${path}"`).join(' ') : (paths[0] ?? ''));

/** `Steam · 26.0 GB · dstorage.dll 1.2.2`: the library is a hint, no proof of use. */
function gameWords({ store, bytes, isSizeComplete, runtime: [library] }: Game): string {
  const size = `${isSizeComplete ? '' : 'at least '}${formatBytes(bytes)}`;
  return [STORE_NAMES[store], size, library === undefined ? null : `${library.name} ${library.version ?? ''}`.trim()]
    .filter((part) => part !== null)
    .join(' · ');
}
