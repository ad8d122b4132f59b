import { closeSync, openSync, writeSync } from 'node:fs';
import { FOUND, RecordPlace, readRecord, timeOffset } from '../../main/etw/etl-record.ts';
import { random } from '../etw/samples.ts';
import {
  eventRecord,
  FILTER_MANAGER,
  HEADER_RAW,
  perfInfoRecord,
  TraceWriter,
  traceLoggingItem,
  VETO,
  vetoPayload,
} from '../etw/trace-writer.ts';
import { compressXpress } from '../etw/xpress-writer.ts';

const BUFFER_BYTES = 65_536;
const HEADER_BYTES = 72;
const PROCESSORS = 8;
const TEMPLATES = 16;
const PROVIDERS = ['9e814aad-3204-11d2-9a82-006008a86939', 'e13c0d23-ccbc-4e12-931b-d9cc2eee27e4', 'adb401e1-5296-51f8-c125-5fda75826144'];

/** Sixteen full buffers of ordinary records, one of them with vetoes. */
function templates(): Buffer[] {
  const next = random(1);
  const item = traceLoggingItem('Message', [
    ['Text', 1],
    ['Count', 8],
  ]);
  return Array.from({ length: TEMPLATES }, (_, index) => {
    const writer = new TraceWriter({ bufferBytes: BUFFER_BYTES });
    for (let bytes = HEADER_BYTES; ; ) {
      const raw = HEADER_RAW + BigInt(bytes);
      const payload = Buffer.from(Uint8Array.from({ length: 16 + next(100) }, () => (next(3) === 0 ? next(256) : next(8))));
      const kind = next(10);
      const provider = PROVIDERS[next(3)] ?? '';
      const record =
        index === 0 && next(40) === 0
          ? eventRecord({ provider: FILTER_MANAGER, id: 12, level: 3, raw, payload: vetoPayload({ ...VETO, filter: `Flt${next(5)}` }) })
          : kind < 4
            ? perfInfoRecord(0x0f2e, raw, payload)
            : eventRecord({ provider, id: next(40), version: next(2), raw, payload, items: kind === 9 ? [{ type: 11, data: item }] : [] });
      bytes += (record.byteLength + 7) & ~7;
      if (bytes > BUFFER_BYTES) return writer.finish().subarray(BUFFER_BYTES, 2 * BUFFER_BYTES);
      writer.add(0, record);
    }
  });
}

/** Moves a template to its place in the trace: processor, sequence, and all its times. */
function placed(template: Buffer, index: number): Buffer {
  const buffer = Buffer.from(template);
  buffer.writeBigInt64LE(BigInt(index + 1), 0x18);
  buffer.writeUInt16LE(index % PROCESSORS, 0x28);
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const place = new RecordPlace();
  const delta = BigInt(index) * 70_000n;
  for (let at = HEADER_BYTES; readRecord(view, at, buffer.readUInt32LE(4), place) === FOUND; at = place.next) {
    const time = place.at + timeOffset(view, place);
    view.setBigUint64(time, view.getBigUint64(time, true) + delta, true);
  }
  return buffer;
}

const NUMBER_DIGITS = 8;
const NUMBERED = (number: number): string => String(number).padStart(NUMBER_DIGITS, '0');

/** Writes a trace of about `fileBytes` that holds nothing but vetoes, of so many different files, on eight processors. Gives how many. */
export function writeVetoTrace(path: string, fileBytes: number, files: number): number {
  const template = new TraceWriter({ bufferBytes: BUFFER_BYTES });
  const one = (number: number): Buffer => {
    const file = `\\Device\\HarddiskVolume4\\Games\\Title\\content\\pak${NUMBERED(number)}.bin`;
    const payload = vetoPayload({ ...VETO, path: file });
    return eventRecord({ provider: FILTER_MANAGER, id: 12, level: 3, pid: 4242, raw: HEADER_RAW + BigInt(number) * 1_000n, payload });
  };
  const recordBytes = (one(0).byteLength + 7) & ~7;
  const inBuffer = Math.floor((BUFFER_BYTES - HEADER_BYTES) / recordBytes);
  for (let index = 0; index < inBuffer; index++) template.add(0, one(index));
  const buffer = Buffer.from(template.finish().subarray(BUFFER_BYTES, 2 * BUFFER_BYTES));
  const numberAt = buffer.indexOf(Buffer.from(NUMBERED(0), 'utf16le')) - HEADER_BYTES;
  const file = openSync(path, 'w');
  try {
    writeSync(file, new TraceWriter({ bufferBytes: BUFFER_BYTES }).finish());
    let vetoes = 0;
    for (let index = 0; (index + 1) * BUFFER_BYTES < fileBytes; index++) {
      buffer.writeBigInt64LE(BigInt(index + 1), 0x18);
      buffer.writeUInt16LE(index % PROCESSORS, 0x28);
      for (let record = 0; record < inBuffer; record++, vetoes++) {
        const at = HEADER_BYTES + record * recordBytes;
        buffer.writeBigUInt64LE(HEADER_RAW + BigInt(vetoes) * 1_000n, at + 0x10);
        buffer.write(NUMBERED(vetoes % files), at + numberAt, 'utf16le');
      }
      writeSync(file, buffer);
    }
    return vetoes;
  } finally {
    closeSync(file);
  }
}

/** Writes a trace of about `unpackedBytes`. Gives the number of its bytes when unpacked. */
export function writeBenchTrace(path: string, unpackedBytes: number, compressed: boolean): number {
  const made = templates();
  const file = openSync(path, 'w');
  try {
    const header = new TraceWriter({ bufferBytes: BUFFER_BYTES, compressed }).finish();
    writeSync(file, header);
    // Packing is slow and not what is measured: one packed form of each template, with the same times.
    const packed = compressed ? made.map(packedBuffer) : [];
    let total = 0;
    for (let index = 0; total < unpackedBytes; index++) {
      const buffer = compressed ? numbered(packed[index % TEMPLATES] as Buffer, index) : placed(made[index % TEMPLATES] as Buffer, index);
      writeSync(file, buffer);
      total += BUFFER_BYTES;
    }
    return total;
  } finally {
    closeSync(file);
  }
}

function packedBuffer(template: Buffer): Buffer {
  const data = compressXpress(template.subarray(HEADER_BYTES, template.readUInt32LE(4)));
  const head = Buffer.from(template.subarray(0, HEADER_BYTES));
  head.writeUInt32LE(HEADER_BYTES + data.byteLength, 0);
  head.writeUInt16LE(0x60, 0x34);
  return Buffer.concat([head, data]);
}

function numbered(packed: Buffer, index: number): Buffer {
  const buffer = Buffer.from(packed);
  buffer.writeBigInt64LE(BigInt(index + 1), 0x18);
  buffer.writeUInt16LE(index % PROCESSORS, 0x28);
  return buffer;
}
