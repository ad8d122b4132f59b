import type { TimeRange } from '../../main/contract/text/timeline.ts';

/** Where a moment lies in a picture of this width, right of its gutter, and which moment lies at a place. */
export interface TimeScale {
  readonly x: (us: number) => number;
  /** Never outside of the range. */
  readonly us: (px: number) => number;
}

export function timeScale({ fromUs, toUs }: TimeRange, gutterPx: number, widthPx: number): TimeScale {
  const plot = Math.max(1, widthPx - gutterPx);
  const spanUs = Math.max(1, toUs - fromUs);
  return {
    x: (us) => gutterPx + ((us - fromUs) / spanUs) * plot,
    us: (px) => fromUs + (Math.min(Math.max(px - gutterPx, 0), plot) / plot) * spanUs,
  };
}
