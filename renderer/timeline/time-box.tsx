import { type KeyboardEvent, type PointerEvent, type ReactNode, type RefObject, useState } from 'react';
import type { TimeRange } from '../../main/contract/text/timeline.ts';
import { moved, zoomed } from '../text/timeline.ts';
import styles from './time-box.module.css';
import { timeScale } from './time-scale.ts';
import { ZoomButtons } from './zoom-buttons.tsx';

const DRAG_PX = 4;
const IN = 0.5;
const OUT = 2;

/** What a drawing shows of the pointer and the keys. */
export interface Pointed {
  /** The stop that is read now. */
  readonly at: number | null;
  /** The part that is being dragged over, in pixels from the left. */
  readonly dragged: readonly [fromPx: number, toPx: number] | null;
}

interface TimeBoxProps {
  readonly box: RefObject<HTMLDivElement | null>;
  /** Of the box; 0 before it is known. */
  readonly width: number;
  readonly gutterPx: number;
  readonly label: string;
  /** What is drawn now. */
  readonly drawn: TimeRange;
  /** Everything there is; what is shown never goes beyond. */
  readonly whole: TimeRange;
  /** The part that is looked at; null: the whole. */
  readonly range: TimeRange | null;
  readonly onRange: (range: TimeRange | null) => void;
  /** What the arrow keys step through, in the order of time. */
  readonly stops: readonly TimeRange[];
  /** The stop under the pointer, in pixels from the box's corner. */
  readonly stopAt: (xPx: number, yPx: number) => number | null;
  readonly readout: (at: number | null) => string;
  /** Enter, Space or a click on a stop; absent where a stop is only read. */
  readonly onOpen?: (at: number) => void;
  /** More ways to choose the time, before the buttons. */
  readonly tools?: ReactNode;
  readonly legend: ReactNode;
  readonly children: (pointed: Pointed) => ReactNode;
}

/** A picture over time: read by arrows or pointer, zoomed by keys, buttons or dragging. What it shows is said in words above it. */
export function TimeBox({
  box,
  width,
  gutterPx,
  label,
  drawn,
  whole,
  range,
  onRange,
  stops,
  stopAt,
  readout,
  onOpen,
  ...rest
}: TimeBoxProps) {
  const [chosenAt, setAt] = useState<number | null>(null);
  const [drag, setDrag] = useState<readonly [from: number, to: number] | null>(null);
  // A picture that was drawn anew may have fewer stops than the last one.
  const at = chosenAt !== null && chosenAt < stops.length ? chosenAt : null;
  const scale = timeScale(drawn, gutterPx, width);
  const shown = range ?? drawn;

  function pointOf(event: PointerEvent): readonly [x: number, y: number] {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }
  function zoom(factor: number): void {
    const { fromUs, toUs } = (at === null ? undefined : stops[at]) ?? shown;
    onRange(zoomed(shown, whole, (fromUs + toUs) / 2, factor));
    setAt(null);
  }
  const move = (share: number): void => onRange(range === null ? null : moved(range, whole, share));

  function onKeyDown(event: KeyboardEvent): void {
    const last = stops.length - 1;
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
    else if ((event.key === 'Enter' || event.key === ' ') && at !== null && onOpen !== undefined) onOpen(at);
    else return;
    event.preventDefault();
  }
  function onPointerMove(event: PointerEvent): void {
    const [x, y] = pointOf(event);
    setAt(stopAt(x, y));
    if (drag !== null) setDrag([drag[0], x]);
  }
  function onPointerUp(event: PointerEvent): void {
    const [x, y] = pointOf(event);
    const stop = stopAt(x, y);
    if (drag !== null && Math.abs(x - drag[0]) >= DRAG_PX) {
      onRange({ fromUs: Math.floor(scale.us(Math.min(drag[0], x))), toUs: Math.ceil(scale.us(Math.max(drag[0], x))) });
      setAt(null);
    } else if (drag !== null && stop !== null) onOpen?.(stop);
    setDrag(null);
  }

  return (
    <section className={styles.timeline} aria-label="Timeline">
      <div className={styles.line}>
        <p className={styles.readout} role="status">
          {readout(at)}
        </p>
        {rest.tools}
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
        aria-label={label}
        onKeyDown={onKeyDown}
        onBlur={() => setAt(null)}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const [x] = pointOf(event);
          setDrag([x, x]);
        }}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => setDrag(null)}
        onPointerLeave={() => drag === null && setAt(null)}
      >
        {width > gutterPx && rest.children({ at, dragged: drag === null ? null : [Math.min(...drag), Math.max(...drag)] })}
      </div>
      <ul className={styles.legend}>{rest.legend}</ul>
    </section>
  );
}

/** The part that is being dragged over. */
export function DraggedPart({ dragged, height }: { readonly dragged: Pointed['dragged']; readonly height: number }) {
  return dragged === null ? null : (
    <rect x={dragged[0]} y={0} width={Math.max(1, dragged[1] - dragged[0])} height={height} className={styles.selected} />
  );
}
