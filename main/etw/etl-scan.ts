import { type BufferPlace, BufferPlaces } from './buffer-places.ts';
import type { ByteSource, ReadOptions } from './byte-source.ts';
import { BUFFER_FLAG } from './etl-buffer.ts';
import {
  DAMAGED,
  END,
  fixedHeaderBytes,
  HEADER_TYPE,
  headerTypeName,
  isEventHeader,
  isFullHeader,
  isInstanceHeader,
  isPerfInfo,
  isSystemHeader,
  RecordPlace,
  readRecord,
} from './etl-record.ts';
import { type BufferVisitor, type FileBuffer, type WalkProblem, walkBuffers } from './etl-walk.ts';
import { EventCounts } from './event-counts.ts';
import type { EventsOf } from './events-of.ts';
import { guidText } from './guid.ts';
import { RecordExtremes, type RecordSummary } from './record-extremes.ts';
import type { TraceHeader } from './trace-header.ts';
import { Unpacker } from './unpacked-buffer.ts';
import { type Warning, Warnings } from './warnings.ts';

export interface BufferFacts {
  readonly count: number;
  readonly compressed: number;
  readonly types: Readonly<Record<string, number>>;
  readonly flags: Readonly<Record<string, number>>;
  readonly sequenceMin: bigint;
  readonly sequenceMax: bigint;
  readonly fileOrderIsSequenceOrder: boolean;
  readonly trailingBytes: number;
  readonly recordsPerProcessor: Readonly<Record<string, number>>;
}

export interface TraceScan {
  readonly header: TraceHeader;
  readonly buffers: BufferFacts;
  readonly total: number;
  readonly byHeaderType: Readonly<Record<string, number>>;
  readonly counts: EventCounts;
  readonly classic: readonly {
    readonly guid: string;
    readonly type: number;
    readonly level: number;
    readonly version: number;
    readonly count: number;
  }[];
  readonly hooks: readonly {
    readonly header: 'system' | 'perfinfo';
    readonly hookId: string;
    readonly version: number;
    readonly count: number;
  }[];
  readonly extremes: Readonly<Record<'firstRecord' | 'lastRecord' | 'firstEvent' | 'lastEvent', RecordSummary | null>>;
  /** Buffers that hold records somebody asked for, in file order. */
  readonly places: BufferPlaces;
  /** Bytes of records and headers, as they are when unpacked. */
  readonly unpackedBytes: number;
  readonly warnings: readonly Warning[];
}

/** What else wants to see records while they pass. A record lies wholly inside the view at [place.at, place.at + place.sizeBytes). */
export interface ScanWishes {
  /** Its events make their buffer one of `places`. */
  readonly provider?: EventsOf;
  /** Every record does. */
  readonly everything?: boolean;
  /** Classic (FULL_HEADER) and SYSTEM records, among which merged traces keep what they know of their machine. */
  readonly onClassic?: (view: DataView, place: RecordPlace, guid: string) => void;
  readonly onSystem?: (view: DataView, place: RecordPlace) => void;
}

const PLACES_MAX = 500_000;
const CLASSIC_KINDS_MAX = 20_000;
const HOOK_KINDS_MAX = 20_000;

/** First pass: every record once, in file order, with memory that does not grow with the file. Null when it is no trace. */
export async function scanTrace(source: ByteSource, wishes: ScanWishes = {}, options: ReadOptions = {}): Promise<TraceScan | null> {
  const scanner = new Scanner(wishes);
  const header = await walkBuffers(source, scanner, options);
  return header === null ? null : scanner.result(header);
}

class Scanner implements BufferVisitor {
  readonly #wishes: ScanWishes;
  readonly #warnings = new Warnings();
  readonly #place = new RecordPlace();
  readonly #counts = new EventCounts();
  readonly #extremes = new RecordExtremes();
  readonly #byType = new Uint32Array(HEADER_TYPE.MESSAGE + 1);
  readonly #classic = new Map<string, number>();
  readonly #hooks = new Map<number, number>();
  readonly #types = new Map<number, number>();
  readonly #flags = new Map<number, number>();
  readonly #perProcessor = new Map<number, number>();
  readonly #places = new BufferPlaces();
  #trace: TraceHeader | null = null;
  #unpacker: Unpacker | null = null;
  #total = 0;
  #buffers = 0;
  #compressed = 0;
  #sequences: { min: bigint; max: bigint; last: bigint; isOrdered: boolean } | null = null;
  #trailingBytes = 0;
  #unpackedBytes = 0;
  /** Kernel and classic records of kinds beyond the limits. */
  #uncounted = 0;

  constructor(wishes: ScanWishes) {
    this.#wishes = wishes;
  }

  traceHeader(header: TraceHeader): void {
    this.#trace = header;
  }

  problem({ problem, offset, detail, bytes }: WalkProblem): void {
    switch (problem) {
      case 'cutOff':
        this.#trailingBytes += bytes;
        this.#warnings.add('cutOff', 'the file is cut off in the middle of a buffer; everything before is kept', offset, detail);
        return;
      case 'tooLarge':
        this.#warnings.add('bufferTooLarge', 'a buffer claims more bytes than ETW ever writes and was left out', offset, detail);
        return;
      case 'unused':
        this.#trailingBytes += bytes;
        this.#warnings.add('notClosed', 'space was set aside for the trace and never written', offset, detail);
        return;
      case 'notABuffer':
        this.#trailingBytes += bytes;
        this.#warnings.add('notABuffer', 'no buffer starts where one should', offset, detail);
    }
  }

  buffer(buffer: FileBuffer): void {
    const { header, offset } = buffer;
    this.#countBuffer(buffer);
    this.#unpacker ??= this.#trace === null ? null : new Unpacker(this.#trace, header.state);
    if (this.#unpacker === null) return;
    const { view, bytes, start, end, problem } = this.#unpacker.unpack(buffer);
    if (problem !== null) this.#warnings.add('bufferDamaged', 'a buffer could be read in part only, or not at all', offset, problem);
    this.#unpackedBytes += end;
    const wantedBytes = this.#records(view, bytes, start, end, buffer);
    const { bufferBytes, processor, sequence } = header;
    if (wantedBytes > 0) this.#keep({ offset, bufferBytes, processor, sequence, wantedBytes });
  }

  /** Reads the records of one buffer; gives the bytes of those that somebody comes back for. */
  #records(view: DataView, bytes: Uint8Array, start: number, end: number, { header, offset, isCutOff }: FileBuffer): number {
    const place = this.#place;
    const { provider, everything = false } = this.#wishes;
    let wantedBytes = 0;
    let before = this.#total;
    this.#extremes.startBuffer(view, header.processor, header.sequence);
    for (let at = start; ; at = place.next) {
      const status = readRecord(view, at, end, place);
      if (status === END) break;
      if (status === DAMAGED) {
        // In a buffer that the end of the file cuts through, the last record is cut too: that is said already.
        if (!isCutOff)
          this.#warnings.add(
            'recordsDamaged',
            'the rest of a buffer is not readable from this offset of it on',
            offset,
            `${at} of ${end} bytes`,
          );
        break;
      }
      this.#total += 1;
      this.#byType[place.type] = (this.#byType[place.type] as number) + 1;
      this.#extremes.add(view, place);
      if (isEventHeader(place.type)) {
        if (provider?.wrote(view, place.at) === true) wantedBytes += place.next - place.at;
        this.#counts.add(view, bytes, place.at, place.at + place.sizeBytes);
      } else this.#other(view, place);
      if (everything) wantedBytes += place.next - place.at;
    }
    before = this.#total - before;
    this.#perProcessor.set(header.processor, (this.#perProcessor.get(header.processor) ?? 0) + before);
    this.#extremes.endBuffer();
    return wantedBytes;
  }

  #other(view: DataView, place: RecordPlace): void {
    const { at, type } = place;
    if (isSystemHeader(type) || isPerfInfo(type)) {
      // Packed: hook, low byte of the version word, and which of the two headers.
      const key = (isPerfInfo(type) ? 0x100_0000 : 0) + view.getUint8(at) * 0x1_0000 + view.getUint16(at + 6, true);
      const known = this.#hooks.get(key);
      if (known !== undefined || this.#hooks.size < HOOK_KINDS_MAX) this.#hooks.set(key, (known ?? 0) + 1);
      else this.#uncounted += 1;
      if (isSystemHeader(type)) this.#wishes.onSystem?.(view, place);
    } else if (isFullHeader(type) || isInstanceHeader(type)) {
      const guid = guidText(view, at + 0x18);
      const key = `${guid} ${view.getUint8(at + 4)} ${view.getUint8(at + 5)} ${view.getUint16(at + 6, true)}`;
      const known = this.#classic.get(key);
      if (known !== undefined || this.#classic.size < CLASSIC_KINDS_MAX) this.#classic.set(key, (known ?? 0) + 1);
      else this.#uncounted += 1;
      if (isFullHeader(type)) this.#wishes.onClassic?.(view, place, guid);
    }
  }

  #countBuffer({ header, offset }: FileBuffer): void {
    this.#buffers += 1;
    if (header.isCompressed) this.#compressed += 1;
    const { sequence, flags, type } = header;
    this.#types.set(type, (this.#types.get(type) ?? 0) + 1);
    this.#flags.set(flags, (this.#flags.get(flags) ?? 0) + 1);
    if ((flags & BUFFER_FLAG.EVENTS_LOST) !== 0)
      this.#warnings.add('lostHere', 'the writer lost events while it filled a buffer', offset, '');
    if ((flags & BUFFER_FLAG.BUFFER_LOST) !== 0) this.#warnings.add('lostHere', 'the writer lost a buffer before this one', offset, '');
    const known = this.#sequences;
    if (known === null) {
      this.#sequences = { min: sequence, max: sequence, last: sequence, isOrdered: true };
      return;
    }
    if (sequence < known.last) known.isOrdered = false;
    if (sequence < known.min) known.min = sequence;
    if (sequence > known.max) known.max = sequence;
    known.last = sequence;
  }

  #keep(place: BufferPlace): void {
    if (this.#places.length < PLACES_MAX) this.#places.add(place);
    else
      this.#warnings.add(
        'tooMany',
        'more buffers hold events of interest than can be put in order; those after this offset are left out',
        place.offset,
        '',
      );
  }

  #unsupported(message: string, count: number): void {
    this.#warnings.add('notSupported', message, null, '', count);
  }

  result(header: TraceHeader): TraceScan {
    const recordsPerProcessor = Object.fromEntries([...this.#perProcessor].filter(([, count]) => count > 0).sort(([a], [b]) => a - b));
    const byHeaderType: Record<string, number> = {};
    this.#byType.forEach((count, type) => {
      if (count === 0) return;
      byHeaderType[headerTypeName(type)] = count;
      if (type === HEADER_TYPE.MESSAGE)
        this.#unsupported('WPP messages were counted but not decoded: that needs the symbols of their writer', count);
      else if (fixedHeaderBytes(type) === 0)
        this.#unsupported(`records of kind ${headerTypeName(type)} were skipped: nothing is known of their content`, count);
    });
    const uncounted = this.#counts.uncounted + this.#uncounted;
    const { unnamed, samples } = this.#counts;
    const say = (kind: 'tooMany' | 'notDecoded', message: string, count: number): void => {
      if (count > 0) this.#warnings.add(kind, message, null, '', count);
    };
    say('tooMany', 'records are of more kinds than are told apart', uncounted);
    say('tooMany', 'self-describing events have more names than are told apart', unnamed.beyond);
    say('tooMany', 'samples of self-describing events are left out: they are too long, or too many', samples.leftOut);
    say('notDecoded', 'self-describing events have a description that is cut off', unnamed.cutOff);
    return {
      header,
      buffers: {
        count: this.#buffers,
        compressed: this.#compressed,
        types: Object.fromEntries(this.#types),
        flags: Object.fromEntries([...this.#flags].map(([flags, count]) => [`0x${flags.toString(16)}`, count])),
        sequenceMin: this.#sequences?.min ?? 0n,
        sequenceMax: this.#sequences?.max ?? 0n,
        fileOrderIsSequenceOrder: this.#sequences?.isOrdered ?? true,
        trailingBytes: this.#trailingBytes,
        recordsPerProcessor,
      },
      total: this.#total,
      byHeaderType,
      counts: this.#counts,
      classic: [...this.#classic].map(([key, count]) => {
        const [guid = '', type, level, version] = key.split(' ');
        return { guid, type: Number(type), level: Number(level), version: Number(version), count };
      }),
      hooks: [...this.#hooks].map(([key, count]) => ({
        header: key >= 0x100_0000 ? ('perfinfo' as const) : ('system' as const),
        hookId: `0x${(key & 0xffff).toString(16).padStart(4, '0')}`,
        version: (key >> 16) & 0xff,
        count,
      })),
      extremes: this.#extremes.result(),
      places: this.#places,
      unpackedBytes: this.#unpackedBytes,
      warnings: this.#warnings.list(),
    };
  }
}
