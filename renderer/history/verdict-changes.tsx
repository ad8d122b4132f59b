import { ArrowRightRegular } from '@fluentui/react-icons/svg/arrow-right';
import { DocumentRegular } from '@fluentui/react-icons/svg/document';
import { HardDriveRegular } from '@fluentui/react-icons/svg/hard-drive';
import { type KeyboardEvent, useRef } from 'react';
import type { Change, VerdictChange } from '../../main/contract/snapshot.ts';
import { whyOf } from '../../main/contract/text/changes.ts';
import { visible } from '../../main/contract/visible.ts';
import { useCopied } from '../parts/use-copied.ts';
import { VerdictMark } from '../parts/verdict-mark.tsx';
import { CHANGE_WORDS } from './history-words.ts';
import styles from './verdict-changes.module.css';

interface VerdictChangesProps {
  readonly verdicts: readonly VerdictChange[];
  /** `verdict 0`, `because 0 1`: the change, and what explains it. */
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
  readonly onExplain: (key: string) => void;
}

/** The verdicts that changed, each with the changes that explain it below it. Arrows move, right and left go in and out. */
export function VerdictChanges({ verdicts, selected, onSelect, onExplain }: VerdictChangesProps) {
  const tree = useRef<HTMLDivElement>(null);
  const [, copy] = useCopied();
  const keys = verdicts.flatMap(({ explanation }, index) => [`verdict ${index}`, ...explanation.map((_, at) => `because ${index} ${at}`)]);
  const stop = selected !== null && keys.includes(selected) ? selected : keys[0];

  function onKeyDown(event: KeyboardEvent): void {
    const at = stop === undefined ? -1 : keys.indexOf(stop);
    const parent = stop?.startsWith('because ') ? keys.indexOf(`verdict ${stop.split(' ')[1]}`) : at;
    const child = keys[at + 1]?.startsWith('because ') && stop?.startsWith('verdict ') ? at + 1 : at;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: keys.length - 1, ArrowLeft: parent, ArrowRight: child }[event.key];
    const key = next === undefined ? undefined : keys[next];
    if (key !== undefined) {
      onSelect(key);
      tree.current?.querySelector<HTMLElement>(`[data-key="${key}"]`)?.focus();
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c' && stop !== undefined) copy(textOf(verdicts, stop));
    else if ((event.key === 'Enter' || event.key === ' ') && stop !== undefined) onExplain(stop);
    else if (next === undefined) return;
    event.preventDefault();
  }
  const itemProps = (key: string, level: number) => ({
    role: 'treeitem',
    'data-key': key,
    'aria-level': level,
    'aria-selected': key === selected,
    tabIndex: key === stop ? 0 : -1,
    onClick: () => onExplain(key),
  });

  return (
    <div ref={tree} className={styles.tree} role="tree" aria-label="Verdicts that changed" data-pane-entry onKeyDown={onKeyDown}>
      {verdicts.map((change, index) => (
        <div key={`${change.targetKind} ${change.target}`} role="none" className={styles.card} data-verdict={change.after}>
          <div className={styles.verdict} {...itemProps(`verdict ${index}`, 1)}>
            <VerdictLine change={change} />
          </div>
          {change.explanation.map((each, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the explanations of one change keep their order
            <div key={at} className={styles.change} {...itemProps(`because ${index} ${at}`, 2)}>
              <BecauseLine change={each} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

function VerdictLine({ change }: { readonly change: VerdictChange }) {
  const { targetKind, target, before, after, explanation } = change;
  return (
    <>
      <div className={styles.head}>
        <span className={styles.icon} aria-hidden="true">
          {targetKind === 'volume' ? <HardDriveRegular /> : <DocumentRegular />}
        </span>
        <span className={styles.target}>{visible(target)}</span>
        <span className={styles.marks}>
          <VerdictMark verdict={before} />
          <span className={styles.arrow}>
            <ArrowRightRegular aria-hidden="true" />
            <span className="visually-hidden">to</span>
          </span>
          <VerdictMark verdict={after} />
        </span>
      </div>
      {explanation.length === 0 && <p className={styles.unexplained}>{visible(whyOf(change))}</p>}
    </>
  );
}

function BecauseLine({ change: { kind, sentence } }: { readonly change: Change }) {
  return (
    <>
      <span className={styles.sentence}>{visible(sentence)}</span>
      <span className={styles.label}>{CHANGE_WORDS[kind].label}</span>
    </>
  );
}

/** One line with all that it stands for, for the clipboard. */
function textOf(verdicts: readonly VerdictChange[], key: string): string {
  const [kind, index, at] = key.split(' ');
  const change = verdicts[Number(index)];
  return visible((kind === 'verdict' ? change?.sentence : change?.explanation[Number(at)]?.sentence) ?? '');
}
