import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react';
import type { Timeline } from '../../main/contract/events.ts';
import { countOf } from '../../main/contract/numbers.ts';
import { columnText, type Drawing, drawingOf, lanesOf, moved, seriesWords, stepText, type TimeRange, zoomed } from '../text/timeline.ts';
import styles from './timeline.module.css';
import { GUTTER_PX, placeOf, TimelineDrawing } from './timeline-drawing.tsx';
import { useWidth } from './use-width.ts';
import { ZoomButtons } from './zoom-buttons.tsx';

const COLUMN_PX = 4;
const DRAG_PX = 4;
const IN = 0.5;
const OUT = 2;

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
  const [at, setAt] = useState<number | null>(null);
  const [drag, setDrag] = useState<readonly [from: number, to: number] | null>(null);
  const drawing = useMemo(() => drawingOf(timeline, Math.floor((width - GUTTER_PX) / COLUMN_PX)), [timeline, width]);
  const { lanes, quiet } = useMemo(() => lanesOf(timeline), [timeline]);
  const shown: TimeRange = range ?? { fromUs: drawing.fromUs, toUs: drawing.toUs };
  const marked = at === null ? null : (drawing.columns[at] ?? null);

  const usOf = (px: number): number =>
    drawing.fromUs +
    (Math.min(Math.max(px - GUTTER_PX, 0), width - GUTTER_PX) / Math.max(1, width - GUTTER_PX)) * (drawing.toUs - drawing.fromUs);
  const pxOf = (event: PointerEvent): number => event.clientX - (box.current?.getBoundingClientRect().left ?? 0);
  const zoom = (factor: number): void => {
    const middle = marked === null ? (shown.fromUs + shown.toUs) / 2 : (marked.fromUs + marked.toUs) / 2;
    onRange(zoomed(shown, whole, middle, factor));
    setAt(null);
  };
  const move = (share: number): void => onRange(range === null ? null : moved(range, whole, share));

  function onKeyDown(event: KeyboardEvent): void {
    const last = drawing.columns.length - 1;
    const step = event.shiftKey ? 10 : 1;
    if (event.key === 'ArrowRight') setAt(Math.min(last, (at ?? -1) + step));
    else if (event.key === 'ArrowLeft') setAt(Math.max(0, (at ?? last + 1) - step));
    else if (event.key === 'Home') setAt(0);
    else if (event.key === 'End') setAt(last);
    else if (event.key === '+' || event.key === '=') zoom(IN);
    else if (event.key === '-') zoom(OUT);
    else if (event.key === 'PageUp') move(-IN);
    else if (event.key === 'PageDown') move(IN);
    else if (event.key === 'Escape' || event.key === '0') onRange(null);
    else return;
    event.preventDefault();
  }
  function onPointerMove(event: PointerEvent): void {
    const px = pxOf(event);
    setAt(Math.floor(((usOf(px) - drawing.fromUs) / Math.max(1, drawing.toUs - drawing.fromUs)) * drawing.columns.length));
    if (drag !== null) setDrag([drag[0], px]);
  }
  function onPointerUp(event: PointerEvent): void {
    const to = pxOf(event);
    if (drag !== null && Math.abs(to - drag[0]) >= DRAG_PX) {
      onRange({ fromUs: Math.floor(usOf(Math.min(drag[0], to))), toUs: Math.ceil(usOf(Math.max(drag[0], to))) });
      setAt(null);
    }
    setDrag(null);
  }

  return (
    <section className={styles.timeline} aria-label="Timeline">
      <div className={styles.line}>
        <p className={styles.readout} role="status">
          {marked === null ? summaryOf(drawing) : columnText(marked, drawing.series)}
        </p>
        <ZoomButtons
          isZoomed={range !== null}
          onZoomIn={() => zoom(IN)}
          onZoomOut={() => zoom(OUT)}
          onMove={move}
          onWhole={() => onRange(null)}
        />
      </div>
      <div
        ref={box}
        className={styles.box}
        tabIndex={0}
        role="group"
        aria-label="Events over time. Left and right read, plus and minus zoom, Page keys move, Escape shows all"
        onKeyDown={onKeyDown}
        onBlur={() => setAt(null)}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag([pxOf(event), pxOf(event)]);
        }}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => setDrag(null)}
        onPointerLeave={() => drag === null && setAt(null)}
      >
        {width > GUTTER_PX && (
          <TimelineDrawing
            drawing={drawing}
            lanes={lanes}
            losses={timeline.losses}
            width={width}
            marked={marked}
            selected={drag === null ? null : [Math.min(...drag), Math.max(...drag)]}
          />
        )}
      </div>
      <ul className={styles.legend}>
        {drawing.series.map((filter, index) => (
          <li key={filter ?? ''}>
            <span className={styles.swatch} data-series={placeOf(drawing, index)} aria-hidden="true" />
            {seriesWords(filter)}
          </li>
        ))}
        {lanes.length > 0 && (
          <li>
            <span className={styles.swatch} data-series="lane" aria-hidden="true" />
            files with BypassIO on
          </li>
        )}
        {quiet.length > 0 && <li className={styles.quiet}>BypassIO not seen in use on {quiet.join(', ')}</li>}
        {!timeline.complete && <li className={styles.quiet}>Counted are the newest events only</li>}
      </ul>
    </section>
  );
}

function summaryOf({ columns, highest }: Drawing): string {
  const [first] = columns;
  if (first === undefined || columns.every((column) => column.total === 0)) return 'No event in this time.';
  return `At most ${countOf(highest, 'event')} in ${stepText(first.toUs - first.fromUs)}. Drag to choose a time.`;
}
