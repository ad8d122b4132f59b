import { guidText } from './guid.ts';

/** EVENT_HEADER of a manifest or TraceLogging event, and where its parts lie. All offsets count from the start of the view it was read from. */
export interface EventRecord {
  readonly provider: string;
  readonly id: number;
  readonly version: number;
  readonly level: number;
  readonly opcode: number;
  readonly processId: number;
  readonly threadId: number;
  readonly rawTime: bigint;
  /** Of the record, not of the trace: 32-bit processes write 32-bit headers into 64-bit traces. */
  readonly pointerBytes: 4 | 8;
  readonly items: readonly ExtendedItem[];
  readonly payloadAt: number;
  readonly end: number;
}

export interface ExtendedItem {
  readonly type: number;
  readonly at: number;
  readonly bytes: number;
}

export const EVENT_HEADER_BYTES = 0x50;
export const EXTENDED_TYPE = { TRACE_LOGGING: 11, PROVIDER_TRAITS: 12 } as const;
const FLAG_EXTENDED = 0x0001;
const ITEM_HEADER_BYTES = 8;
const LINKAGE_MORE = 1;

export const hasExtendedItems = (view: DataView, at: number): boolean => (view.getUint16(at + 4, true) & FLAG_EXTENDED) !== 0;

/**
 * Calls `visit` for each extended data item of the event at `at` and gives the offset of the payload. Stops at the first item that
 * does not fit: ItemSize is (8 + DataSize) rounded up to 8 in every real file.
 */
export function walkItems(
  view: DataView,
  at: number,
  end: number,
  visit: (type: number, dataAt: number, dataBytes: number) => void,
): number {
  let item = at + EVENT_HEADER_BYTES;
  if (!hasExtendedItems(view, at)) return item;
  while (item + ITEM_HEADER_BYTES <= end) {
    const itemBytes = view.getUint16(item, true);
    const dataBytes = view.getUint16(item + 6, true);
    if (itemBytes < ITEM_HEADER_BYTES || itemBytes % 8 !== 0 || item + itemBytes > end) return item;
    if (ITEM_HEADER_BYTES + dataBytes <= itemBytes) visit(view.getUint16(item + 2, true), item + ITEM_HEADER_BYTES, dataBytes);
    const isLast = (view.getUint16(item + 4, true) & LINKAGE_MORE) === 0;
    item += itemBytes;
    if (isLast) return item;
  }
  return item;
}

/** The event whose record lies wholly inside the view at [at, end). */
export function readEvent(view: DataView, at: number, end: number, pointerBytes: 4 | 8): EventRecord {
  const items: ExtendedItem[] = [];
  const payloadAt = walkItems(view, at, end, (type, dataAt, bytes) => items.push({ type, at: dataAt, bytes }));
  return {
    provider: guidText(view, at + 0x18),
    id: view.getUint16(at + 0x28, true),
    version: view.getUint8(at + 0x2a),
    level: view.getUint8(at + 0x2c),
    opcode: view.getUint8(at + 0x2d),
    processId: view.getUint32(at + 0x0c, true),
    threadId: view.getUint32(at + 0x08, true),
    rawTime: view.getBigUint64(at + 0x10, true),
    pointerBytes,
    items,
    payloadAt: Math.min(payloadAt, end),
    end,
  };
}
