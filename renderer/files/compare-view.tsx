import { useCallback, useState } from 'react';
import { countOf, formatBytes } from '../../main/contract/numbers.ts';
import type { ScanComparison } from '../../main/contract/scan.ts';
import { SCAN_CHANGES } from '../../main/contract/scan-words.ts';
import type { ViewClient } from '../view.ts';
import { explainChange } from './explain-rows.ts';
import styles from './files.module.css';
import { CHANGE_COLUMNS, type ChangeRow } from './files-columns.tsx';
import { CHANGE_WORDS } from './files-words.ts';
import { PagedGrid } from './paged-grid.tsx';
import type { Explain } from './use-explained.ts';
import { usePages } from './use-pages.ts';

const PAGE_ROWS = 200;

interface CompareViewProps {
  readonly client: ViewClient;
  readonly before: number;
  readonly after: number;
  readonly explain: Explain;
}

/** What changed from one scan of a folder to a later one. */
export function CompareView({ client, before, after, explain }: CompareViewProps) {
  const [whole, setWhole] = useState<ScanComparison | null>(null);
  const pages = usePages<ChangeRow>(
    useCallback(
      async (from) => {
        const comparison = await client.scans.compare({ before, after, from, limit: PAGE_ROWS });
        setWhole(comparison);
        return { rows: comparison.changes.map((change) => ({ ...change, key: `${change.change} ${change.path}` })), next: comparison.next };
      },
      [client, before, after],
    ),
  );
  const changed = SCAN_CHANGES.map((change) => ({ change, ...(whole?.totals[change] ?? { files: 0, bytes: 0 }) })).filter(
    ({ files }) => files > 0,
  );
  return (
    <section className={styles.comparison} aria-label="Comparison">
      <h3 className={styles.heading}>What changed</h3>
      <p className={styles.sentence} aria-live="polite">
        {whole?.sentence ?? 'Comparing…'}
      </p>
      {changed.length > 0 && (
        <p className={styles.hintLine}>
          {changed
            .map(({ change, files, bytes }) => `${CHANGE_WORDS[change]}: ${countOf(files, 'file')}, ${formatBytes(bytes)}`)
            .join(' · ')}
        </p>
      )}
      <PagedGrid
        label="Changes"
        noun="change"
        order="by path"
        pages={pages}
        totalCount={changed.reduce((sum, { files }) => sum + files, 0)}
        columns={CHANGE_COLUMNS}
        onSelect={(change) => explain(explainChange(change), 'select')}
        onExplain={(change) => explain(explainChange(change), 'open')}
      />
    </section>
  );
}
