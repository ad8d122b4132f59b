import { type KeyboardEvent, useRef } from 'react';
import { refuserOf, type StackRow, type StackSection, stackSections } from '../../main/contract/text/stack.ts';
import type { VolumeStack } from '../../main/contract/verdicts.ts';
import { visible } from '../../main/contract/visible.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { useCopied } from '../parts/use-copied.ts';
import { ToneIcon } from '../parts/verdict-mark.tsx';
import { nameOf } from '../text/explain.ts';
import styles from './stack.module.css';

interface StackViewProps {
  readonly stack: VolumeStack;
  /** Key of the chosen row; null: the row that refused is shown as chosen. */
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
  readonly onExplain: (key: string) => void;
}

/** The stack drawn as a stack: a read enters at the top, the disk is at the bottom. */
export function StackView({ stack, selected, onSelect, onExplain }: StackViewProps) {
  const grid = useRef<HTMLDivElement>(null);
  const [, copy] = useCopied();
  const sections = stackSections(stack);
  const rows = sections.flatMap((section) => section.rows);
  const current = rows.find((row) => row.key === selected) ?? refuserOf(rows);
  const stop = current ?? rows[0];

  function onKeyDown(event: KeyboardEvent): void {
    const at = rows.findIndex((row) => row.key === stop?.key);
    const next = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: Math.min(at + 10, rows.length - 1),
      PageUp: Math.max(at - 10, 0),
    }[event.key];
    const row = next === undefined ? undefined : rows[next];
    if (row !== undefined) {
      onSelect(row.key);
      grid.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(row.key)}"]`)?.focus();
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c' && stop !== undefined) copy(rowText(stop));
    else if ((event.key === 'Enter' || event.key === ' ') && stop !== undefined) onExplain(stop.key);
    else if (next === undefined) return;
    event.preventDefault();
  }

  return (
    <div className={styles.frame}>
      <div ref={grid} className={styles.stack} role="grid" aria-label={`Stack of ${nameOf(stack)}`} data-pane-entry onKeyDown={onKeyDown}>
        <div className={styles.header} role="row">
          <span role="columnheader" className={styles.altitude}>
            Altitude
          </span>
          <span role="columnheader" className={styles.name}>
            Driver
          </span>
          <span role="columnheader" className={styles.owner}>
            Company
          </span>
          <span role="columnheader" className={styles.group}>
            Group
          </span>
          <span role="columnheader" className={styles.words}>
            State
          </span>
        </div>
        {sections.map((section) => (
          <SectionRows
            key={section.layer}
            section={section}
            stack={stack}
            current={current?.key ?? null}
            stop={stop?.key ?? null}
            onExplain={onExplain}
          />
        ))}
      </div>
    </div>
  );
}

/** One row as text, cells apart by tabs. */
function rowText({ altitude, name, owner, group, words, evidence }: StackRow): string {
  return [altitude ?? '', name, owner, group ?? '', words, ...(evidence === null ? [] : [evidence])].join('\t');
}

interface SectionRowsProps {
  readonly section: StackSection;
  readonly stack: VolumeStack;
  readonly current: string | null;
  readonly stop: string | null;
  readonly onExplain: (key: string) => void;
}

function SectionRows({ section, stack, current, stop, onExplain }: SectionRowsProps) {
  return (
    <div role="rowgroup" className={styles.section} data-use={section.rows.length === 0 ? 'travelled' : section.use}>
      <div role="row" className={styles.title}>
        <span role="rowheader">{section.title}</span>
        {section.useWords !== null && section.rows.length > 0 && (
          <span role="gridcell" className={styles.use}>
            {section.useWords}
          </span>
        )}
      </div>
      {section.layer === 'filter' && section.rows.length === 0 && (
        <div role="row" className={styles.note}>
          <span role="gridcell">
            {stack.filtersFailure === null ? 'No filter is attached to this volume.' : <FailureNote failure={stack.filtersFailure} />}
          </span>
        </div>
      )}
      {section.rows.map((row) => (
        <DriverRow key={row.key} row={row} isCurrent={row.key === current} isStop={row.key === stop} onExplain={onExplain} />
      ))}
    </div>
  );
}

interface DriverRowProps {
  readonly row: StackRow;
  readonly isCurrent: boolean;
  readonly isStop: boolean;
  readonly onExplain: (key: string) => void;
}

function DriverRow({ row, isCurrent, isStop, onExplain }: DriverRowProps) {
  return (
    <div
      role="row"
      className={styles.row}
      data-key={row.key}
      data-tone={row.tone}
      aria-selected={isCurrent}
      tabIndex={isStop ? 0 : -1}
      onClick={() => onExplain(row.key)}
    >
      <span role="gridcell" className={styles.altitude} title={row.altitude ?? undefined}>
        {row.altitude}
      </span>
      <span role="gridcell" className={styles.name} title={visible(row.name)}>
        <ToneIcon tone={row.tone} />
        <span className={styles.driver}>{visible(row.name)}</span>
        {row.isLegacy && (
          <span className={styles.legacy} title="A legacy filter sits outside the filter manager and cannot opt in.">
            Legacy
          </span>
        )}
      </span>
      <span role="gridcell" className={styles.owner} title={visible(row.owner)}>
        {visible(row.owner)}
      </span>
      <span role="gridcell" className={styles.group} title={row.group ?? undefined}>
        {row.group}
      </span>
      <span role="gridcell" className={styles.words} title={visible(row.words)}>
        {visible(row.words)}
        {row.evidence !== null && (
          <span className={styles.evidence} title="This driver was asked by itself, through the probe driver.">
            {row.evidence}
          </span>
        )}
      </span>
    </div>
  );
}
