import type { ByteSource, ReadOptions } from './byte-source.ts';
import { BUFFER_HEADER_BYTES, readBufferHeader } from './etl-buffer.ts';
import { FOUND, RecordPlace, readRecord, timeOffset } from './etl-record.ts';
import type { BufferPlace } from './etl-scan.ts';
import type { TraceHeader } from './trace-header.ts';
import { Unpacker } from './unpacked-buffer.ts';

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

export interface MergeOptions extends ReadOptions {
  /** Asked after each record; what it gives is waited for, so that whoever takes the records is not overrun. */
  readonly settle?: () => Promise<void> | null;
}

/** One buffer of every processor is held while they are merged. */
const MERGE_MAX_BYTES = 48 << 20;

/**
 * Visits the records of the given buffers in the order of their raw times: each processor's buffers by sequence, then all processors
 * merged. Ties go by processor, then by position. Records without a time come right after the one before them.
 */
export async function mergeRecords(
  source: ByteSource,
  trace: TraceHeader,
  places: readonly BufferPlace[],
  visit: (record: OrderedRecord) => void,
  options: MergeOptions = {},
): Promise<MergeOutcome> {
  const byProcessor = Map.groupBy(places, ({ processor }) => processor);
  const firstState = await readFirstState(source);
  const lanes = [...byProcessor]
    .sort(([a], [b]) => a - b)
    .map(([processor, owned]) => new Lane(source, new Unpacker(trace, firstState), processor, owned.toSorted(bySequence)));
  const largest = places.reduce((most, { bufferBytes }) => Math.max(most, bufferBytes), trace.bufferSize);
  const isMerged = lanes.length * largest * 2 <= MERGE_MAX_BYTES;
  const pace = paceOf(options, () => lanes.reduce((sum, lane) => sum + lane.readBytes, 0));
  if (isMerged) await runMerged(lanes, visit, pace);
  else for (const lane of lanes) await runAlone(lane, visit, pace);
  return {
    inversions: lanes.reduce((sum, lane) => sum + lane.inversions, 0),
    unreadable: lanes.reduce((sum, lane) => sum + lane.unreadable, 0),
    isMerged,
  };
}

const bySequence = (a: BufferPlace, b: BufferPlace): number =>
  a.sequence === b.sequence ? a.offset - b.offset : a.sequence < b.sequence ? -1 : 1;

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

/** One processor's buffers in order, with the record it stands at. */
class Lane implements OrderedRecord {
  readonly processor: number;
  readonly place = new RecordPlace();
  rawTime = 0n;
  view: DataView = new DataView(new ArrayBuffer(0));
  inversions = 0;
  unreadable = 0;
  readBytes = 0;
  readonly #source: ByteSource;
  readonly #unpacker: Unpacker;
  readonly #places: readonly BufferPlace[];
  #next = 0;
  #end = 0;
  #file = new Uint8Array(0);

  constructor(source: ByteSource, unpacker: Unpacker, processor: number, places: readonly BufferPlace[]) {
    this.#source = source;
    this.#unpacker = unpacker;
    this.processor = processor;
    this.#places = places;
  }

  /** To the next record of the same buffer; false when there is none. */
  step(): boolean {
    if (readRecord(this.view, this.place.next, this.#end, this.place) !== FOUND) return false;
    const offset = timeOffset(this.view, this.place);
    if (offset < 0) return true;
    const time = this.view.getBigUint64(this.place.at + offset, true);
    if (time < this.rawTime) this.inversions += 1;
    this.rawTime = time;
    return true;
  }

  /** To the first record of the next buffer that has one; false at the end. */
  async advance(): Promise<boolean> {
    for (let place = this.#places[this.#next]; place !== undefined; place = this.#places[this.#next]) {
      this.#next += 1;
      if (!(await this.#load(place))) this.unreadable += 1;
      else if (this.step()) return true;
    }
    this.release();
    return false;
  }

  release(): void {
    this.#file = new Uint8Array(0);
  }

  async #load({ offset, bufferBytes }: BufferPlace): Promise<boolean> {
    if (this.#file.byteLength < bufferBytes) this.#file = new Uint8Array(bufferBytes);
    const count = await this.#source.read(offset, this.#file.subarray(0, bufferBytes));
    this.readBytes += bufferBytes;
    if (count < BUFFER_HEADER_BYTES) return false;
    const bytes = this.#file.subarray(0, count);
    const header = readBufferHeader(new DataView(bytes.buffer, 0, count), 0, offset === 0);
    if (header === null || header.bufferBytes !== bufferBytes) return false;
    const { view, start, end } = this.#unpacker.unpack({ offset, header, bytes, isCutOff: count < bufferBytes });
    this.view = view;
    this.#end = end;
    this.place.next = start;
    return true;
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
