import type { Timeline } from '../../main/contract/events.ts';
import { countOf, formatCount } from '../../main/contract/numbers.ts';
import { lossText } from '../../main/contract/text/events.ts';
import type { Drawing, Lane } from '../../main/contract/text/timeline.ts';
import { clockMs } from '../text/timeline.ts';
import frame from '../timeline/time-box.module.css';
import { DraggedPart, type Pointed } from '../timeline/time-box.tsx';
import { timeScale } from '../timeline/time-scale.ts';
import { TimeTicks } from '../timeline/time-ticks.tsx';
import styles from './timeline.module.css';

export const GUTTER_PX = 52;
const PLOT_PX = 76;
const AXIS_PX = 18;
const LANE_PX = 20;

interface TimelineDrawingProps {
  readonly drawing: Drawing;
  readonly lanes: readonly Lane[];
  readonly losses: Timeline['losses'];
  readonly width: number;
  readonly pointed: Pointed;
}

/** Columns of events, and under them the files with BypassIO on, on one axis. A picture: what it says is said in words beside it. */
export function TimelineDrawing({ drawing, lanes, losses, width, pointed }: TimelineDrawingProps) {
  const height = PLOT_PX + AXIS_PX + lanes.length * LANE_PX;
  const scale = timeScale(drawing, GUTTER_PX, width);
  const { x } = scale;
  const marked = pointed.at === null ? undefined : drawing.columns[pointed.at];
  return (
    <svg className={frame.drawing} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <defs>
        <pattern id="second-series" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="2" height="4" className={styles.hatch} />
        </pattern>
      </defs>
      <text x={GUTTER_PX - 6} y={10} className={frame.scale}>
        {formatCount(drawing.highest)}
      </text>
      <text x={GUTTER_PX - 6} y={PLOT_PX} className={frame.scale}>
        0
      </text>
      <TimeTicks range={drawing} scale={scale} width={width} height={height} textY={PLOT_PX + 13} />
      {drawing.series.map((filter, index) => (
        <path key={filter ?? ''} d={columnsPath(drawing, index, x)} className={styles.series} data-series={placeOf(drawing, index)} />
      ))}
      <line x1={GUTTER_PX} x2={width} y1={PLOT_PX} y2={PLOT_PX} className={frame.axis} />
      {lanes.map((lane, index) => (
        <LaneLine key={lane.mount} lane={lane} top={PLOT_PX + AXIS_PX + index * LANE_PX} x={x} right={width} />
      ))}
      {losses.map((loss) => (
        <g key={loss.timeUs} className={styles.loss}>
          <title>{`${lossText({ lostEvents: loss.events, lostBuffers: loss.buffers })} before ${clockMs(loss.timeUs)}`}</title>
          <line x1={x(loss.timeUs)} x2={x(loss.timeUs)} y1={8} y2={height} />
          <path d={`M${x(loss.timeUs) - 5},0h10l-5,8z`} />
        </g>
      ))}
      {marked !== undefined && (
        <rect x={x(marked.fromUs)} y={0} width={Math.max(2, x(marked.toUs) - x(marked.fromUs))} height={height} className={frame.mark} />
      )}
      <DraggedPart dragged={pointed.dragged} height={height} />
    </svg>
  );
}

/** Which look a series has: first, second, or the rest. */
export function placeOf({ series }: Drawing, index: number): 'first' | 'second' | 'rest' {
  if (series[index] === null) return 'rest';
  return index === 0 ? 'first' : 'second';
}

/** All columns of one series as one path, stacked on those of the series before it. */
function columnsPath({ columns, highest }: Drawing, series: number, x: (us: number) => number): string {
  return columns
    .flatMap((column) => {
      const count = column.counts[series] ?? 0;
      if (count === 0) return [];
      const below = column.counts.slice(0, series).reduce((sum, each) => sum + each, 0);
      const left = x(column.fromUs);
      const wide = Math.max(1, x(column.toUs) - left - 1);
      const tall = Math.max(1, (count / highest) * (PLOT_PX - 12));
      const bottom = PLOT_PX - (below / highest) * (PLOT_PX - 12);
      return [`M${left.toFixed(1)},${bottom.toFixed(1)}h${wide.toFixed(1)}v${(-tall).toFixed(1)}h${(-wide).toFixed(1)}z`];
    })
    .join('');
}

interface LaneLineProps {
  readonly lane: Lane;
  readonly top: number;
  readonly x: (us: number) => number;
  readonly right: number;
}

/** How many files of one volume had BypassIO on, step by step: each sample holds until the next. */
function LaneLine({ lane, top, x, right }: LaneLineProps) {
  const tall = LANE_PX - 6;
  const y = (count: number): number => top + LANE_PX - 2 - (count / lane.highest) * tall;
  const [first] = lane.points;
  const steps = lane.points.map((point, index) => {
    const next = lane.points[index + 1];
    return `V${y(point.count).toFixed(1)}H${(next === undefined ? right : x(next.us)).toFixed(1)}`;
  });
  return (
    <g>
      <title>{`${lane.mount} at most ${countOf(lane.highest, 'file')} with BypassIO on`}</title>
      <text x={GUTTER_PX - 6} y={top + LANE_PX - 5} className={frame.scale}>
        {lane.mount} ≤{lane.highest}
      </text>
      <line x1={GUTTER_PX} x2={right} y1={top + LANE_PX - 2} y2={top + LANE_PX - 2} className={frame.tick} />
      {first !== undefined && <path className={styles.lane} d={`M${x(first.us).toFixed(1)},${y(0)}${steps.join('')}`} />}
    </g>
  );
}
