import type { ImportedEvidence } from '../contract/evidence.ts';
import { microsOfFileTime, microsOfText } from '../domain/micros.ts';

/** From when to when, in microseconds since 1970, UTC. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

export const at = (timeUs: number): Span => ({ fromUs: timeUs, toUs: timeUs });

export function joined(a: Span | null, b: Span | null): Span | null {
  if (a === null || b === null) return a ?? b;
  return { fromUs: Math.min(a.fromUs, b.fromUs), toUs: Math.max(a.toUs, b.toUs) };
}

/** When the evidence was recorded, by its own word; null when it does not say. */
export function spanOf(evidence: ImportedEvidence): Span | null {
  switch (evidence.kind) {
    case 'etl': {
      const { startTime, endTime } = evidence.header;
      return spanBetween(microsOfFileTime(BigInt(startTime)), microsOfFileTime(BigInt(endTime)));
    }
    case 'evtx':
      return spanBetween(microsOfText(evidence.firstTime), microsOfText(evidence.lastTime));
    case 'fsutil':
    case 'fltmc':
      return null;
    default:
      return evidence satisfies never;
  }
}

/** A trace that was not closed has no end; clocks that were set back give one before the start. */
function spanBetween(fromUs: number | null, toUs: number | null): Span | null {
  if (fromUs === null || toUs === null) return fromUs === null ? null : at(fromUs);
  return { fromUs: Math.min(fromUs, toUs), toUs: Math.max(fromUs, toUs) };
}
