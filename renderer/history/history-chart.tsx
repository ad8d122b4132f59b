import { Select } from '@fluentui/react-components';
import { useMemo, useRef } from 'react';
import type { TimeRange } from '../../main/contract/text/timeline.ts';
import frame from '../timeline/time-box.module.css';
import { TimeBox } from '../timeline/time-box.tsx';
import { timeScale } from '../timeline/time-scale.ts';
import { useWidth } from '../timeline/use-width.ts';
import styles from './history-chart.module.css';
import { Glyph, HistoryDrawing, LANE_PX, type PairTimes, signPx } from './history-drawing.tsx';
import {
  type HistoryItem,
  ITEM_WORDS,
  LANES,
  type LaneId,
  lanesSummary,
  rangeAround,
  rangeChoices,
  stopsOf,
  stopText,
} from './history-lanes.ts';

const GUTTER_PX = 74;
/** How near the pointer has to come. */
const NEAR_PX = 14;

interface HistoryChartProps {
  readonly items: readonly HistoryItem[];
  readonly whole: TimeRange;
  /** The part that is looked at; null: the whole. */
  readonly range: TimeRange | null;
  readonly onRange: (range: TimeRange | null) => void;
  /** The two that are compared. */
  readonly pair: PairTimes | null;
  /** More was there than is drawn: older marks were left off. */
  readonly isCut: boolean;
  readonly onOpen: (item: HistoryItem) => void;
}

/** Snapshots, recordings and what changed, each in a lane of its own, on one axis. */
export function HistoryChart({ items, whole, range, onRange, pair, isCut, onOpen }: HistoryChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const drawn = range ?? whole;
  const usPerPx = (drawn.toUs - drawn.fromUs) / Math.max(1, width - GUTTER_PX);
  const stops = useMemo(() => stopsOf(items, drawn, (count) => signPx(count) * usPerPx), [items, drawn, usPerPx]);
  const lanes = LANES.filter((lane) => lane === 'snapshots' || items.some((item) => item.lane === lane));
  const kinds = [...new Set(items.map(({ kind }) => kind))];
  const scale = timeScale(drawn, GUTTER_PX, width);
  const stopAt = (xPx: number, yPx: number): number | null => nearest(xPx, lanes[Math.floor(yPx / LANE_PX)]);

  /** A mark within reach of the pointer, in its lane; a recording is reached over its whole length. */
  function nearest(xPx: number, lane: LaneId | undefined): number | null {
    const distances = stops.map((stop) =>
      stop.lane === lane ? Math.max(0, scale.x(stop.fromUs) - xPx, xPx - scale.x(stop.toUs)) : Number.POSITIVE_INFINITY,
    );
    const least = Math.min(...distances);
    return least <= NEAR_PX ? distances.indexOf(least) : null;
  }
  function open(at: number): void {
    const stop = stops[at];
    const [first] = stop?.items ?? [];
    const range = stop === undefined ? null : rangeAround(stop);
    if (range !== null) onRange(range);
    else if (first !== undefined) onOpen(first);
  }

  return (
    <TimeBox
      box={box}
      width={width}
      gutterPx={GUTTER_PX}
      label="History over time. Left and right read, Enter explains one and zooms into several, plus and minus zoom, Page keys move, Escape shows all"
      drawn={drawn}
      whole={whole}
      range={range}
      onRange={onRange}
      stops={stops}
      stopAt={stopAt}
      onOpen={open}
      readout={(at) => {
        const stop = at === null ? undefined : stops[at];
        return stop === undefined ? lanesSummary(items, drawn) : stopText(stop);
      }}
      tools={<RangeChoice whole={whole} range={range} onRange={onRange} />}
      legend={
        <>
          {kinds.map((kind) => (
            <li key={kind}>
              <svg className={styles.sign} width="12" height="12" viewBox="-7 -7 14 14" aria-hidden="true">
                <Glyph kind={kind} x={0} y={0} />
              </svg>
              {ITEM_WORDS[kind].toLowerCase()}
            </li>
          ))}
          {pair !== null && (
            <li>
              <span className={`${frame.swatch} ${styles.compared}`} aria-hidden="true" />
              compared
            </li>
          )}
          {isCut && <li className={frame.quiet}>Older changes are not drawn</li>}
        </>
      }
    >
      {(pointed) => <HistoryDrawing {...{ items, stops, lanes, pair, scale, width, pointed }} range={drawn} gutterPx={GUTTER_PX} />}
    </TimeBox>
  );
}

/** The last day, week, month or year, where more than that is there. */
function RangeChoice({ whole, range, onRange }: Pick<HistoryChartProps, 'whole' | 'range' | 'onRange'>) {
  const choices = rangeChoices(whole);
  if (choices.length === 0) return null;
  const chosen = choices.find(({ us }) => range !== null && range.toUs === whole.toUs && range.fromUs === whole.toUs - us);
  return (
    <Select
      size="small"
      aria-label="Time to show"
      value={chosen?.id ?? (range === null ? 'all' : 'other')}
      onChange={(_, { value }) => {
        const next = choices.find(({ id }) => id === value);
        onRange(next === undefined ? null : { fromUs: whole.toUs - next.us, toUs: whole.toUs });
      }}
    >
      <option value="all">All</option>
      {choices.map(({ id, label }) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
      {range !== null && chosen === undefined && <option value="other">Chosen time</option>}
    </Select>
  );
}
