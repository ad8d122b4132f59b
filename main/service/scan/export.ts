import type { Result } from '../../contract/failure.ts';
import type { ExportFormat, FilesPage, FilesQuery, ScannedFile, ScanResult } from '../../contract/scan.ts';
import { SCAN_PAGE_MAX_COUNT } from '../../contract/scan-words.ts';
import { ok } from '../../domain/result.ts';
import { csvLine } from '../../report/csv.ts';

export interface ExportSource {
  result(scan: number): Result<ScanResult>;
  files(query: FilesQuery): Result<FilesPage>;
}

const HEADER = [
  'path',
  'bytes',
  'verdict',
  'concluded',
  'facts',
  'layer',
  'driver',
  'ntstatus',
  'win32',
  'reason',
  'evidence',
  'failure',
] as const;

/** Every file of a scan as text, piece by piece, largest file first: a page is in memory at any time, never all of it. */
export function* exportScan(source: ExportSource, scan: number, format: ExportFormat): Generator<Result<string>> {
  const result = source.result(scan);
  if (!result.ok) {
    yield result;
    return;
  }
  yield ok(format === 'csv' ? csvLine(HEADER) : `${JSON.stringify(result.value).slice(0, -1)},"files":[`);
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
        format === 'csv' ? files.map(csvRow).join('') : `${isFirst ? '' : ','}${files.map((file) => JSON.stringify(file)).join(',')}`,
      );
    isFirst &&= files.length === 0;
    after = page.value.next;
  } while (after !== null);
  if (format === 'json') yield ok(']}\n');
}

function csvRow({ path, bytes, verdict, concluded, facts, causes: [cause], failure }: ScannedFile): string {
  const said = failure === null ? null : `${failure.call} ${'code' in failure ? failure.code : failure.detail}`;
  return csvLine([
    path,
    bytes,
    verdict,
    concluded,
    facts.join(' '),
    cause?.layer ?? null,
    cause?.driver ?? null,
    cause?.ntstatus ?? null,
    cause?.win32 ?? null,
    cause?.reason ?? null,
    cause?.evidence ?? null,
    said,
  ]);
}
