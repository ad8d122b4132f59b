import type { EtlImport, EvidenceWarning, RecordSummaryJson } from '../contract/evidence.ts';
import { fileTimeText } from '../domain/filetime.ts';
import { FILTER_MANAGER_NAME } from '../domain/filter-events.ts';
import type { ByteSource } from '../etw/byte-source.ts';
import { EmbeddedSchemas } from '../etw/embedded-schemas.ts';
import { mergeRecords, type OrderedRecord } from '../etw/etl-merge.ts';
import { HEADER_TYPE } from '../etw/etl-record.ts';
import { scanTrace, type TraceScan } from '../etw/etl-scan.ts';
import { type EventRecord, readEvent } from '../etw/event-record.ts';
import { decodeBySchema } from '../etw/event-schema.ts';
import { EventsOf } from '../etw/events-of.ts';
import { FILTER_MANAGER, filterManagerSchema } from '../etw/filter-manager.ts';
import { MachineFacts } from '../etw/machine-facts.ts';
import { fieldTexts, payloadOf, type Said } from '../etw/payload.ts';
import type { RecordSummary } from '../etw/record-extremes.ts';
import { clockOf, headerJson, type TraceHeader } from '../etw/trace-header.ts';
import { Warnings } from '../etw/warnings.ts';
import { FilterManagerEvents } from './filter-manager-events.ts';
import type { EvidenceKeeper } from './import-keeper.ts';
import type { Imported, ImportOptions } from './import-options.ts';
import { traceWarnings } from './trace-warnings.ts';

/**
 * Reads a trace in two passes: first every record once, counted, with what a merged trace knows of its machine and of its events; then,
 * merged over the processors, only the buffers that hold FilterManager events. Null when it is no trace.
 */
export async function importEtl(source: ByteSource, options: ImportOptions = {}): Promise<Imported<EtlImport> | null> {
  const schemas = new EmbeddedSchemas(FILTER_MANAGER);
  const machine = new MachineFacts();
  const { signal, onProgress, keeper } = options;
  const provider = new EventsOf(FILTER_MANAGER);
  const scan = await scanTrace(
    source,
    {
      provider,
      onClassic: (view, place, guid) => {
        schemas.onClassic(view, place, guid);
        machine.onClassic(view, place, guid);
      },
      onSystem: (view, place) => machine.onSystem(view, place),
    },
    { ...(signal && { signal }), onProgress: (readBytes) => onProgress?.({ pass: 'read', readBytes, totalBytes: source.sizeBytes }) },
  );
  if (scan === null) return null;
  const toDosPath = (path: string): string | null => machine.toDosPath(path);
  const collected = new FilterManagerEvents(toDosPath);
  const decoder = new FilterManagerDecoder(scan.header, schemas, collected, keeping(keeper, toDosPath));
  const { totalBytes } = scan.places;
  const merged = await mergeRecords(source, scan.header, scan.places, (record) => decoder.visit(record), {
    wants: provider.wants,
    ...(signal && { signal }),
    onProgress: (readBytes) => onProgress?.({ pass: 'order', readBytes, totalBytes }),
    ...(keeper && { settle: () => keeper.settle() }),
  });
  const os = osOf(scan.header, machine.build);
  return {
    data: {
      kind: 'etl',
      header: headerJson(scan.header),
      ...countsJson(scan, schemas),
      lost: { events: scan.header.eventsLost, buffers: scan.header.buffersLost },
      ...collected.result(null, os),
      volumes: [],
      warnings: [
        ...scan.warnings,
        ...traceWarnings(scan, source.sizeBytes, merged, schemas),
        ...decoder.warnings(),
        ...collected.warnings(),
      ].map((warning): EvidenceWarning => ({ ...warning })),
    },
    timeZone: { biasMinutes: scan.header.timeZoneBiasMinutes, name: zoneName(scan.header.timeZoneName) },
    machine: { name: machine.computerName, os, product: machine.product },
  };
}

/** `@tzres.dll,-212` is the name of a text in a file of the other machine. */
const zoneName = (name: string): string | null => (name === '' || name.startsWith('@') ? null : name);

/** Version and build of the header, with the revision where the trace carries the build string of the same build. */
function osOf({ osVersion, osBuild }: TraceHeader, build: string | null): string {
  const revision = build === null ? undefined : /^(\d+)\.(\d+)\./.exec(build);
  return `${osVersion}.${osBuild}${revision?.[1] === String(osBuild) ? `.${revision[2]}` : ''}`;
}

function countsJson(scan: TraceScan, schemas: EmbeddedSchemas) {
  const { sequenceMin, sequenceMax, ...buffers } = scan.buffers;
  const { counts, extremes } = scan;
  const traits = counts.providerTraits();
  const traitNames = new Map(traits.map(({ provider, name }) => [provider, name]));
  const clock = clockOf(scan.header);
  const summary = (record: RecordSummary | null): RecordSummaryJson | null => (record === null ? null : summaryJson(record, clock));
  return {
    buffers: { ...buffers, sequenceMin: String(sequenceMin), sequenceMax: String(sequenceMax) },
    records: { total: scan.total, byHeaderType: { ...scan.byHeaderType } },
    events: counts.events().map((event) => ({
      provider: event.provider,
      providerName:
        schemas.providerName(event.provider) ??
        (event.provider === FILTER_MANAGER ? FILTER_MANAGER_NAME : (traitNames.get(event.provider) ?? null)),
      id: event.id,
      version: event.version,
      opcode: event.opcode,
      level: event.level,
      name: schemas.eventName(event.provider, event.id, event.version) ?? builtInName(event.provider, event.id, event.version),
      count: event.count,
    })),
    classicEvents: [...scan.classic],
    kernelHooks: [...scan.hooks],
    extendedDataItems: Object.fromEntries(counts.extendedItems),
    traceLogging: counts.traceLogging(),
    traceLoggingSamples: counts.samples.list.map(({ rawTime, ...sample }) => ({
      fileTime: clock === null ? null : String(clock(rawTime)),
      ...sample,
    })),
    providerTraits: traits.map(({ groups, ...rest }) => ({ ...rest, groups: [...groups] })),
    firstRecord: summary(extremes.firstRecord),
    lastRecord: summary(extremes.lastRecord),
    firstEvent: summary(extremes.firstEvent),
    lastEvent: summary(extremes.lastEvent),
  };
}

const builtInName = (provider: string, id: number, version: number): string | null =>
  provider === FILTER_MANAGER ? (filterManagerSchema(id, version)?.eventName ?? null) : null;

function summaryJson({ rawTimestamp, ...rest }: RecordSummary, clock: ((raw: bigint) => bigint) | null): RecordSummaryJson {
  const fileTime = clock === null ? null : clock(rawTimestamp);
  return {
    rawTimestamp: String(rawTimestamp),
    fileTime: fileTime === null ? null : String(fileTime),
    iso: fileTime === null ? null : fileTimeText(fileTime),
    ...rest,
  };
}

type Keep = (view: DataView, event: EventRecord, fileTime: bigint | null, said: Said | null) => void;

/** Null when nothing is stored. The bytes are copied: the buffer they lie in is read over. */
function keeping(keeper: EvidenceKeeper | undefined, toDosPath: (path: string) => string | null): Keep | null {
  if (keeper?.wantsEvents !== true) return null;
  return (view, { id, version, payloadAt, end, processId, threadId }, fileTime, said) => {
    const bytes = Buffer.from(new Uint8Array(view.buffer, view.byteOffset + payloadAt, end - payloadAt)); // a copy, from the pool
    keeper.add({ fileTime, processId, threadId, payload: payloadOf({ eventId: id, version, bytes }, said, toDosPath) });
  };
}

/** Decodes FilterManager records, in the order of time, into `collected`. */
class FilterManagerDecoder {
  readonly #collected: FilterManagerEvents;
  readonly #warnings = new Warnings();
  readonly #clock: ((raw: bigint) => bigint) | null;
  readonly #schemas: EmbeddedSchemas;
  readonly #keep: Keep | null;

  constructor(header: TraceHeader, schemas: EmbeddedSchemas, collected: FilterManagerEvents, keep: Keep | null) {
    this.#keep = keep;
    this.#clock = clockOf(header);
    this.#schemas = schemas;
    this.#collected = collected;
  }

  visit({ view, place, rawTime }: OrderedRecord): void {
    const event = readEvent(view, place.at, place.at + place.sizeBytes, place.type === HEADER_TYPE.EVENT_HEADER32 ? 4 : 8);
    const { id, version } = event;
    // The trace's own description first: it is of the machine that wrote the event.
    const named = this.#schemas.find(id, version);
    const schema = named ?? filterManagerSchema(id, version);
    const fileTime = this.#clock === null ? null : this.#clock(rawTime);
    if (schema === null) {
      this.#keep?.(view, event, fileTime, null);
      this.#warnings.add('notDecoded', `events ${id} version ${version} of ${FILTER_MANAGER_NAME} have no description here`, null, '');
      return;
    }
    const { fields, problem } = decodeBySchema(schema, view, event.payloadAt, event.end, event.pointerBytes);
    if (problem !== null)
      this.#warnings.add('notDecoded', `events ${id} version ${version} of ${FILTER_MANAGER_NAME}: ${problem}`, null, '');
    if (this.#keep !== null) {
      const how = named === null ? 'positional' : 'named';
      this.#keep(view, event, fileTime, problem === null ? { how, fields, texts: fieldTexts(schema, fields) } : null);
    }
    this.#collected.add({ time: fileTime === null ? null : fileTimeText(fileTime), id, version, processId: event.processId, fields });
  }

  warnings() {
    return this.#warnings.list();
  }
}
