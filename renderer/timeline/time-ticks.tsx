import type { TimeRange } from '../../main/contract/text/timeline.ts';
import { ticksOf } from '../text/timeline.ts';
import styles from './time-box.module.css';
import type { TimeScale } from './time-scale.ts';

const TICK_PX = 90;
/** Room for the longest text of a tick, so that the last one stays in the picture. */
const TEXT_PX = 50;

interface TimeTicksProps {
  readonly range: TimeRange;
  readonly scale: TimeScale;
  readonly width: number;
  readonly height: number;
  /** Where the words stand, from the top. */
  readonly textY: number;
}

/** Round moments as lines from top to bottom, each with its words. */
export function TimeTicks({ range, scale, width, height, textY }: TimeTicksProps) {
  const plot = Math.max(1, width - scale.x(range.fromUs));
  return ticksOf(range, Math.max(1, Math.floor(plot / TICK_PX))).map((tick) => (
    <g key={tick.us}>
      <line x1={scale.x(tick.us)} x2={scale.x(tick.us)} y1={0} y2={height} className={styles.tick} />
      <text x={Math.min(scale.x(tick.us) + 3, width - TEXT_PX)} y={textY} className={styles.tickText}>
        {tick.text}
      </text>
    </g>
  ));
}
