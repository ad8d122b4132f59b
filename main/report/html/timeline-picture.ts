import type { Timeline } from '../../contract/events.ts';
import { countOf, formatCount } from '../../contract/numbers.ts';
import { lossText } from '../../contract/text/events.ts';
import { type Drawing, drawingOf, type Lane, lanesOf, STEPS_US, seriesWords } from '../../contract/text/timeline.ts';
import { microsText } from '../../domain/micros.ts';
import { utcTime } from '../times.ts';
import { html, type Markup, type Piece } from './markup.ts';

const WIDTH = 760;
const GUTTER = 62;
const PLOT = 84;
const AXIS = 20;
const LANE = 22;
const COLUMNS = 200;
const TICKS = 7;
/** A tick so near to the end has no room for its words. */
const TICK_ROOM = 70;
const DAY_US = 86_400_000_000;
const LOOKS = ['s-first', 's-second'] as const;

/** Vetoes in columns of time, and under them the files with BypassIO on, on one axis. */
export function timelinePicture(timeline: Timeline, id: string, what: string): Markup {
  const drawing = drawingOf(timeline, COLUMNS);
  const { lanes } = lanesOf(timeline);
  const height = PLOT + AXIS + lanes.length * LANE;
  const x = (us: number): number => GUTTER + ((us - drawing.fromUs) / Math.max(1, drawing.toUs - drawing.fromUs)) * (WIDTH - GUTTER);
  return html`<figure><svg role="img" viewBox="0 0 ${WIDTH} ${height}" aria-labelledby="${id}-title ${id}-words"><title id="${id}-title">${what}</title>
<desc id="${id}-words">${describeTimeline(timeline, drawing, lanes)}</desc>
<text class="right quiet" x="${GUTTER - 6}" y="12">${formatCount(drawing.highest)}</text><text class="right quiet" x="${GUTTER - 6}" y="${PLOT}">0</text>
${ticks(drawing, x, height)}${drawing.series.map((filter, index) => series(drawing, index, filter, x))}
<line class="rule" x1="${GUTTER}" x2="${WIDTH}" y1="${PLOT}" y2="${PLOT}"/>${lanes.map((lane, index) => laneLine(lane, PLOT + AXIS + index * LANE, x))}
${timeline.losses.map((loss) => lossMark(loss, x, height))}</svg>${legend(timeline, drawing)}<figcaption>${captionOf(timeline, drawing)}</figcaption></figure>`;
}

function describeTimeline({ bins, losses }: Timeline, { fromUs, toUs, series: filters }: Drawing, lanes: readonly Lane[]): string {
  const counts = filters.map((filter) => {
    const events = bins.filter((bin) => bin.filter === filter).reduce((sum, bin) => sum + bin.events, 0);
    return `${seriesWords(filter)} ${countOf(events, 'veto', 'vetoes')}`;
  });
  const uses = lanes.map(({ mount, highest }) => `at most ${countOf(highest, 'file')} with BypassIO on on ${mount}`);
  const lost = losses.length === 0 ? [] : [`events were lost ${countOf(losses.length, 'time')}`];
  return `From ${utcTime(fromUs)} to ${utcTime(toUs)}: ${[...counts, ...uses, ...lost].join('; ')}.`;
}

const captionOf = ({ complete }: Timeline, { columns: [first], highest }: Drawing): string => {
  const width = first === undefined ? 0 : (first.toUs - first.fromUs) / 1_000_000;
  const counted = complete ? '' : ' Not all of them were counted.';
  return `Times are UTC. A column is ${Math.round(width * 10) / 10} s wide, the highest has ${countOf(highest, 'veto', 'vetoes')}.${counted}`;
};

function legend({ losses }: Timeline, { series: filters }: Drawing): Markup {
  const item = (look: string, text: string): Markup =>
    html`<li><svg class="swatch" aria-hidden="true" viewBox="0 0 12 12"><rect class="${look}" width="12" height="12"/></svg>${text}</li>`;
  const lost = losses.length === 0 ? null : item('loss', 'events lost');
  return html`<ul class="legend">${filters.map((filter, index) => item(lookOf(filter, index), seriesWords(filter)))}${lost}</ul>`;
}

const lookOf = (filter: string | null, index: number): string => (filter === null ? 's-rest' : (LOOKS[index] ?? 's-rest'));

/** All columns of one series as one path, stacked on those of the series before it. */
function series({ columns, highest }: Drawing, index: number, filter: string | null, x: (us: number) => number): Markup {
  const room = PLOT - 14;
  const path = columns.flatMap(({ counts, fromUs, toUs }) => {
    const count = counts[index] ?? 0;
    if (count === 0) return [];
    const below = counts.slice(0, index).reduce((sum, each) => sum + each, 0);
    const wide = Math.max(1, x(toUs) - x(fromUs) - 1);
    const tall = Math.max(1, (count / highest) * room);
    const bottom = PLOT - (below / highest) * room;
    return [`M${x(fromUs).toFixed(1)},${bottom.toFixed(1)}h${wide.toFixed(1)}v${(-tall).toFixed(1)}h${(-wide).toFixed(1)}z`];
  });
  return html`<path class="${lookOf(filter, index)}" d="${path.join('')}"/>`;
}

/** Round moments in UTC; `10:15:02` within a day, else the day. */
function ticks({ fromUs, toUs }: Drawing, x: (us: number) => number, height: number): Piece {
  const span = toUs - fromUs;
  const step = STEPS_US.find((each) => span / each <= TICKS) ?? DAY_US * Math.max(1, Math.ceil(span / DAY_US / TICKS));
  const marks: Markup[] = [];
  for (let us = Math.ceil(fromUs / step) * step; us <= toUs; us += step) {
    const text = step < DAY_US ? microsText(us).slice(11, step < 1_000_000 ? 21 : 19) : microsText(us).slice(0, 10);
    marks.push(html`<line class="rule" x1="${x(us).toFixed(1)}" x2="${x(us).toFixed(1)}" y1="0" y2="${height}"/>`);
    if (x(us) < WIDTH - TICK_ROOM) marks.push(html`<text class="quiet" x="${(x(us) + 3).toFixed(1)}" y="${PLOT + 14}">${text}</text>`);
  }
  return marks;
}

/** How many files of one volume had BypassIO on, step by step: each sample holds until the next. */
function laneLine({ mount, highest, points }: Lane, top: number, x: (us: number) => number): Markup {
  const y = (count: number): string => (top + LANE - 3 - (count / highest) * (LANE - 7)).toFixed(1);
  const [first] = points;
  const steps = points.map(({ count }, index) => {
    const next = points[index + 1];
    return `V${y(count)}H${next === undefined ? WIDTH : x(next.us).toFixed(1)}`;
  });
  const path = first === undefined ? '' : `M${x(first.us).toFixed(1)},${y(0)}${steps.join('')}`;
  return html`<text class="right quiet" x="${GUTTER - 6}" y="${top + LANE - 6}">${`${mount} ≤${highest}`}</text><line class="rule" x1="${GUTTER}" x2="${WIDTH}" y1="${top + LANE - 3}" y2="${top + LANE - 3}"/><path class="lane" d="${path}"/>`;
}

function lossMark({ timeUs, events, buffers }: Timeline['losses'][number], x: (us: number) => number, height: number): Markup {
  const at = x(timeUs).toFixed(1);
  const said = `${lossText({ lostEvents: events, lostBuffers: buffers })} before ${utcTime(timeUs)}`;
  return html`<g class="loss"><title>${said}</title><line x1="${at}" x2="${at}" y1="8" y2="${height}"/><path d="M${x(timeUs) - 5},0h10l-5,8z"/></g>`;
}
