import type { EvtxImport } from '../contract/evidence.ts';
import { fileTimeText } from '../domain/filetime.ts';
import { FILTER_MANAGER_NAME } from '../domain/filter-events.ts';
import type { ByteSource } from '../etw/byte-source.ts';
import type { LogEvent } from '../etw/evtx-event.ts';
import { type LogRecord, readLog } from '../etw/evtx-file.ts';
import { payloadOf, untypedTexts } from '../etw/payload.ts';
import { Warnings } from '../etw/warnings.ts';
import { FilterManagerEvents } from './filter-manager-events.ts';
import type { EvidenceKeeper } from './import-keeper.ts';
import type { Imported, ImportOptions } from './import-options.ts';

/** Different kinds of event that are told apart; a log made to have more gets one total for the rest. */
const KINDS_MAX = 50_000;

/** Reads an event log: what it holds, the filter history and vetoes in it, and what it says about its machine. Null when it is no log. */
export async function importEvtx(source: ByteSource, options: ImportOptions = {}): Promise<Imported<EvtxImport> | null> {
  const { signal, onProgress, keeper } = options;
  const reading = new LogReading(keeper?.wantsEvents === true ? keeper : null);
  const facts = await readLog(source, (record) => reading.add(record), {
    ...(signal && { signal }),
    onProgress: (readBytes) => onProgress?.({ pass: 'read', readBytes, totalBytes: source.sizeBytes }),
    ...(keeper && { settle: () => keeper.settle() }),
  });
  if (facts === null) return null;
  const warnings = new Warnings();
  if (facts.isDirty) warnings.add('notClosed', 'the log was copied while it was open: its last events may be missing', 0, '');
  return reading.result(facts.isDirty, [...facts.warnings, ...warnings.list()]);
}

/** System log events that tell about the machine. Source: their texts, and real logs. */
const BOOT = { providerName: 'Microsoft-Windows-Kernel-General', id: 12 } as const;
const UPTIME = { providerName: 'EventLog', id: 6013 } as const;
const is = (event: LogEvent, { providerName, id }: { readonly providerName: string; readonly id: number }): boolean =>
  event.id === id && event.providerName === providerName;

class LogReading {
  readonly #kinds = new Map<string, EvtxImport['events'][number]>();
  readonly #keeper: EvidenceKeeper | null;
  readonly #collected = new FilterManagerEvents(drivePath);
  #records = 0;
  #recovered = 0;
  #uncounted = 0;
  #ids: { min: bigint; max: bigint } | null = null;
  #times: { first: bigint; last: bigint } | null = null;
  #channel: string | null = null;
  #computer: string | null = null;
  #os: string | null = null;
  #bootedAt: bigint | null = null;
  #timeZone: { biasMinutes: number; name: string | null } | null = null;

  constructor(keeper: EvidenceKeeper | null) {
    this.#keeper = keeper;
  }

  add({ id, written, event, isRecovered }: LogRecord): void {
    if (isRecovered) this.#recovered += 1;
    else this.#count(id, event);
    if (event === null) return;
    const time = event.time ?? written;
    if (!isRecovered)
      this.#times =
        this.#times === null
          ? { first: time, last: time }
          : { first: lesser(this.#times.first, time), last: greater(this.#times.last, time) };
    this.#channel ??= event.channel;
    this.#computer = event.computer ?? this.#computer;
    if (event.providerName === FILTER_MANAGER_NAME) {
      const { version, processId, data } = event;
      this.#collected.add({ time: fileTimeText(time), id: event.id, version: version ?? 0, processId, fields: data });
      this.#keep(event, time);
    }
    if (is(event, BOOT)) this.#boot(event, time);
    if (is(event, UPTIME)) this.#readTimeZone(event);
  }

  /** A log has an event's fields by name, and not the bytes that the provider wrote. */
  #keep({ id, version, processId, threadId, data }: LogEvent, fileTime: bigint): void {
    if (this.#keeper === null) return;
    const said = { how: 'named', fields: data, texts: untypedTexts(data) } as const;
    const payload = payloadOf({ eventId: id, version: version ?? 0, bytes: new Uint8Array() }, said, drivePath);
    this.#keeper.add({ fileTime, processId, threadId, payload });
  }

  #count(id: bigint, event: LogEvent | null): void {
    this.#records += 1;
    this.#ids = this.#ids === null ? { min: id, max: id } : { min: lesser(this.#ids.min, id), max: greater(this.#ids.max, id) };
    const { providerName = '', provider = null, id: eventId = 0, version = null, opcode = null } = event ?? {};
    const key = `${providerName} ${provider} ${eventId} ${version} ${opcode}`;
    const known = this.#kinds.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#kinds.size < KINDS_MAX) this.#kinds.set(key, { providerName, provider, id: eventId, version, opcode, count: 1 });
    else this.#uncounted += 1;
  }

  #boot({ data }: LogEvent, time: bigint): void {
    if (this.#bootedAt !== null && time < this.#bootedAt) return;
    this.#bootedAt = time;
    const { MajorVersion: major, MinorVersion: minor, BuildVersion: build } = data;
    if (typeof major === 'number' && typeof minor === 'number' && typeof build === 'number') this.#os = `${major}.${minor}.${build}`;
  }

  /** Its last text is the bias in minutes and the zone's name, such as `-60 W. Europe Standard Time`. */
  #readTimeZone({ data }: LogEvent): void {
    const texts = Object.values(data).flatMap((value) => (Array.isArray(value) ? value : [value]));
    const zone = texts
      .map((value) => (typeof value === 'string' ? /^(-?\d{1,4}) (\D.*)$/.exec(value) : null))
      .find((match) => match !== null);
    if (zone) this.#timeZone = { biasMinutes: Number(zone[1]), name: zone[2] ?? null };
  }

  result(isDirty: boolean, read: EvtxImport['warnings']): Imported<EvtxImport> {
    const warnings = new Warnings();
    if (this.#recovered > 0)
      warnings.add(
        'chunkDamaged',
        `${this.#recovered} records were found behind damage: not counted, but their filter events are included`,
        null,
        '',
      );
    if (this.#uncounted > 0) warnings.add('tooMany', `${this.#uncounted} events are of more kinds than are told apart`, null, '');
    return {
      data: {
        kind: 'evtx',
        records: this.#records,
        recordIdMin: this.#ids === null ? null : Number(this.#ids.min),
        recordIdMax: this.#ids === null ? null : Number(this.#ids.max),
        firstTime: this.#times === null ? null : fileTimeText(this.#times.first),
        lastTime: this.#times === null ? null : fileTimeText(this.#times.last),
        channel: this.#channel,
        isDirty,
        events: [...this.#kinds.values()].sort(
          (a, b) => order(a.providerName, b.providerName) || a.id - b.id || (a.version ?? -1) - (b.version ?? -1),
        ),
        ...this.#collected.result(this.#bootedAt === null ? null : fileTimeText(this.#bootedAt), this.#os),
        volumes: [],
        warnings: [...read, ...warnings.list(), ...this.#collected.warnings()],
      },
      timeZone: this.#timeZone,
      machine: { name: this.#computer, os: this.#os, product: null },
    };
  }
}

const drivePath = (path: string): string | null => (/^[A-Za-z]:/.test(path) ? path : null);
const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const greater = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
