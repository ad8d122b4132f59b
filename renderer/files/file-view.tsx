import { Select } from '@fluentui/react-components';
import { useCallback } from 'react';
import type { FileSelection, ScanResult } from '../../main/contract/scan.ts';
import { causeTitle } from '../../main/contract/text/causes.ts';
import { sharesOf } from '../../main/contract/text/scans.ts';
import { factWords } from '../../main/contract/text/targets.ts';
import { VERDICT_WORDS } from '../../main/contract/text/verdicts.ts';
import { failureText } from '../text/failure.ts';
import type { ViewClient } from '../view.ts';
import { explainFile } from './explain-files.ts';
import styles from './files.module.css';
import { FILE_COLUMNS, type FileRow } from './files-columns.tsx';
import { PagedGrid } from './paged-grid.tsx';
import type { Explain } from './use-explained.ts';
import { usePages } from './use-pages.ts';

const PAGE_ROWS = 500;

interface FileViewProps {
  readonly client: ViewClient;
  readonly result: ScanResult;
  readonly select: FileSelection;
  readonly onSelect: (select: FileSelection) => void;
  readonly explain: Explain;
}

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly select: FileSelection;
  readonly files: number | null;
}

/** The files themselves: all, or those of one verdict, cause, property, failure or folder. */
export function FileView({ client, result, select, onSelect, explain }: FileViewProps) {
  const { scan } = result;
  const choices = choicesOf(result, select);
  const chosen = choices.find(({ value }) => value === JSON.stringify(select));
  const key = JSON.stringify(select);
  const pages = usePages<FileRow>(
    useCallback(
      async (after) => {
        const { files, next } = await client.scans.files({
          scan: scan.id,
          select: JSON.parse(key) as FileSelection,
          after,
          limit: PAGE_ROWS,
        });
        return { rows: files.map((file) => ({ ...file, key: file.path })), next };
      },
      [client, scan.id, key],
    ),
  );
  return (
    <>
      <div className={styles.which}>
        <label htmlFor="which-files">Show</label>
        <Select
          id="which-files"
          size="small"
          value={chosen?.value ?? ''}
          onChange={(_, data) => {
            const choice = choices.find(({ value }) => value === data.value);
            if (choice !== undefined) onSelect(choice.select);
          }}
        >
          {choices.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </div>
      <PagedGrid
        label="Files"
        noun="file"
        order={select.by === 'folder' ? 'by name' : 'largest first'}
        pages={pages}
        totalCount={chosen?.files ?? null}
        columns={FILE_COLUMNS}
        onSelect={(file) => explain(explainFile(file), 'select')}
        onExplain={(file) => explain(explainFile(file), 'open')}
      />
    </>
  );
}

function choicesOf({ scan, byVerdict, byCause, byFact, byFailure }: ScanResult, now: FileSelection): readonly Choice[] {
  const choice = (label: string, select: FileSelection, files: number | null): Choice => ({
    value: JSON.stringify(select),
    label,
    select,
    files,
  });
  return [
    choice('All files', { by: 'all' }, scan.files),
    ...sharesOf(byVerdict).map(({ verdict, files }) => choice(`Verdict: ${VERDICT_WORDS[verdict]}`, { by: 'verdict', verdict }, files)),
    ...byCause.map((sum) =>
      choice(`Cause: ${causeTitle({ ...sum, win32Name: null, supportedFeatures: null })}`, { by: 'cause', key: sum.key }, sum.files),
    ),
    ...byFact.map(({ fact, files }) => choice(`Attribute: ${factWords(fact)}`, { by: 'fact', fact }, files)),
    ...byFailure
      .filter(({ files }) => files > 0)
      .map(({ key, failure, files }) => choice(`Failed: ${failureText(failure).title}`, { by: 'failure', key }, files)),
    ...(now.by === 'folder' ? [choice(`Folder: ${now.path}`, now, null)] : []),
  ];
}
