import type { EmbeddedSchemas } from '../etw/embedded-schemas.ts';
import type { MergeOutcome } from '../etw/etl-merge.ts';
import type { TraceScan } from '../etw/etl-scan.ts';
import { clockOf, LOG_MODE, type TraceHeader } from '../etw/trace-header.ts';
import { type Warning, Warnings } from '../etw/warnings.ts';

/** What is to be said of a trace as a whole: of its header, and of how it could be read a second time. */
export function traceWarnings(scan: TraceScan, sizeBytes: number, merged: MergeOutcome, schemas: EmbeddedSchemas): Warning[] {
  const warnings = new Warnings();
  warnOfReading(merged, schemas, warnings);
  warnOfHeader(scan, sizeBytes, warnings);
  return warnings.list();
}

function warnOfReading(merged: MergeOutcome, schemas: EmbeddedSchemas, warnings: Warnings): void {
  if (merged.unreadable > 0)
    warnings.add('changed', `${merged.unreadable} buffers were no longer there when they were read again`, null, '');
  if (merged.inversions > 0)
    warnings.add('clock', `${merged.inversions} records stand before an earlier one of their own processor`, null, '');
  if (!merged.isMerged)
    warnings.add(
      'clock',
      'the events of interest come from more processors than can be merged: each processor is in order by itself',
      null,
      '',
    );
  if (schemas.unreadable > 0) warnings.add('notDecoded', `${schemas.unreadable} descriptions of events could not be read`, null, '');
  if (schemas.leftOut > 0) warnings.add('tooMany', `${schemas.leftOut} descriptions of events were left out`, null, '');
}

function warnOfHeader({ header, buffers }: TraceScan, sizeBytes: number, warnings: Warnings): void {
  if (header.eventsLost > 0 || header.buffersLost > 0)
    warnings.add(
      'lost',
      `the writer lost ${header.eventsLost} events and ${header.buffersLost} buffers: that no veto is seen proves nothing for them`,
      null,
      '',
    );
  const overwritten = overwrittenBuffers(header, buffers.count);
  if (overwritten > 0)
    warnings.add(
      'lost',
      `the trace went round: ${overwritten} buffers were overwritten by later ones, and what they held is not known`,
      null,
      '',
    );
  else if (mayHaveGoneRound(header, sizeBytes))
    warnings.add('lost', 'the trace was recorded in a circle: what is older than its first record may have been overwritten', null, '');
  if (header.endTime === 0n)
    warnings.add('notClosed', 'the trace was not stopped cleanly: its header has no end, and its counts of losses may be stale', 0, '');
  else if (buffers.count !== header.buffersWritten && overwritten === 0)
    warnings.add('notClosed', `the header counts ${header.buffersWritten} buffers, the file has ${buffers.count}`, 0, '');
  if (clockOf(header) === null) warnings.add('clock', 'the header gives no rate for its clock: times are not known', 0, '');
  if ((header.logFileMode & LOG_MODE.APPEND) !== 0 && header.clockType !== 2)
    warnings.add('clock', 'the trace was appended to: times after the first part may be wrong', 0, '');
}

const isCircular = ({ logFileMode }: TraceHeader): boolean => (logFileMode & LOG_MODE.CIRCULAR) !== 0;

/** A file that was cut off lacks buffers too, so only a circular one can be told to have overwritten them. */
const overwrittenBuffers = (header: TraceHeader, count: number): number =>
  isCircular(header) ? Math.max(0, header.buffersWritten - count) : 0;

/** A circular file begins anew when it has reached its size, and not before. */
function mayHaveGoneRound(header: TraceHeader, sizeBytes: number): boolean {
  const maxBytes = header.maximumFileSize * ((header.logFileMode & LOG_MODE.SIZES_IN_KIB) === 0 ? 1 << 20 : 1 << 10);
  return isCircular(header) && (maxBytes === 0 || sizeBytes + header.bufferSize > maxBytes);
}
