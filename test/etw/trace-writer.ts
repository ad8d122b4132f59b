import { ByteWriter } from './byte-writer.ts';
import { compressXpress } from './xpress-writer.ts';

/** Writes .etl files as the documents describe them, so that the repository needs no foreign ones, and damaged ones can be made at will. */
export interface TraceOptions {
  readonly pointerBytes?: 4 | 8;
  readonly bufferBytes?: number;
  readonly compressed?: boolean;
  readonly clockType?: number;
  readonly perfFreq?: bigint;
  readonly cpuMHz?: number;
  readonly startTime?: bigint;
  readonly endTime?: bigint;
  readonly headerRaw?: bigint;
  readonly eventsLost?: number;
  readonly buffersLost?: number;
  readonly logFileMode?: number;
  readonly osBuild?: number;
  readonly biasMinutes?: number;
  readonly zoneName?: string;
  readonly sessionName?: string;
  readonly firstSequence?: bigint;
  /** What the trace header counts; as many as there are when absent. */
  readonly buffersWritten?: number;
  /** Low word of the first buffer's State. */
  readonly format?: number;
}

export const START_TIME = 133_800_000_000_000_000n;
export const HEADER_RAW = 1_000_000n;
const HEADER_BYTES = 72;

interface OpenBuffer {
  readonly records: Buffer[];
  bytes: number;
}

export class TraceWriter {
  readonly #options: TraceOptions;
  readonly #bufferBytes: number;
  readonly #open = new Map<number, OpenBuffer>();
  readonly #written: Buffer[] = [];
  #sequence: bigint;

  constructor(options: TraceOptions = {}) {
    this.#options = options;
    this.#bufferBytes = options.bufferBytes ?? 4096;
    this.#sequence = options.firstSequence ?? 1n;
  }

  /** Adds a record to the current buffer of a processor; a full one is written out first. */
  add(processor: number, record: Buffer): this {
    const padded = Buffer.alloc((record.byteLength + 7) & ~7);
    record.copy(padded);
    const open = this.#open.get(processor);
    if (open !== undefined && HEADER_BYTES + open.bytes + padded.byteLength <= this.#bufferBytes) {
      open.records.push(padded);
      open.bytes += padded.byteLength;
      return this;
    }
    this.flush(processor);
    this.#open.set(processor, { records: [padded], bytes: padded.byteLength });
    return this;
  }

  flush(processor: number): this {
    const open = this.#open.get(processor);
    if (open === undefined) return this;
    this.#open.delete(processor);
    this.#written.push(this.#buffer(Buffer.concat(open.records), processor, 0, this.#options.compressed === true));
    return this;
  }

  /** The whole file. */
  finish(): Buffer {
    for (const processor of [...this.#open.keys()]) this.flush(processor);
    const header = this.#traceHeader(this.#options.buffersWritten ?? this.#written.length + 1);
    const first = this.#buffer(header, 0, 4, false);
    return Buffer.concat([first, ...this.#written]);
  }

  #buffer(data: Buffer, processor: number, type: number, compressed: boolean): Buffer {
    const dataEnd = HEADER_BYTES + data.byteLength;
    const packed = compressed ? compressXpress(data) : data;
    const isCompressedTrace = this.#options.compressed === true;
    const fileBytes = compressed ? HEADER_BYTES + packed.byteLength : type === 4 && isCompressedTrace ? 1024 : this.#bufferBytes;
    const flags = 0x20 | (compressed ? 0x40 : 0) | (type === 4 ? 1 : 0);
    const sequence = type === 4 ? 0n : this.#sequence++;
    const state = type === 4 && isCompressedTrace ? (this.#options.format ?? 3) : 3;
    const head = new ByteWriter()
      .u32(fileBytes, dataEnd, dataEnd, 0)
      .u64(0n, sequence, 0n)
      .u16(processor, 1)
      .u32(state, dataEnd)
      .u16(flags, type)
      .zeros(16)
      .bytes();
    const filled = Buffer.alloc(fileBytes, 0xff);
    head.copy(filled);
    packed.copy(filled, HEADER_BYTES);
    return filled;
  }

  #traceHeader(buffersWritten: number): Buffer {
    const o = this.#options;
    const is64 = (o.pointerBytes ?? 8) === 8;
    const startTime = o.startTime ?? START_TIME;
    const mode = (o.logFileMode ?? 1) | (o.compressed === true ? 0x400_0000 : 0);
    const body = new ByteWriter()
      .u32(this.#bufferBytes)
      .u8(10, 0, o.compressed === true ? 2 : 1, o.compressed === true ? 0 : 5)
      .u32(o.osBuild ?? 26_100, 4)
      .u64(o.endTime ?? startTime + 600_000_000n)
      .u32(156_250, 0, mode, buffersWritten, 1, is64 ? 8 : 4, o.eventsLost ?? 0, o.cpuMHz ?? 3000)
      .zeros(is64 ? 16 : 8)
      .raw(zone(o.biasMinutes ?? -60, o.zoneName ?? 'Test Time'))
      .zeros(4) // the times behind it are aligned to 8 in both sizes
      .u64(startTime - 10_000_000n, o.perfFreq ?? 10_000_000n, startTime)
      .u32(o.clockType ?? 1, o.buffersLost ?? 0)
      .utf16z(o.sessionName ?? 'made up')
      .utf16z('C:\\made-up.etl')
      .bytes();
    return systemRecord({ hook: 0, version: 2, raw: o.headerRaw ?? HEADER_RAW, pid: 4, tid: 8, payload: body, is64 });
  }
}

function zone(bias: number, name: string): Buffer {
  const bytes = Buffer.alloc(172);
  bytes.writeInt32LE(bias, 0);
  bytes.write(name, 4, 62, 'utf16le');
  return bytes;
}

interface SystemFields {
  readonly hook: number;
  readonly version: number;
  readonly raw: bigint;
  readonly pid?: number;
  readonly tid?: number;
  readonly payload?: Buffer;
  readonly is64?: boolean;
}

export function systemRecord({ hook, version, raw, pid = 4, tid = 8, payload = Buffer.alloc(0), is64 = true }: SystemFields): Buffer {
  return new ByteWriter()
    .u16(version)
    .u8(is64 ? 0x02 : 0x01, 0xc0)
    .u16(0x20 + payload.byteLength, hook)
    .u32(tid, pid)
    .u64(raw)
    .u32(0, 0)
    .raw(payload)
    .bytes();
}

export function compactRecord(hook: number, raw: bigint, is64 = true): Buffer {
  return new ByteWriter()
    .u16(2)
    .u8(is64 ? 0x04 : 0x03, 0xc0)
    .u16(0x18, hook)
    .u32(8, 4)
    .u64(raw)
    .bytes();
}

export function perfInfoRecord(hook: number, raw: bigint, payload: Buffer = Buffer.alloc(4)): Buffer {
  return new ByteWriter()
    .u16(2)
    .u8(0x11, 0xc0)
    .u16(0x10 + payload.byteLength, hook)
    .u64(raw)
    .raw(payload)
    .bytes();
}

export function classicRecord(guid: string, type: number, raw: bigint, payload: Buffer = Buffer.alloc(0)): Buffer {
  return new ByteWriter()
    .u16(0x30 + payload.byteLength)
    .u8(0x14, 0xc0, type, 0)
    .u16(0)
    .u32(0, 0)
    .u64(raw)
    .guid(guid)
    .u32(0, 0)
    .raw(payload)
    .bytes();
}

export function messageRecord(number: number, raw: bigint): Buffer {
  return new ByteWriter()
    .u16(8 + 4 + 16 + 8 + 8)
    .u8(0, 0x90)
    .u16(number, 0x01 | 0x02 | 0x08 | 0x20)
    .u32(1)
    .zeros(16)
    .u64(raw)
    .u32(8, 4)
    .bytes();
}

/** A header type with nothing known behind its size, such as 0x0D for an error while logging. */
export const strangeRecord = (type: number, bytes = 24): Buffer => {
  const record = Buffer.alloc(bytes);
  record.writeUInt16LE(bytes, 0);
  record[2] = type;
  record[3] = 0xc0;
  return record;
};

export interface EventFields {
  readonly provider: string;
  readonly id: number;
  readonly version?: number;
  readonly opcode?: number;
  readonly level?: number;
  readonly channel?: number;
  readonly raw: bigint;
  readonly pid?: number;
  readonly tid?: number;
  readonly pointerBytes?: 4 | 8;
  readonly items?: readonly { readonly type: number; readonly data: Buffer }[];
  readonly payload?: Buffer;
}

export function eventRecord(event: EventFields): Buffer {
  const { items = [], payload = Buffer.alloc(0) } = event;
  const extended = new ByteWriter();
  for (const [index, { type, data }] of items.entries()) {
    const bytes = (8 + data.byteLength + 7) & ~7;
    extended
      .u16(bytes, type, index < items.length - 1 ? 1 : 0, data.byteLength)
      .raw(data)
      .zeros(bytes - 8 - data.byteLength);
  }
  return new ByteWriter()
    .u16(0x50 + extended.length + payload.byteLength)
    .u8(event.pointerBytes === 4 ? 0x12 : 0x13, 0xc0)
    .u16(items.length > 0 ? 1 : 0, 0)
    .u32(event.tid ?? 8, event.pid ?? 4)
    .u64(event.raw)
    .guid(event.provider)
    .u16(event.id)
    .u8(event.version ?? 0, event.channel ?? 0, event.level ?? 4, event.opcode ?? 0)
    .u16(0)
    .u64(0n)
    .u32(0, 0)
    .zeros(16)
    .raw(extended.bytes())
    .raw(payload)
    .bytes();
}

/** Fields as a TraceLogging writer describes them: name, in-type byte, and what follows it. */
export function traceLoggingItem(
  name: string,
  fields: readonly (readonly [name: string, ...types: number[]])[],
  tag: readonly number[] = [0],
): Buffer {
  const body = new ByteWriter().u8(...tag).utf8z(name);
  for (const [field, ...types] of fields) body.utf8z(field).u8(...types);
  return new ByteWriter()
    .u16(body.length + 2)
    .raw(body.bytes())
    .bytes();
}

export const FILTER_MANAGER = 'f3c5e28e-63f6-49c7-a204-e48a1bc4b09d';

export interface VetoFields {
  readonly filter: string;
  readonly process: string;
  readonly path: string;
  readonly operation: number;
  readonly reason: string;
  readonly status: number;
}

export const vetoPayload = ({ filter, process, path, operation, reason, status }: VetoFields): Buffer =>
  new ByteWriter().utf16z(filter).u32(10, 0).u64(START_TIME).text8z(process).utf16z(path).u32(operation).utf16z(reason).u32(status).bytes();

export const VETO: VetoFields = {
  filter: 'VaultFlt',
  process: 'game.exe',
  path: '\\Device\\HarddiskVolume4\\Games\\pak0.bin',
  operation: 1,
  reason: 'Encrypted file not supported',
  status: 0xc000_04c9,
};

/** Event 6 version 1: a filter was loaded, with what it registered as JSON text. */
export function loadPayload(filter: string, altitude: string, features: number, group = 'FSFilter Anti-Virus'): Buffer {
  const mask = features.toString(16).padStart(8, '0');
  const extra = `{ "flags" : "0x00000010" , "registration_version" : "0x00000203" , "tx" : true , "sections" : false , "frame" : 0 , "class_name" : "${group}" , "supportedFeatures": "0x${mask}" , "instances" : [["${altitude}","0x00000000"]] }`;
  return new ByteWriter().u32(0, 10, 0).u16(filter.length).utf16(filter).u64(START_TIME).u32(extra.length).utf16(extra).bytes();
}

/** One TRACE_EVENT_INFO: a description of an event with plain fields. */
export function eventInfo(
  event: { readonly provider: string; readonly id: number; readonly version: number },
  providerName: string,
  fields: readonly (readonly [name: string, type: number])[],
): Buffer {
  const fixedBytes = 112 + fields.length * 24;
  const texts = new ByteWriter();
  const put = (text: string): number => {
    const at = fixedBytes + texts.length;
    texts.utf16z(text);
    return at;
  };
  const nameAt = put(providerName);
  const taskAt = put('Made up');
  const head = new ByteWriter()
    .guid(event.provider)
    .zeros(16)
    .u16(event.id)
    .u8(event.version, 0, 3, 0)
    .u16(0)
    .u64(0n)
    .u32(0, nameAt, 0, 0, 0, taskAt, 0, 0, 0, 0, 0, 0, 0, fields.length, fields.length, 0);
  for (const [name, type] of fields) head.u32(0, put(name)).u16(type, 0).u32(0).u16(1, 0).u32(0);
  return Buffer.concat([head.bytes(), texts.bytes()]);
}
