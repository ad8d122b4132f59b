import { useCallback, useMemo, useState } from 'react';
import { countOf } from '../../main/contract/numbers.ts';
import type { FolderSum, FoldersAnswer, Scan } from '../../main/contract/scan.ts';
import { visible } from '../../main/contract/visible.ts';
import { latest, useAsked } from '../asked.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { DataTable } from '../table/data-table.tsx';
import type { ViewClient } from '../view.ts';
import { explainFolder } from './explain-files.ts';
import styles from './files.module.css';
import { FOLDER_COLUMNS } from './files-columns.tsx';
import { crumbsOf } from './files-words.ts';
import { type FolderTile, Treemap } from './treemap.tsx';
import type { Explain } from './use-explained.ts';

/** Tiles past this are too small to tell apart: the rest is one tile. */
const FOLDERS_MAX_COUNT = 80;

interface FolderViewProps {
  readonly client: ViewClient;
  readonly scan: Scan;
  readonly selected: string | null;
  readonly explain: Explain;
  readonly onShowFiles: (folder: string) => void;
}

/** Where the bytes lie: the folders of one folder as areas, and the same as a table. */
export function FolderView({ client, scan, selected, explain, onShowFiles }: FolderViewProps) {
  const [firstRoot = null, secondRoot] = scan.roots;
  // One root alone would be one tile: start inside it.
  const [parent, setParent] = useState<string | null>(secondRoot === undefined ? firstRoot : null);
  const [asked, askAgain] = useAsked(
    useCallback(() => client.scans.folders({ scan: scan.id, parent, limit: FOLDERS_MAX_COUNT }), [client, scan.id, parent]),
  );
  const answer = latest(asked);
  const tiles = useMemo(() => (answer === null ? [] : tilesOf(answer)), [answer]);
  const crumbs = crumbsOf(parent, scan.roots);

  function select(key: string, how: 'select' | 'open' = 'select'): void {
    const tile = tiles.find((each) => each.key === key);
    if (tile !== undefined) explain(explainFolder(tile.folder), how);
  }
  function open(tile: FolderTile): void {
    if (tile.isFolder) setParent(tile.folder.path);
    else if (tile.key.startsWith('own ')) onShowFiles(tile.folder.path);
  }
  function up(): void {
    const above = crumbs.at(-2);
    if (above !== undefined) setParent(above.path);
  }
  return (
    <>
      <nav className={styles.crumbs} aria-label="Folder">
        {crumbs.map(({ name, path }, index) =>
          index === crumbs.length - 1 ? (
            <span key={name} aria-current="location">
              {visible(name)}
            </span>
          ) : (
            <button key={name} type="button" onClick={() => setParent(path)}>
              {visible(name)}
            </button>
          ),
        )}
      </nav>
      {asked.kind === 'failed' && <FailureNote failure={asked.failure} onAskAgain={askAgain} />}
      {asked.kind === 'loading' && <Skeleton label="Adding up folders" count={8} shape="row" />}
      {answer !== null && (
        <>
          {tiles.some(({ weight }) => weight > 0) ? (
            <Treemap tiles={tiles} selected={selected} onSelect={select} onOpen={open} onUp={up} />
          ) : (
            <p className={styles.nothing}>No bytes lie here, so there is nothing to draw.</p>
          )}
          <p className={styles.hintLine}>
            Areas are bytes, colours are verdicts. Arrows move, Enter opens a folder, Backspace leads up.
            {answer.others !== null && ` ${countOf(answer.others.folders, 'smaller folder')} are one tile.`}
          </p>
          <DataTable
            label="Folders"
            noun="row"
            kept="files-folders"
            rows={tiles}
            columns={FOLDER_COLUMNS}
            hidden={[]}
            selected={selected}
            onSelect={select}
            onExplain={(key) => select(key, 'open')}
          />
        </>
      )}
    </>
  );
}

function tilesOf({ folders, own, others }: FoldersAnswer): readonly FolderTile[] {
  const tile = (key: string, folder: FolderSum, isFolder: boolean): FolderTile => ({ key, weight: folder.bytes, folder, isFolder });
  return [
    ...folders.map((folder) => tile(`folder ${folder.path}`, folder, true)),
    ...(own === null || own.files === 0 ? [] : [tile(`own ${own.path}`, { ...own, name: 'Files in this folder' }, false)]),
    ...(others === null ? [] : [tile('others', { ...others, name: 'Smaller folders', path: 'Smaller folders' }, false)]),
  ];
}
