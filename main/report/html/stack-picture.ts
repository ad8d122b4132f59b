import { countOf } from '../../contract/numbers.ts';
import type { ReportStack, ReportVolume } from '../../contract/report.ts';
import { titled } from '../../contract/text/missing.ts';
import { type StackRow, type StackSection, stackSections, stackSentence } from '../../contract/text/stack.ts';
import { VERDICT_WORDS } from '../../contract/text/verdicts.ts';
import { TONE_VERDICTS } from './icons.ts';
import { html, type Markup, type Piece } from './markup.ts';

const WIDTH = 760;
const TITLE = 28;
const ROW = 30;
const X = { altitude: 92, icon: 104, name: 130, owner: 296, words: 470, bracket: 742 } as const;
/** Characters that fit between two columns; what is longer ends in an ellipsis, and stands whole in the tables beside it. */
const ROOM = { altitude: 13, name: 22, owner: 27, words: 42, refused: 34 } as const;

/** The stack of a volume drawn as a stack: a read enters at the top, the disk is at the bottom. */
export function stackPicture(volume: ReportVolume, stack: ReportStack, id: string): Markup {
  const { filters, below, filtersFailure, complete } = stack;
  const sections = stackSections({ ...volume, filters: filters.items, below, filtersFailure, complete });
  const drawn = place(sections);
  const height = drawn.height + 1;
  return html`<figure><svg role="img" viewBox="0 0 ${WIDTH} ${height}" aria-labelledby="${id}-title ${id}-words"><title id="${id}-title">${titled(`Stack of ${volume.mount}`)} ${VERDICT_WORDS[volume.verdict]}</title>
<desc id="${id}-words">${describeStack(sections)}</desc><rect class="ground" x=".5" y=".5" width="${WIDTH - 1}" height="${height - 1}" rx="6"/>
${drawn.pieces}</svg><figcaption>${stackSentence(volume.verdict)}</figcaption></figure>`;
}

/** What the picture shows, for those who do not see it. */
const describeStack = (sections: readonly StackSection[]): string =>
  sections
    .map(({ title, rows }) => `${title}: ${rows.length === 0 ? 'not known' : rows.map(({ name, words }) => `${name} ${words}`).join(', ')}`)
    .join('. ');

function place(sections: readonly StackSection[]): { readonly pieces: readonly Markup[]; readonly height: number } {
  const pieces: Markup[] = [];
  let y = 0;
  for (const section of sections) {
    pieces.push(sectionTitle(section, y));
    const from = y + TITLE;
    for (const [index, row] of section.rows.entries()) pieces.push(driverRow(row, from + index * ROW, index > 0));
    const to = from + section.rows.length * ROW;
    if (section.rows.length > 0 && section.use !== 'travelled') {
      const look = section.use === 'skipped' ? 'bracket skipped' : 'bracket';
      pieces.push(html`<path class="${look}" d="M${X.bracket - 5},${from + 4}h5v${to - from - 8}h-5"/>\n`);
    }
    y = to;
  }
  return { pieces, height: y };
}

function sectionTitle({ title, rows, use, useWords }: StackSection, y: number): Markup {
  const empty = rows.length === 0 ? ': not known' : '';
  const rule = y === 0 ? null : html`<line class="rule" x1="1" x2="${WIDTH - 1}" y1="${y}" y2="${y}"/>`;
  const words =
    useWords === null || rows.length === 0
      ? null
      : html`<text class="right ${use === 'skipped' ? 'use-skipped' : 'section'}" x="${X.bracket}" y="${y + 18}">${useWords}</text>`;
  return html`${rule}<text class="section" x="12" y="${y + 18}">${title.toUpperCase()}${empty}</text>${words}\n`;
}

function driverRow({ altitude, name, owner, tone, words, evidence }: StackRow, y: number, isRuled: boolean): Markup {
  const stands = tone === 'refused' || tone === 'limits';
  const ground = stands
    ? html`<rect class="row-${tone}" x="1" y="${y}" width="${WIDTH - 2}" height="${ROW}"/><rect class="edge-${tone}" x="1" y="${y}" width="3" height="${ROW}"/>`
    : null;
  const rule = isRuled && !stands ? html`<line class="rule" x1="12" x2="${X.bracket - 12}" y1="${y}" y2="${y}"/>` : null;
  const base = y + 19;
  const said = evidence === null ? words : `${words} (${evidence.toLowerCase()})`;
  const quiet = tone === 'quiet' ? 'quiet' : '';
  return html`${ground}${rule}${altitude === null ? null : cut('right quiet', X.altitude, base, altitude, ROOM.altitude)}<use class="${TONE_VERDICTS[tone]}" href="#v-${TONE_VERDICTS[tone]}" x="${X.icon}" y="${y + 7}" width="16" height="16"/>${cut(`strong ${quiet}`, X.name, base, name, ROOM.name)}${cut(quiet, X.owner, base, owner, ROOM.owner)}${cut(stands ? 'said' : quiet, X.words, base, said, stands ? ROOM.refused : ROOM.words)}
`;
}

function cut(look: string, x: number, y: number, text: string, room: number): Piece {
  if (text === '') return null;
  const units = [...text];
  if (units.length <= room) return html`<text class="${look}" x="${x}" y="${y}">${text}</text>`;
  const short = `${units.slice(0, room - 1).join('')}…`;
  return html`<text class="${look}" x="${x}" y="${y}"><title>${text}</title>${short}</text>`;
}

/** `6 filters`, or why they are not known. */
export const filterCount = ({ filters, filtersFailure }: ReportStack): string =>
  filtersFailure === null ? countOf(filters.total, 'filter') : 'the filters could not be listed';
