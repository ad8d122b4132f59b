import { formatCount } from '../../main/contract/numbers.ts';
import type { TimeRange } from '../../main/contract/text/timeline.ts';
import frame from '../timeline/time-box.module.css';
import { DraggedPart, type Pointed } from '../timeline/time-box.tsx';
import type { TimeScale } from '../timeline/time-scale.ts';
import { TimeTicks } from '../timeline/time-ticks.tsx';
import styles from './history-chart.module.css';
import { type HistoryItem, type HistoryStop, type ItemKind, LANE_WORDS, type LaneId, stopText } from './history-lanes.ts';

export const LANE_PX = 22;
const AXIS_PX = 18;
const SPAN_PX = 10;
const LEAST_SPAN_PX = 4;

const SIGN_PX = 14;
const GAP_PX = 2;
const DIGIT_PX = 6;

/** Room for the sign of one thing, or for the number of several. */
export const signPx = (count: number): number =>
  count < 2 ? SIGN_PX : SIGN_PX + GAP_PX + (formatCount(count).length - 1) * DIGIT_PX + GAP_PX;

/** When the two snapshots were taken that are compared; null: it is not one of this timeline. */
export interface PairTimes {
  readonly beforeUs: number | null;
  readonly afterUs: number | null;
}

interface HistoryDrawingProps {
  readonly items: readonly HistoryItem[];
  readonly stops: readonly HistoryStop[];
  readonly lanes: readonly LaneId[];
  readonly pair: PairTimes | null;
  readonly range: TimeRange;
  readonly scale: TimeScale;
  readonly width: number;
  readonly gutterPx: number;
  readonly pointed: Pointed;
}

/** A picture: what it says is said in words above it and in the table of the timeline. */
export function HistoryDrawing({ stops, lanes, pair, range, scale, width, gutterPx, pointed }: HistoryDrawingProps) {
  const plot = lanes.length * LANE_PX;
  const height = plot + AXIS_PX;
  const middleOf = (lane: LaneId): number => lanes.indexOf(lane) * LANE_PX + LANE_PX / 2;
  const inside = (us: number): number => Math.min(Math.max(scale.x(us), gutterPx), width);
  return (
    <svg className={frame.drawing} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <TimeTicks range={range} scale={scale} width={width} height={height} textY={plot + 13} />
      {pair !== null && <ComparedPart pair={pair} scale={scale} range={range} height={plot} inside={inside} />}
      {lanes.map((lane, index) => (
        <g key={lane}>
          <line x1={gutterPx} x2={width} y1={(index + 1) * LANE_PX} y2={(index + 1) * LANE_PX} className={frame.tick} />
          <text x={gutterPx - 8} y={index * LANE_PX + LANE_PX / 2 + 3.5} className={frame.scale}>
            {LANE_WORDS[lane]}
          </text>
        </g>
      ))}
      {stops.map((stop, index) => (
        <g
          key={`${stop.lane} ${stop.items[0]?.key}`}
          data-lane={stop.lane}
          data-pointed={index === pointed.at || undefined}
          className={styles.stop}
        >
          <title>{stopText(stop)}</title>
          <StopMark stop={stop} y={middleOf(stop.lane)} inside={inside} />
        </g>
      ))}
      <DraggedPart dragged={pointed.dragged} height={plot} />
    </svg>
  );
}

interface StopMarkProps {
  readonly stop: HistoryStop;
  readonly y: number;
  readonly inside: (us: number) => number;
}

/** One thing as its sign, several as their number; recordings in their length. */
function StopMark({ stop: { items, fromUs, toUs, lane }, y, inside }: StopMarkProps) {
  const [first] = items;
  if (first === undefined) return null;
  if (lane === 'recordings') {
    return (
      <>
        {items.map((item) => (
          <rect
            key={item.key}
            x={inside(item.fromUs)}
            y={y - SPAN_PX / 2}
            width={Math.max(LEAST_SPAN_PX, inside(item.toUs) - inside(item.fromUs))}
            height={SPAN_PX}
            rx={2}
            className={styles.glyph}
            data-kind="recording"
          />
        ))}
        <rect
          x={inside(fromUs) - 3}
          y={y - 9}
          width={Math.max(LEAST_SPAN_PX, inside(toUs) - inside(fromUs)) + 6}
          height={18}
          rx={3}
          className={styles.ring}
        />
      </>
    );
  }
  if (items.length === 1) {
    return (
      <>
        <circle cx={inside(fromUs)} cy={y} r={9} className={styles.ring} />
        <Glyph kind={first.kind} x={inside(fromUs)} y={y} />
      </>
    );
  }
  const left = inside(fromUs) - SIGN_PX / 2;
  const wide = signPx(items.length) - GAP_PX;
  return (
    <>
      <rect x={left - 2} y={y - 10} width={wide + 4} height={20} rx={10} className={styles.ring} />
      <rect x={left} y={y - 8} width={wide} height={16} rx={8} className={styles.several} data-kind={first.kind} />
      <text x={left + wide / 2} y={y + 3.5} className={styles.count}>
        {formatCount(items.length)}
      </text>
    </>
  );
}

/** Each kind has a form of its own: colour only helps. */
const FORMS: Readonly<Record<Exclude<ItemKind, 'recording'>, string>> = {
  snapshot: 'M0,-5.5A5.5,5.5 0 1 1 0,5.5A5.5,5.5 0 1 1 0,-5.5Z',
  verdictChanged: 'M0,-6.5L6.5,0L0,6.5L-6.5,0Z',
  filterLoaded: 'M0,-5.5L6,5H-6Z',
  filterUnloaded: 'M0,5.5L6,-5H-6Z',
  driverChanged: 'M-4.5,-4.5H4.5V4.5H-4.5Z',
};

interface GlyphProps {
  readonly kind: ItemKind;
  readonly x: number;
  readonly y: number;
}

/** The sign of one kind, around its middle. */
export function Glyph({ kind, x, y }: GlyphProps) {
  if (kind === 'recording') return <rect x={x - 6} y={y - 4} width={12} height={8} rx={2} className={styles.glyph} data-kind={kind} />;
  return <path d={FORMS[kind]} transform={`translate(${x.toFixed(1)},${y.toFixed(1)})`} className={styles.glyph} data-kind={kind} />;
}

interface ComparedPartProps {
  readonly pair: PairTimes;
  readonly scale: TimeScale;
  readonly range: TimeRange;
  readonly height: number;
  readonly inside: (us: number) => number;
}

/** From the one to the other: what the difference tells of lies in this part. */
function ComparedPart({ pair, range, height, inside }: ComparedPartProps) {
  const ends = [pair.beforeUs, pair.afterUs].filter((us) => us !== null);
  const [fromUs = 0, toUs = 0] = [Math.min(...ends), Math.max(...ends)];
  if (ends.length === 0 || toUs < range.fromUs || fromUs > range.toUs) return null;
  return (
    <g className={styles.comparedPart}>
      {ends.length === 2 && <rect x={inside(fromUs)} y={0} width={Math.max(1, inside(toUs) - inside(fromUs))} height={height} />}
      {ends
        .filter((us) => us >= range.fromUs && us <= range.toUs)
        .map((us) => (
          <line key={us} x1={inside(us)} x2={inside(us)} y1={0} y2={height} />
        ))}
    </g>
  );
}
