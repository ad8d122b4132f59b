import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { formatBytes } from '../../main/contract/numbers.ts';
import type { FolderSum } from '../../main/contract/scan.ts';
import { sharesOf, worstWords } from '../../main/contract/text/scans.ts';
import { visible } from '../../main/contract/visible.ts';
import { VerdictIcon } from '../parts/verdict-mark.tsx';
import { folderWords } from './files-words.ts';
import styles from './treemap.module.css';
import { layoutTreemap, neighbourOf, type Tile } from './treemap-layout.ts';

export interface FolderTile {
  readonly key: string;
  readonly weight: number;
  readonly folder: FolderSum;
  /** False for the files of the folder itself and for the rest. */
  readonly isFolder: boolean;
}

interface TreemapProps {
  readonly tiles: readonly FolderTile[];
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
  readonly onOpen: (tile: FolderTile) => void;
  readonly onUp: () => void;
}

const HEIGHT_PX = 300;
const LABEL_MIN_WIDTH_PX = 56;
const LABEL_MIN_HEIGHT_PX = 26;
const SECOND_LINE_MIN_HEIGHT_PX = 44;

/** Folders as areas of their bytes, each filled by the verdicts of what lies in it. One tab stop; arrows move, Enter opens, Backspace leads up. */
export function Treemap({ tiles, selected, onSelect, onOpen, onUp }: TreemapProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const placed = useMemo(() => layoutTreemap(tiles, { x: 0, y: 0, width, height: HEIGHT_PX }), [tiles, width]);
  const at = Math.max(
    0,
    placed.findIndex(({ item }) => item.key === selected),
  );

  function onKeyDown(event: KeyboardEvent): void {
    const here = placed[at]?.item;
    const next = event.key === 'Home' ? 0 : event.key === 'End' ? placed.length - 1 : neighbourOf(placed, at, event.key);
    const target = next === null ? undefined : placed[next]?.item;
    if (target !== undefined) {
      onSelect(target.key);
      frame.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(target.key)}"]`)?.focus();
    } else if (event.key === 'Enter' && here !== undefined) onOpen(here);
    else if (event.key === 'Backspace') onUp();
    else if (!event.key.startsWith('Arrow')) return;
    event.preventDefault();
  }
  return (
    <div
      ref={frame}
      className={styles.frame}
      style={{ height: HEIGHT_PX }}
      role="listbox"
      aria-label="Folders by bytes"
      aria-orientation="horizontal"
      data-pane-entry
      onKeyDown={onKeyDown}
    >
      {placed.map((tile, index) => (
        <TreemapTile
          key={tile.item.key}
          tile={tile}
          isStop={index === at}
          isSelected={tile.item.key === selected}
          onSelect={onSelect}
          onOpen={onOpen}
        />
      ))}
    </div>
  );
}

interface TreemapTileProps extends Pick<TreemapProps, 'onSelect' | 'onOpen'> {
  readonly tile: Tile<FolderTile>;
  readonly isStop: boolean;
  readonly isSelected: boolean;
}

function TreemapTile({ tile: { item, box }, isStop, isSelected, onSelect, onOpen }: TreemapTileProps) {
  const { folder, key, isFolder } = item;
  const hasLabel = box.width >= LABEL_MIN_WIDTH_PX && box.height >= LABEL_MIN_HEIGHT_PX;
  return (
    <div
      className={styles.tile}
      role="option"
      aria-selected={isSelected}
      tabIndex={isStop ? 0 : -1}
      data-key={key}
      data-folder={isFolder || undefined}
      title={`${folderWords(folder)}${isFolder ? '\nDouble-click or Enter opens it' : ''}`}
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
      onClick={() => onSelect(key)}
      onDoubleClick={() => onOpen(item)}
    >
      <span className={styles.fill} aria-hidden="true">
        {sharesOf(folder.byVerdict)
          .filter(({ bytes }) => bytes > 0)
          .map(({ verdict, bytes }) => (
            <span key={verdict} data-verdict={verdict} style={{ flexGrow: bytes }} />
          ))}
      </span>
      <span className="visually-hidden">{visible(folderWords(folder))}</span>
      {hasLabel && (
        <span className={styles.label} aria-hidden="true">
          <span className={styles.name}>
            <VerdictIcon verdict={folder.worst} />
            <span>{visible(folder.name)}</span>
          </span>
          {box.height >= SECOND_LINE_MIN_HEIGHT_PX && (
            <span className={styles.numbers}>
              {formatBytes(folder.bytes)}, {worstWords(folder.byVerdict, folder.bytes)}
            </span>
          )}
        </span>
      )}
    </div>
  );
}

/** The width that the page gives, followed as it changes. */
function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const frame = element.current;
    if (frame === null) return;
    const observer = new ResizeObserver(() => setWidth(frame.clientWidth));
    observer.observe(frame);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
