import { formatBytes } from '../../contract/numbers.ts';
import type { ReportScan } from '../../contract/report.ts';
import type { FolderSum, VerdictSums } from '../../contract/scan.ts';
import { sharesOf, shareWords, worstWords } from '../../contract/text/scans.ts';
import { VERDICT_WORDS } from '../../contract/text/verdicts.ts';
import { html, type Markup, type Piece } from './markup.ts';

const WIDTH = 760;
const BAR = 26;
const ROW = 26;
const NAME = 200;
const SIZE = 175;
/** A verdict's word stands in its part of the bar where there is room for it. */
const WORD_ROOM = 90;
const NAME_CHARS = 28;

/** All bytes of a scan as one bar cut by verdict, and one for each of its largest folders, to one scale. */
export function auditPicture({ scan, byVerdict, folders }: ReportScan, id: string): Piece {
  if (scan.bytes === 0) return null;
  const rows = folders.items.filter(({ bytes }) => bytes > 0);
  const height = BAR + (rows.length === 0 ? 0 : 14 + rows.length * ROW);
  const largest = Math.max(...rows.map(({ bytes }) => bytes));
  return html`<figure><svg role="img" viewBox="0 0 ${WIDTH} ${height}" aria-labelledby="${id}-title ${id}-words"><title id="${id}-title">Bytes by verdict, all and by folder</title>
<desc id="${id}-words">${describeAudit(byVerdict, scan.bytes, rows)}</desc>${bar(byVerdict, scan.bytes, { x: 0, y: 0, width: WIDTH, height: BAR - 4 }, true)}
${rows.map((folder, index) => folderRow(folder, largest, BAR + 14 + index * ROW))}</svg><figcaption>${captionOf(folders.total, rows.length)}</figcaption></figure>`;
}

const describeAudit = (sums: VerdictSums, bytes: number, folders: readonly FolderSum[]): string =>
  [
    ...sharesOf(sums).map((share) => shareWords(share, bytes)),
    ...folders.map(({ name, bytes: size, byVerdict }) => `${name}: ${formatBytes(size)}, ${worstWords(byVerdict, size)}`),
  ].join('. ');

function captionOf(total: number, shown: number): string {
  if (shown === 0) return 'All bytes by verdict.';
  const which = shown < total ? `the ${shown} largest of ${total} folders` : 'each folder';
  return `All bytes by verdict, then ${which} to one scale with the share of its worst verdict.`;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function bar(sums: VerdictSums, bytes: number, { x, y, width, height }: Box, hasWords: boolean): Markup[] {
  let left = x;
  return sharesOf(sums)
    .filter((share) => share.bytes > 0)
    .map((share) => {
      const wide = Math.max(1, (share.bytes / bytes) * width);
      const at = left;
      left += wide;
      const word =
        hasWords && wide >= WORD_ROOM
          ? html`<text class="in-bar" x="${(at + 8).toFixed(1)}" y="${y + height / 2 + 4}">${VERDICT_WORDS[share.verdict]}</text>`
          : null;
      const part = html`<rect class="f-${share.verdict}" x="${at.toFixed(1)}" y="${y}" width="${Math.max(0.5, wide - 1).toFixed(1)}" height="${height}"/>`;
      return html`<g><title>${shareWords(share, bytes)}</title>${part}${word}</g>`;
    });
}

function folderRow({ path, name, bytes, byVerdict }: FolderSum, largest: number, y: number): Markup {
  const units = [...name];
  const short = units.length <= NAME_CHARS ? name : `…${units.slice(1 - NAME_CHARS).join('')}`;
  const room = WIDTH - NAME - SIZE;
  const box = { x: NAME, y: y + 3, width: Math.max(1, (bytes / largest) * room), height: ROW - 10 };
  return html`<text x="0" y="${y + 15}"><title>${path}</title>${short}</text>${bar(byVerdict, bytes, box, false)}<text class="quiet" x="${WIDTH - SIZE + 10}" y="${y + 15}">${formatBytes(bytes)}, ${worstWords(byVerdict, bytes)}</text>
`;
}
