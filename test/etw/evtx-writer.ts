import { crc32 } from 'node:zlib';
import { ByteWriter } from './byte-writer.ts';
import { FILTER_MANAGER, START_TIME } from './trace-writer.ts';

/** Writes .evtx files as the documents describe them: one template for each shape of event, values beside each record. */
export interface LogItem {
  readonly name: string;
  /** Type of the value by number, and its bytes. */
  readonly type: number;
  readonly value: Buffer;
  /** How often the template names the value in the same place; once when absent, as in every real log. */
  readonly repeats?: number;
}

export interface LogEventFields {
  readonly providerName: string;
  readonly provider: string;
  readonly id: number;
  readonly version?: number;
  readonly time: bigint;
  readonly computer?: string;
  readonly items: readonly LogItem[];
}

const CHUNK_BYTES = 65_536;
const FIRST_RECORD = 512;

export const text = (name: string, value: string): LogItem => ({ name, type: 1, value: Buffer.from(value, 'utf16le') });
export const ansi = (name: string, value: string): LogItem => ({ name, type: 2, value: Buffer.from(`${value}\0`, 'latin1') });
export const u16 = (name: string, value: number): LogItem => ({ name, type: 6, value: new ByteWriter().u16(value).bytes() });
export const u32 = (name: string, value: number): LogItem => ({ name, type: 8, value: new ByteWriter().u32(value).bytes() });
export const hex32 = (name: string, value: number): LogItem => ({ name, type: 20, value: new ByteWriter().u32(value).bytes() });
export const fileTime = (name: string, value: bigint): LogItem => ({ name, type: 17, value: new ByteWriter().u64(value).bytes() });

/** Binary XML with names written where they are first met; offsets count from the chunk's start. */
class XmlWriter {
  readonly bytes = new ByteWriter();
  readonly #base: number;

  constructor(base: number) {
    this.#base = base;
  }

  name(name: string): this {
    this.bytes.u32(this.#base + this.bytes.length + 4);
    this.bytes.u32(0).u16(0, name.length).utf16(name).u16(0);
    return this;
  }

  open(name: string, attributes: readonly (readonly [string, string | number, number?])[] = []): this {
    this.bytes
      .u8(attributes.length > 0 ? 0x41 : 0x01)
      .u16(0xffff)
      .u32(0);
    this.name(name);
    if (attributes.length > 0) this.bytes.u32(0);
    for (const [index, [attribute, value, type]] of attributes.entries()) {
      this.bytes.u8(index < attributes.length - 1 ? 0x46 : 0x06);
      this.name(attribute);
      if (typeof value === 'number') this.substitution(value, type ?? 1);
      else this.bytes.u8(0x05, 1).u16(value.length).utf16(value);
    }
    return this;
  }

  empty(): this {
    this.bytes.u8(0x03);
    return this;
  }
  content(): this {
    this.bytes.u8(0x02);
    return this;
  }
  close(): this {
    this.bytes.u8(0x04);
    return this;
  }
  substitution(index: number, type: number): this {
    this.bytes.u8(0x0d).u16(index).u8(type);
    return this;
  }
  valued(name: string, index: number, type: number): this {
    return this.open(name).content().substitution(index, type).close();
  }
}

/** The values of `System` that come first in every template. */
const SYSTEM_VALUES = 7;

function template(base: number, items: readonly LogItem[]): Buffer {
  const xml = new XmlWriter(base);
  xml.bytes.u8(0x0f, 1, 1, 0);
  xml.open('Event').content().open('System').content();
  xml
    .open('Provider', [
      ['Name', 0, 1],
      ['Guid', 1, 15],
    ])
    .empty();
  xml.valued('EventID', 2, 6).valued('Version', 3, 4);
  xml.open('TimeCreated', [['SystemTime', 4, 17]]).empty();
  xml.open('Execution', [['ProcessID', 5, 8]]).empty();
  xml.open('Channel').content();
  xml.bytes.u8(0x05, 1).u16('System'.length).utf16('System');
  xml.close();
  xml.valued('Computer', 6, 1).close();
  xml.open('EventData').content();
  for (const [index, { name, type, repeats = 1 }] of items.entries()) {
    xml.open('Data', [['Name', name]]).content();
    for (let again = 0; again < repeats; again++) xml.substitution(SYSTEM_VALUES + index, type);
    xml.close();
  }
  xml.close().close();
  xml.bytes.u8(0x00);
  return xml.bytes.bytes();
}

/** A log of one or more chunks. */
export function writeLog(events: readonly LogEventFields[], { dirty = false } = {}): Buffer {
  const chunks: Buffer[] = [];
  let chunk = new ChunkWriter(1n);
  for (const [index, event] of events.entries()) {
    if (chunk.add(event)) continue;
    chunks.push(chunk.finish());
    chunk = new ChunkWriter(BigInt(index + 1));
    chunk.add(event);
  }
  chunks.push(chunk.finish());
  const head = new ByteWriter()
    .raw(Buffer.from('ElfFile\0', 'latin1'))
    .u64(0n, BigInt(chunks.length - 1), BigInt(events.length + 1))
    .u32(128)
    .u16(1, 3, 4096, chunks.length)
    .zeros(76)
    .u32(dirty ? 1 : 0)
    .bytes();
  const file = Buffer.alloc(4096);
  head.copy(file);
  file.writeUInt32LE(crc32(file.subarray(0, 120)), 124);
  return Buffer.concat([file, ...chunks]);
}

class ChunkWriter {
  readonly #bytes = Buffer.alloc(CHUNK_BYTES);
  readonly #firstId: bigint;
  readonly #templates = new Map<string, number>();
  #at = FIRST_RECORD;
  #lastAt = FIRST_RECORD;
  #count = 0n;

  constructor(firstId: bigint) {
    this.#firstId = firstId;
  }

  /** False when the chunk is full. */
  add(event: LogEventFields): boolean {
    const shape = event.items.map(({ name, type }) => `${name}:${type}`).join();
    const known = this.#templates.get(shape);
    const definitionAt = known ?? this.#at + 24 + 4 + 10;
    const xml = new ByteWriter().u8(0x0f, 1, 1, 0, 0x0c, 1).u32(1, definitionAt);
    if (known === undefined) {
      const body = template(definitionAt + 24, event.items);
      xml.u32(0).zeros(16).u32(body.byteLength).raw(body);
    }
    const values: readonly LogItem[] = [
      text('', event.providerName),
      { name: '', type: 15, value: new ByteWriter().guid(event.provider).bytes() },
      u16('', event.id),
      { name: '', type: 4, value: Buffer.from([event.version ?? 0]) },
      fileTime('', event.time),
      u32('', 77),
      text('', event.computer ?? 'MADE-UP'),
      ...event.items,
    ];
    xml.u32(values.length);
    for (const { type, value } of values) xml.u16(value.byteLength).u8(type, 0);
    for (const { value } of values) xml.raw(value);
    const size = (24 + xml.length + 4 + 7) & ~7;
    if (this.#at + size > CHUNK_BYTES) return false;
    if (known === undefined) this.#templates.set(shape, definitionAt);
    new ByteWriter()
      .u32(0x2a2a, size)
      .u64(this.#firstId + this.#count, event.time)
      .raw(xml.bytes())
      .bytes()
      .copy(this.#bytes, this.#at);
    this.#bytes.writeUInt32LE(size, this.#at + size - 4);
    this.#lastAt = this.#at;
    this.#at += size;
    this.#count += 1n;
    return true;
  }

  finish(): Buffer {
    const last = this.#firstId + this.#count - 1n;
    new ByteWriter()
      .raw(Buffer.from('ElfChnk\0', 'latin1'))
      .u64(this.#firstId, last, this.#firstId, last)
      .u32(128, this.#lastAt, this.#at, crc32(this.#bytes.subarray(FIRST_RECORD, this.#at)))
      .bytes()
      .copy(this.#bytes);
    return this.#bytes;
  }
}

const FILTER_MANAGER_EVENT = { providerName: 'Microsoft-Windows-FilterManager', provider: FILTER_MANAGER } as const;

export const loadEvent = (time: bigint, filter: string, altitude: string, features: number): LogEventFields => ({
  ...FILTER_MANAGER_EVENT,
  id: 6,
  version: 1,
  time,
  items: [
    hex32('FinalStatus', 0),
    u32('DeviceVersionMajor', 10),
    u32('DeviceVersionMinor', 0),
    u16('DeviceNameLength', filter.length),
    text('DeviceName', filter),
    fileTime('DeviceTime', START_TIME),
    text(
      'ExtraInfoString',
      `{ "class_name" : "FSFilter Anti-Virus" , "supportedFeatures": "0x${features.toString(16)}" , "instances" : [["${altitude}","0x00000000"]] }`,
    ),
  ],
});

export const unloadEvent = (time: bigint, filter: string): LogEventFields => ({
  ...FILTER_MANAGER_EVENT,
  id: 1,
  time,
  items: [hex32('FinalStatus', 0), u32('DeviceVersionMajor', 10), u32('DeviceVersionMinor', 0), text('DeviceName', filter)],
});

export const vetoEvent = (time: bigint, filter: string, path: string, status: number): LogEventFields => ({
  ...FILTER_MANAGER_EVENT,
  id: 12,
  time,
  items: [
    text('DeviceName', filter),
    u32('DeviceVersionMajor', 10),
    u32('DeviceVersionMinor', 0),
    fileTime('DeviceTime', START_TIME),
    ansi('ProcessName', 'game.exe'),
    text('FileName', path),
    u32('BypassIoOperation', 3),
    text('BypassVetoingReason', 'Encrypted file not supported'),
    hex32('OperationStatus', status),
  ],
});

export const bootEvent = (time: bigint, build: number): LogEventFields => ({
  providerName: 'Microsoft-Windows-Kernel-General',
  provider: 'a68ca8b7-004f-d7b6-a698-07e2de0f1f5d',
  id: 12,
  time,
  items: [u32('MajorVersion', 10), u32('MinorVersion', 0), u32('BuildVersion', build)],
});

/** A boot, filters that come and go, and vetoes. */
export function madeUpLog(): Buffer {
  const at = (seconds: number): bigint => START_TIME + BigInt(seconds) * 10_000_000n;
  return writeLog([
    loadEvent(at(-100), 'OldFlt', '320000', 15),
    bootEvent(at(0), 26_100),
    loadEvent(at(1), 'VaultFlt', '141200', 7),
    loadEvent(at(2), 'WdFilter', '328010', 15),
    loadEvent(at(3), 'GoneFlt', '180000', 15),
    unloadEvent(at(4), 'GoneFlt'),
    vetoEvent(at(5), 'VaultFlt', 'C:\\Games\\pak0.bin', 0xc000_04c9),
    vetoEvent(at(6), 'VaultFlt', 'C:\\Games\\pak1.bin', 0xc000_04c9),
  ]);
}
