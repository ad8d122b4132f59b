import type { Result } from '../../contract/failure.ts';
import type { ExportFormat, FilesPage, FilesQuery, ScanResult } from '../../contract/scan.ts';
import { SCAN_PAGE_MAX_COUNT } from '../../contract/scan-words.ts';
import { ok } from '../../domain/result.ts';
import { csvLine } from '../../report/csv.ts';
import { FILE_COLUMNS, fileCells } from '../../report/csv-rows.ts';

export interface ExportSource {
  result(scan: number): Result<ScanResult>;
  files(query: FilesQuery): Result<FilesPage>;
}

/** Every file of a scan as text, piece by piece, largest file first: a page is in memory at any time, never all of it. */
export function* exportScan(source: ExportSource, scan: number, format: ExportFormat): Generator<Result<string>> {
  const result = source.result(scan);
  if (!result.ok) {
    yield result;
    return;
  }
  yield ok(format === 'csv' ? csvLine(FILE_COLUMNS) : `${JSON.stringify(result.value).slice(0, -1)},"files":[`);
  let after: string | null = null;
  let isFirst = true;
  do {
    const page = source.files({ scan, select: { by: 'all' }, after, limit: SCAN_PAGE_MAX_COUNT });
    if (!page.ok) {
      yield page;
      return;
    }
    const { files } = page.value;
    if (files.length > 0)
      yield ok(
        format === 'csv'
          ? files.map((file) => csvLine(fileCells(file))).join('')
          : `${isFirst ? '' : ','}${files.map((file) => JSON.stringify(file)).join(',')}`,
      );
    isFirst &&= files.length === 0;
    after = page.value.next;
  } while (after !== null);
  if (format === 'json') yield ok(']}\n');
}
