import { formatCount, hex32 } from '../main/contract/numbers.ts';
import { OUT_FLAGS } from '../main/contract/words.ts';

export type Question = 'query' | 'queryFilterStackOnly' | 'getInfo';

interface FieldLayout {
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
  readonly type: 'operation' | 'outFlags' | 'reserved' | 'status' | 'count' | 'chars' | 'text';
}

const HEADER: readonly FieldLayout[] = [
  { name: 'Operation', offset: 0, bytes: 4, type: 'operation' },
  { name: 'OutFlags', offset: 4, bytes: 4, type: 'outFlags' },
  { name: 'Reserved1', offset: 8, bytes: 8, type: 'reserved' },
  { name: 'Reserved2', offset: 16, bytes: 8, type: 'reserved' },
];

/** FS_BPIO_OUTPUT, ntifs.h: the header and the union member that each question fills. Same on x64 and ARM64. */
const RESULTS: readonly FieldLayout[] = [
  ...HEADER,
  { name: 'OpStatus', offset: 24, bytes: 4, type: 'status' },
  { name: 'FailingDriverNameLen', offset: 28, bytes: 2, type: 'chars' },
  { name: 'FailingDriverName', offset: 30, bytes: 64, type: 'text' },
  { name: 'FailureReasonLen', offset: 94, bytes: 2, type: 'chars' },
  { name: 'FailureReason', offset: 96, bytes: 256, type: 'text' },
];
const INFO: readonly FieldLayout[] = [
  ...HEADER,
  { name: 'ActiveBypassIoCount', offset: 24, bytes: 4, type: 'count' },
  { name: 'StorageDriverNameLen', offset: 28, bytes: 2, type: 'chars' },
  { name: 'StorageDriverName', offset: 30, bytes: 64, type: 'text' },
];
export const LAYOUT_SOURCE = 'FS_BPIO_OUTPUT, ntifs.h';

const OPERATIONS: Readonly<Record<number, string>> = {
  1: 'ENABLE',
  2: 'DISABLE',
  3: 'QUERY',
  4: 'VOLUME_STACK_PAUSE',
  5: 'VOLUME_STACK_RESUME',
  6: 'STREAM_PAUSE',
  7: 'STREAM_RESUME',
  8: 'GET_INFO',
};

export interface DecodedField {
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
  readonly value: string;
}

/** Bytes of the contract's lower-case hex text. */
export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** The fields of one answer. A field that the answer is too short for says so instead of being left out. */
export function decodeAnswer(bytes: Uint8Array, question: Question): readonly DecodedField[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const layout = question === 'getInfo' ? INFO : RESULTS;
  return layout.map((field, index) => {
    const whole = field.offset + field.bytes <= bytes.byteLength;
    const value = whole ? readField(view, field, layout[index - 1]) : 'not returned';
    return { name: field.name, offset: field.offset, bytes: field.bytes, value };
  });
}

function readField(view: DataView, field: FieldLayout, before: FieldLayout | undefined): string {
  switch (field.type) {
    case 'operation': {
      const operation = view.getInt32(field.offset, true);
      return `${operation} ${OPERATIONS[operation] ?? 'not a known operation'}`;
    }
    case 'outFlags': {
      const flags = view.getUint32(field.offset, true);
      const names = OUT_FLAGS.filter((_, bit) => (flags & (1 << bit)) !== 0);
      return [hex32(flags), ...names].join(' ');
    }
    case 'reserved':
      return `0x${view.getBigUint64(field.offset, true).toString(16).toUpperCase()}`;
    case 'status':
      return hex32(view.getUint32(field.offset, true));
    case 'count':
      return formatCount(view.getUint32(field.offset, true));
    case 'chars':
      return `${formatCount(view.getUint16(field.offset, true))} characters`;
    case 'text':
      return readText(view, field, before === undefined ? 0 : view.getUint16(before.offset, true));
    default:
      return field.type satisfies never;
  }
}

/** The length counts characters and the text need not end with a NUL: clamped to the room, cut at the first NUL. */
function readText(view: DataView, field: FieldLayout, claimed: number): string {
  const units: number[] = [];
  for (let index = 0; index < Math.min(claimed, field.bytes / 2); index += 1) {
    const unit = view.getUint16(field.offset + index * 2, true);
    if (unit === 0) break;
    units.push(unit);
  }
  return units.length === 0 ? '(empty)' : String.fromCharCode(...units);
}
