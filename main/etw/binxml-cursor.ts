/** A record whose binary XML cannot be read. Never leaves the reader: it becomes a warning. */
export class BadBinXml extends Error {}

const DEPTH_MAX = 40;
/** Elements, attributes and values of one record. A record has at most 64 KiB, yet templates can name one value again and again. */
const NODES_MAX = 20_000;
/** The same of one chunk of 64 KiB: a hostile one must not cost a second for each of its records. */
const CHUNK_NODES_MAX = 400_000;
/** Bytes of the values of one record, each as often as it is named, and of all records of one chunk. */
const VALUE_BYTES_MAX = 1 << 20;
const CHUNK_VALUE_BYTES_MAX = 32 << 20;

/** What the records of one chunk may cost: beyond it BadBinXml. */
export class XmlBudget {
  #nodes = 0;
  #chunkNodes = 0;
  #valueBytes = 0;
  #chunkValueBytes = 0;

  nextRecord(): void {
    this.#nodes = 0;
    this.#valueBytes = 0;
  }

  takeNode(depth: number): void {
    this.#nodes += 1;
    this.#chunkNodes += 1;
    if (this.#nodes > NODES_MAX || this.#chunkNodes > CHUNK_NODES_MAX) throw new BadBinXml('more than any event has');
    if (depth > DEPTH_MAX) throw new BadBinXml('nested too deep');
  }

  takeValue(bytes: number): void {
    this.#valueBytes += bytes;
    this.#chunkValueBytes += bytes;
    if (this.#valueBytes > VALUE_BYTES_MAX || this.#chunkValueBytes > CHUNK_VALUE_BYTES_MAX) throw new BadBinXml('more than any event has');
  }
}

/** Position in the chunk; everything that would leave [at, end) throws BadBinXml. */
export class XmlCursor {
  at: number;
  readonly #view: DataView;
  readonly #end: number;

  constructor(view: DataView, at: number, end: number) {
    this.#view = view;
    this.#end = Math.min(end, view.byteLength);
    this.at = at;
    if (at < 0 || at > this.#end) throw new BadBinXml('offset leaves its chunk');
  }

  get left(): number {
    return this.#end - this.at;
  }

  #take(bytes: number): number {
    if (bytes > this.left) throw new BadBinXml('cut off');
    const at = this.at;
    this.at += bytes;
    return at;
  }

  peek(): number {
    if (this.left < 1) throw new BadBinXml('cut off');
    return this.#view.getUint8(this.at);
  }
  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }
  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }
  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }
  skip(bytes: number): void {
    this.#take(bytes);
  }
  text(chars: number): string {
    const at = this.#take(chars * 2);
    return Buffer.from(this.#view.buffer, this.#view.byteOffset + at, chars * 2).toString('utf16le');
  }
}
