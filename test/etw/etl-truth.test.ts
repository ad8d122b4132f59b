import { describe, expect, test } from 'vitest';
import { fileTimeText } from '../../main/domain/filetime.ts';
import { BufferPlaces } from '../../main/etw/buffer-places.ts';
import { FileSource } from '../../main/etw/byte-source.ts';
import { mergeRecords } from '../../main/etw/etl-merge.ts';
import { isEventHeader, isFullHeader } from '../../main/etw/etl-record.ts';
import { scanTrace, type TraceScan } from '../../main/etw/etl-scan.ts';
import { readEvent } from '../../main/etw/event-record.ts';
import { decodeBySchema, type EventSchema } from '../../main/etw/event-schema.ts';
import type { FieldValue } from '../../main/etw/field-reader.ts';
import { guidText } from '../../main/etw/guid.ts';
import { type RecordSummary, summaryOf } from '../../main/etw/record-extremes.ts';
import { EMBEDDED_INFO_GUID, readEmbeddedSchema } from '../../main/etw/trace-event-info.ts';
import { clockOf, headerJson } from '../../main/etw/trace-header.ts';
import { decodeTraceLogging } from '../../main/etw/trace-logging.ts';
import { hasSamples, sampleNames, samplePath, sorted, truthOf } from './samples.ts';

async function scanned(name: string): Promise<{ readonly scan: TraceScan; readonly source: FileSource }> {
  const source = await FileSource.open(samplePath(name));
  const scan = await scanTrace(source, { everything: true });
  if (scan === null) throw new Error('no trace');
  return { scan, source };
}

const summaryJson = (summary: RecordSummary | null, { header }: TraceScan) => {
  const clock = clockOf(header);
  if (summary === null || clock === null) return null;
  const { rawTimestamp, ...rest } = summary;
  const fileTime = clock(rawTimestamp);
  return { rawTimestamp: String(rawTimestamp), fileTime: String(fileTime), iso: fileTimeText(fileTime), ...rest };
};

/** Truth files leave out what a kind of record does not have; process and thread of kinds without them are not compared. */
const comparable = (record: Record<string, unknown> | null) => {
  if (record === null) return null;
  const { pid: _pid, tid: _tid, ...rest } = record;
  return record.kind === 'perfinfo' ? rest : record;
};

describe.skipIf(!hasSamples)('real traces say what their truth files say', () => {
  test.each(sampleNames('.etl'))('%s: header, buffers, counts, first and last records', async (name) => {
    const truth = truthOf(name);
    const { scan, source } = await scanned(name);
    await source[Symbol.asyncDispose]();
    expect(headerJson(scan.header)).toMatchObject(truth.header);
    const { sequenceMin, sequenceMax, ...buffers } = scan.buffers;
    expect({ ...buffers, sequenceMin: String(sequenceMin), sequenceMax: String(sequenceMax) }).toEqual(truth.buffers);
    expect({ total: scan.total, byHeaderType: scan.byHeaderType }).toEqual(truth.records);
    expect(sorted(scan.counts.events())).toEqual(sorted(truth.events.map(keysInOrder)));
    expect(sorted(scan.classic)).toEqual(sorted(truth.classicEvents));
    expect(sorted(scan.hooks)).toEqual(sorted(truth.kernelHooks));
    expect(Object.fromEntries(scan.counts.extendedItems)).toEqual(truth.extendedDataItems);
    expect(scan.counts.traceLogging()).toEqual(truth.traceLogging?.events ?? []);
    expect(scan.counts.providerTraits()).toEqual(truth.providerTraits ?? []);
    for (const key of ['firstRecord', 'lastRecord', 'firstEvent', 'lastEvent'] as const)
      expect(comparable(summaryJson(scan.extremes[key], scan))).toEqual(comparable(truth[key]));
    expect(scan.warnings).toEqual([]);
  });

  test.each(sampleNames('.etl'))('%s: merged over its processors, the first and last records are in order', async (name) => {
    const truth = truthOf(name);
    const { scan, source } = await scanned(name);
    const all: RecordSummary[] = [];
    const outcome = await mergeRecords(source, scan.header, scan.places, ({ view, place, processor }) => {
      all.push(summaryOf(view, place, processor));
    });
    await source[Symbol.asyncDispose]();
    expect(outcome).toEqual({ inversions: 0, unreadable: 0, isMerged: true });
    expect(all.length).toBe(truth.records.total);
    expect(all.every(({ rawTimestamp }, index) => index === 0 || rawTimestamp >= (all[index - 1]?.rawTimestamp ?? 0n))).toBe(true);
    const raws = (records: readonly { rawTimestamp: unknown }[]) => records.map(({ rawTimestamp }) => String(rawTimestamp));
    expect(raws(all.slice(0, truth.timeOrderedHead.length))).toEqual(raws(truth.timeOrderedHead));
    expect(raws(all.slice(-truth.timeOrderedTail.length))).toEqual(raws(truth.timeOrderedTail));
  });

  test.each(sampleNames('.etl'))('%s: every TraceLogging payload is used to its last byte, and the samples agree', async (name) => {
    const truth = truthOf(name);
    const { scan, source } = await scanned(name);
    const clock = clockOf(scan.header);
    const decoded: unknown[] = [];
    await mergeRecords(source, scan.header, scan.places, ({ view, place, rawTime }) => {
      if (!isEventHeader(place.type)) return;
      const event = decodeTraceLogging(view, readEvent(view, place.at, place.at + place.sizeBytes, 8));
      if (event === null) return;
      expect({ problem: event.problem, bytesLeft: event.bytesLeft }).toEqual({ problem: null, bytesLeft: 0 });
      decoded.push({ fileTime: String(clock?.(rawTime)), event: event.name, tag: event.tag, fields: shown(event.fields) });
    });
    await source[Symbol.asyncDispose]();
    for (const sample of truth.traceLogging?.samples ?? []) expect(decoded).toContainEqual(sample);
    const { list, leftOut } = scan.counts.samples;
    expect([list.length, leftOut]).toEqual([truth.traceLogging?.events.length ?? 0, 0]);
    for (const { event, tag, fields, rawTime } of list)
      expect(decoded).toContainEqual({ fileTime: String(clock?.(rawTime)), event, tag, fields: shown(fields) });
  });

  test('the embedded descriptions of a merged trace are read, and their events decoded to the last byte', async () => {
    const name = 'net.4.5.2.x64.etl';
    const truth = truthOf(name);
    const schemas = new Map<string, EventSchema>();
    const listed: unknown[] = [];
    const source = await FileSource.open(samplePath(name));
    const scan = await scanTrace(source, {
      everything: true,
      onClassic: (view, { at, sizeBytes, type }, guid) => {
        if (guid !== EMBEDDED_INFO_GUID || !isFullHeader(type) || view.getUint8(at + 4) !== 32) return;
        const info = readEmbeddedSchema(view, at + 0x30, at + sizeBytes);
        if (info === null) throw new Error('not a TRACE_EVENT_INFO');
        schemas.set(`${info.provider} ${info.id} ${info.version}`, info.schema);
        const { provider, id, version, schema } = info;
        listed.push({
          provider,
          providerName: schema.providerName,
          id,
          version,
          properties: schema.fields.slice(0, schema.topLevelCount).map((field) => field.name),
        });
      },
    });
    expect(sorted(listed)).toEqual(sorted(truth.embeddedMetadata.traceEventInfo));
    const outcomes = { decoded: 0, bad: new Set<string>() };
    await mergeRecords(source, scan?.header ?? truth, scan?.places ?? new BufferPlaces(), ({ view, place }) => {
      if (!isEventHeader(place.type)) return;
      const pointerBytes = place.type === 0x12 ? 4 : 8;
      const event = readEvent(view, place.at, place.at + place.sizeBytes, pointerBytes);
      const schema = schemas.get(`${guidText(view, place.at + 0x18)} ${event.id} ${event.version}`);
      if (schema === undefined) return;
      const { problem, bytesLeft } = decodeBySchema(schema, view, event.payloadAt, event.end, pointerBytes);
      if (problem === null && bytesLeft === 0) outcomes.decoded += 1;
      else outcomes.bad.add(`${schema.providerName} ${event.id}: ${problem ?? `${bytesLeft} bytes left`}`);
    });
    await source[Symbol.asyncDispose]();
    expect(outcomes.decoded).toBeGreaterThan(50_000);
    // The CLR's manifest declares less of this event than its runtime writes.
    expect([...outcomes.bad].filter((text) => !/^Microsoft-Windows-DotNETRuntime\w* 82: \d+ bytes left$/.test(text))).toEqual([]);
  });
});

const keysInOrder = ({ provider, id, version, opcode, level, count }: Record<string, unknown>) => ({
  provider,
  id,
  version,
  opcode,
  level,
  count,
});

/** As the truth files write values: 64-bit numbers as text, long texts and lists by their length and beginning. */
function shown(value: FieldValue): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'string') return value.length > 300 ? { stringLength: value.length, prefix: value.slice(0, 120) } : value;
  if (Array.isArray(value))
    return value.length > 16 ? { arrayLength: value.length, first8: value.slice(0, 8).map(shown) } : value.map(shown);
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(inner)]));
  return value;
}
