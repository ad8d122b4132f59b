import type { BufferPlaces } from './buffer-places.ts';
import type { ByteSource, ReadOptions } from './byte-source.ts';
import { BUFFER_HEADER_BYTES, readBufferHeader } from './etl-buffer.ts';
import { FOUND, RecordPlace, readRecord, timeOffset } from './etl-record.ts';
import type { TraceHeader } from './trace-header.ts';
import { type Unpacked, Unpacker } from './unpacked-buffer.ts';

/** A record in the order of time. The view and the place belong to the merge and change after the visit. */
export interface OrderedRecord {
  readonly view: DataView;
  readonly place: RecordPlace;
  readonly rawTime: bigint;
  readonly processor: number;
}

export interface MergeOutcome {
  /** Records whose time lies before that of an earlier record of the same processor: visited where they stand. */
  readonly inversions: number;
  /** Buffers that could not be read again: the file has changed since the first pass. */
  readonly unreadable: number;
  /** False when too many processors would have to be held in memory at once: then each processor's records come in order, one after the other. */
  readonly isMerged: boolean;
}

/** Says of a record whether it is to be visited. */
export type Wants = (view: DataView, place: RecordPlace) => boolean;

export interface MergeOptions extends ReadOptions {
  /** The same that made a buffer one of the places; every record when absent. */
  readonly wants?: Wants;
  /** Asked after each record; what it gives is waited for, so that whoever takes the records is not overrun. */
  readonly settle?: () => Promise<void> | null;
}

/** Of one buffer of every processor, what is wanted is held while they are merged. */
const MERGE_MAX_BYTES = 16 << 20;

/**
 * Visits the records of the given buffers in the order of their raw times: each processor's buffers by sequence, then all processors
 * merged. Ties go by processor, then by position. Records without a time come right after the one before them.
 */
export async function mergeRecords(
  source: ByteSource,
  trace: TraceHeader,
  places: BufferPlaces,
  visit: (record: OrderedRecord) => void,
  options: MergeOptions = {},
): Promise<MergeOutcome> {
  const reader = new BufferReader(source, new Unpacker(trace, await readFirstState(source)), places, options.wants ?? (() => true));
  const lanes = places.byProcessor().map(([processor, owned]) => new Lane(reader, processor, owned));
  const isMerged = lanes.length * places.largestWantedBytes <= MERGE_MAX_BYTES;
  const pace = paceOf(options, () => reader.readBytes);
  if (isMerged) await runMerged(lanes, visit, pace);
  else for (const lane of lanes) await runAlone(lane, visit, pace);
  return {
    inversions: lanes.reduce((sum, lane) => sum + lane.inversions, 0),
    unreadable: lanes.reduce((sum, lane) => sum + lane.unreadable, 0),
    isMerged,
  };
}

async function readFirstState(source: ByteSource): Promise<number> {
  const head = new Uint8Array(BUFFER_HEADER_BYTES);
  const count = await source.read(0, head);
  if (count < BUFFER_HEADER_BYTES) return 0;
  return readBufferHeader(new DataView(head.buffer), 0, true)?.state ?? 0;
}

/** What stands between records: waiting for whoever takes them, and, between buffers, word of how far it is. */
interface Pace {
  readonly afterRecord: () => Promise<void> | null;
  /** Throws the reason of a cancel. */
  readonly betweenBuffers: () => void;
}

const paceOf = ({ signal, onProgress, settle }: MergeOptions, readBytes: () => number): Pace => ({
  afterRecord: settle ?? (() => null),
  betweenBuffers: () => {
    signal?.throwIfAborted();
    onProgress?.(readBytes());
  },
});

async function runMerged(lanes: readonly Lane[], visit: (record: OrderedRecord) => void, pace: Pace): Promise<void> {
  const heap = new LaneHeap();
  for (const lane of lanes) if (await lane.advance()) heap.push(lane);
  for (let lane = heap.top(); lane !== undefined; lane = heap.top()) {
    visit(lane);
    const waits = pace.afterRecord();
    if (waits !== null) await waits;
    let hasMore = lane.step();
    if (!hasMore) {
      // Only the step to another buffer waits: most steps stay inside one.
      pace.betweenBuffers();
      hasMore = await lane.advance();
    }
    heap.replaceTop(hasMore ? lane : undefined);
  }
}

async function runAlone(lane: Lane, visit: (record: OrderedRecord) => void, pace: Pace): Promise<void> {
  while (await lane.advance()) {
    pace.betweenBuffers();
    do {
      visit(lane);
      const waits = pace.afterRecord();
      if (waits !== null) await waits;
    } while (lane.step());
  }
  lane.release();
}

/** Reads single buffers again, all through one area, and takes out of each what is wanted: most of a large one seldom is. */
class BufferReader {
  readBytes = 0;
  readonly #source: ByteSource;
  readonly #unpacker: Unpacker;
  readonly #places: BufferPlaces;
  readonly #wants: Wants;
  readonly #place = new RecordPlace();
  #file = new Uint8Array(0);

  constructor(source: ByteSource, unpacker: Unpacker, places: BufferPlaces, wants: Wants) {
    this.#source = source;
    this.#unpacker = unpacker;
    this.#places = places;
    this.#wants = wants;
  }

  /** The wanted records of a place, one after the other as in a buffer; null when no such buffer is there any more. Takes `room` where it is enough. */
  async records(index: number, room: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | null> {
    const found = this.#places.at(index);
    if (found === undefined) throw new Error(`no buffer ${index}`);
    const { offset, bufferBytes, wantedBytes } = found;
    if (this.#file.byteLength < bufferBytes) this.#file = new Uint8Array(bufferBytes);
    const count = await this.#source.read(offset, this.#file.subarray(0, bufferBytes));
    this.readBytes += bufferBytes;
    if (count < BUFFER_HEADER_BYTES) return null;
    const bytes = this.#file.subarray(0, count);
    const header = readBufferHeader(new DataView(bytes.buffer, 0, count), 0, offset === 0);
    if (header === null || header.bufferBytes !== bufferBytes) return null;
    const unpacked = this.#unpacker.unpack({ offset, header, bytes, isCutOff: count < bufferBytes });
    return this.#wanted(unpacked, room.byteLength < wantedBytes ? new Uint8Array(wantedBytes) : room);
  }

  /** Never more than the first pass counted: a file that has more now was changed. */
  #wanted({ view, bytes, start, end }: Unpacked, room: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const place = this.#place;
    let filled = 0;
    for (let at = start; readRecord(view, at, end, place) === FOUND; at = place.next) {
      if (!this.#wants(view, place)) continue;
      const padded = place.next - place.at;
      if (filled + padded > room.byteLength) break;
      room.set(bytes.subarray(place.at, place.at + place.sizeBytes), filled);
      filled += padded;
    }
    return room.subarray(0, filled);
  }
}

/** One processor's buffers in order, with the record it stands at. */
class Lane implements OrderedRecord {
  readonly processor: number;
  readonly place = new RecordPlace();
  rawTime = 0n;
  view: DataView = new DataView(new ArrayBuffer(0));
  inversions = 0;
  unreadable = 0;
  readonly #reader: BufferReader;
  readonly #owned: Uint32Array;
  #next = 0;
  #room = new Uint8Array(0);

  /** `owned`: the indexes of its buffers, in their order. */
  constructor(reader: BufferReader, processor: number, owned: Uint32Array) {
    this.#reader = reader;
    this.processor = processor;
    this.#owned = owned;
  }

  /** To the next record of the same buffer; false when there is none. */
  step(): boolean {
    if (readRecord(this.view, this.place.next, this.view.byteLength, this.place) !== FOUND) return false;
    const offset = timeOffset(this.view, this.place);
    if (offset < 0) return true;
    const time = this.view.getBigUint64(this.place.at + offset, true);
    if (time < this.rawTime) this.inversions += 1;
    this.rawTime = time;
    return true;
  }

  /** To the first record of the next buffer that has one; false at the end. */
  async advance(): Promise<boolean> {
    for (let index = this.#owned[this.#next]; index !== undefined; index = this.#owned[this.#next]) {
      this.#next += 1;
      const records = await this.#reader.records(index, this.#room);
      if (records === null) {
        this.unreadable += 1;
        continue;
      }
      this.#room = new Uint8Array(records.buffer);
      this.view = new DataView(records.buffer, 0, records.byteLength);
      this.place.next = 0;
      if (this.step()) return true;
    }
    this.release();
    return false;
  }

  release(): void {
    this.#room = new Uint8Array(0);
  }
}

const isBefore = (a: Lane, b: Lane): boolean => (a.rawTime === b.rawTime ? a.processor < b.processor : a.rawTime < b.rawTime);

/** Binary heap of lanes, earliest record on top. */
class LaneHeap {
  readonly #lanes: Lane[] = [];

  top(): Lane | undefined {
    return this.#lanes[0];
  }

  push(lane: Lane): void {
    let index = this.#lanes.push(lane) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(this.#lanes[index] as Lane, this.#lanes[parent] as Lane)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  /** The top has moved on, or has ended (`undefined`). */
  replaceTop(lane: Lane | undefined): void {
    const last = lane ?? this.#lanes.pop();
    if (last === undefined || this.#lanes.length === 0) return;
    this.#lanes[0] = last;
    for (let index = 0; ; ) {
      const left = index * 2 + 1;
      let least = index;
      for (const child of [left, left + 1])
        if (child < this.#lanes.length && isBefore(this.#lanes[child] as Lane, this.#lanes[least] as Lane)) least = child;
      if (least === index) return;
      this.#swap(index, least);
      index = least;
    }
  }

  #swap(a: number, b: number): void {
    const kept = this.#lanes[a] as Lane;
    this.#lanes[a] = this.#lanes[b] as Lane;
    this.#lanes[b] = kept;
  }
}
