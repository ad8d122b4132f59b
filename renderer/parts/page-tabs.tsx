import { formatCount } from '../../main/contract/numbers.ts';
import styles from './page-tabs.module.css';
import { moveAmong } from './roving.ts';

export interface PageTab<Id extends string> {
  readonly id: Id;
  readonly label: string;
  /** How many rows stand behind it; null where nothing is counted. */
  readonly count: number | null;
}

interface PageTabsProps<Id extends string> {
  readonly label: string;
  readonly tabs: readonly PageTab<Id>[];
  readonly chosen: Id;
  /** Id of the element that the tabs change. */
  readonly controls: string;
  readonly onChoose: (id: Id) => void;
}

/** The views of one answer; arrows move and choose. */
export function PageTabs<Id extends string>({ label, tabs, chosen, controls, onChoose }: PageTabsProps<Id>) {
  return (
    <div className={styles.tabs} role="tablist" aria-label={label} onKeyDown={moveAmong}>
      {tabs.map((tab) => {
        const isChosen = tab.id === chosen;
        return (
          <button
            key={tab.id}
            type="button"
            role="tab"
            className={styles.tab}
            aria-selected={isChosen}
            aria-controls={controls}
            tabIndex={isChosen ? 0 : -1}
            data-roving
            onClick={() => onChoose(tab.id)}
            onFocus={() => !isChosen && onChoose(tab.id)}
          >
            {tab.label}
            {tab.count !== null && <span className={styles.count}>{formatCount(tab.count)}</span>}
          </button>
        );
      })}
    </div>
  );
}
