import { useMemo, useRef } from 'react';
import type { Timeline } from '../../main/contract/events.ts';
import { countOf } from '../../main/contract/numbers.ts';
import { type Drawing, drawingOf, lanesOf, seriesWords, type TimeRange } from '../../main/contract/text/timeline.ts';
import { columnText, stepText } from '../text/timeline.ts';
import frame from '../timeline/time-box.module.css';
import { TimeBox } from '../timeline/time-box.tsx';
import { timeScale } from '../timeline/time-scale.ts';
import { useWidth } from '../timeline/use-width.ts';
import styles from './timeline.module.css';
import { GUTTER_PX, placeOf, TimelineDrawing } from './timeline-drawing.tsx';

const COLUMN_PX = 4;

interface TimelineChartProps {
  readonly timeline: Timeline;
  /** Everything that was recorded; what is shown never goes beyond. */
  readonly whole: TimeRange;
  /** The part that is looked at; null: the whole. */
  readonly range: TimeRange | null;
  readonly onRange: (range: TimeRange | null) => void;
}

/** Events over time. A range is chosen by dragging, by keys or by buttons, and it filters the table too. */
export function TimelineChart({ timeline, whole, range, onRange }: TimelineChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const drawing = useMemo(() => drawingOf(timeline, Math.floor((width - GUTTER_PX) / COLUMN_PX)), [timeline, width]);
  const { lanes, quiet } = useMemo(() => lanesOf(timeline), [timeline]);
  const { columns, series, fromUs, toUs } = drawing;
  const scale = timeScale(drawing, GUTTER_PX, width);
  const columnAt = (px: number): number =>
    Math.min(columns.length - 1, Math.floor(((scale.us(px) - fromUs) / Math.max(1, toUs - fromUs)) * columns.length));

  return (
    <TimeBox
      box={box}
      width={width}
      gutterPx={GUTTER_PX}
      label="Events over time. Left and right read, plus and minus zoom, Page keys move, Escape shows all"
      drawn={drawing}
      whole={whole}
      range={range}
      onRange={onRange}
      stops={columns}
      stopAt={columnAt}
      readout={(at) => {
        const column = at === null ? undefined : columns[at];
        return column === undefined ? summaryOf(drawing) : columnText(column, series);
      }}
      legend={
        <>
          {series.map((filter, index) => (
            <li key={filter ?? ''}>
              <span className={`${frame.swatch} ${styles.swatch}`} data-series={placeOf(drawing, index)} aria-hidden="true" />
              {seriesWords(filter)}
            </li>
          ))}
          {lanes.length > 0 && (
            <li>
              <span className={`${frame.swatch} ${styles.swatch}`} data-series="lane" aria-hidden="true" />
              files with BypassIO on
            </li>
          )}
          {quiet.length > 0 && <li className={frame.quiet}>BypassIO not seen in use on {quiet.join(', ')}</li>}
          {!timeline.complete && <li className={frame.quiet}>Counted are the newest events only</li>}
        </>
      }
    >
      {(pointed) => <TimelineDrawing drawing={drawing} lanes={lanes} losses={timeline.losses} width={width} pointed={pointed} />}
    </TimeBox>
  );
}

function summaryOf({ columns, highest }: Drawing): string {
  const [first] = columns;
  if (first === undefined || columns.every((column) => column.total === 0)) return 'No event in this time.';
  return `At most ${countOf(highest, 'event')} in ${stepText(first.toUs - first.fromUs)}. Drag to choose a time.`;
}
