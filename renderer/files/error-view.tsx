import { useCallback, useMemo } from 'react';
import { formatCount } from '../../main/contract/numbers.ts';
import type { ScanResult } from '../../main/contract/scan.ts';
import { SCAN_PAGE_MAX_COUNT } from '../../main/contract/scan-words.ts';
import { latest, useAsked } from '../asked.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { DataTable } from '../table/data-table.tsx';
import type { ViewClient } from '../view.ts';
import { errorKey, explainError, explainFailures, failureKey } from './explain-rows.ts';
import styles from './files.module.css';
import { ERROR_COLUMNS, FAILURE_COLUMNS } from './files-columns.tsx';
import type { Explain } from './use-explained.ts';

interface ErrorViewProps {
  readonly client: ViewClient;
  readonly result: ScanResult;
  readonly selected: string | null;
  readonly explain: Explain;
}

/** What could not be opened or asked: counted by call and code, then one by one. */
export function ErrorView({ client, result, selected, explain }: ErrorViewProps) {
  const { id } = result.scan;
  const [asked, askAgain] = useAsked(useCallback(() => client.scans.errors({ scan: id, limit: SCAN_PAGE_MAX_COUNT }), [client, id]));
  const rows = useMemo(() => (latest(asked) ?? []).map((error) => ({ ...error, key: errorKey(error) })), [asked]);
  const kinds = useMemo(() => result.byFailure.map((sum) => ({ ...sum, key: failureKey(sum) })), [result.byFailure]);

  function explainKey(key: string, how: 'select' | 'open'): void {
    const error = rows.find((row) => row.key === key);
    const kind = kinds.find((row) => row.key === key);
    if (error !== undefined) explain(explainError(error), how);
    else if (kind !== undefined) explain(explainFailures(kind), how);
  }
  const pane = { selected, onSelect: (key: string) => explainKey(key, 'select'), onExplain: (key: string) => explainKey(key, 'open') };
  return (
    <>
      <h3 className={styles.heading}>By call and code</h3>
      <DataTable
        label="Failures by call and code"
        noun="kind"
        kept="files-failures"
        rows={kinds}
        columns={FAILURE_COLUMNS}
        hidden={[]}
        {...pane}
      />
      <h3 className={styles.heading}>
        One by one{rows.length === SCAN_PAGE_MAX_COUNT && `, the first ${formatCount(SCAN_PAGE_MAX_COUNT)}`}
      </h3>
      {asked.kind === 'failed' && <FailureNote failure={asked.failure} onAskAgain={askAgain} />}
      <DataTable label="Failures" noun="failure" kept="files-errors" rows={rows} columns={ERROR_COLUMNS} hidden={['message']} {...pane} />
    </>
  );
}
