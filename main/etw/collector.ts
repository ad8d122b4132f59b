import { parentPort, workerData } from 'node:worker_threads';
import type { Failure } from '../contract/failure.ts';
import { close, failureOf, openForWriting, type WritableDb } from '../store/database.ts';
import { EventWriter, type StoredPayload } from '../store/events.ts';
import { applyRetention } from '../store/retention.ts';
import { indexNew } from '../store/search-index.ts';
import { dosPath, readDosDevices } from '../win32/dos-devices.ts';
import { type RecordBatch, TraceConsumer } from '../win32/etw-consumer.ts';
import { EVENT_RECORD } from '../win32/etw-layouts.ts';
import { type Libraries, simulatedLibraries, windowsLibraries } from '../win32/library.ts';
import { bindTdh } from '../win32/tdh.ts';
import type { CollectorMessage, CollectorOptions } from './collector-messages.ts';
import { EventDecoder } from './decode.ts';
import { FILTER_MANAGER_BYTES } from './session.ts';

/**
 * The thread that lives inside ProcessTrace: records are copied as they come, and each buffer becomes one transaction. It decodes a payload
 * once, however often it comes.
 */

const FIELDS = EVENT_RECORD.fields;
const PROVIDER_AT = 24; // EVENT_HEADER.ProviderId
/** 1970 as FILETIME, in halves. */
const EPOCH_HIGH = 0x019d_b1de;
const EPOCH_LOW = 0xd53e_8000;
const PAYLOADS_KEPT = 50_000;
const RETENTION_EVERY_MS = 60_000;
/** The search tables follow so many events or so long behind: enough to be worth sorting, few enough to be looked at one by one. */
const INDEX_BEHIND_EVENTS = 100_000;
const INDEX_BEHIND_MS = 2_000;

class Collector {
  readonly #db: WritableDb;
  readonly #writer: EventWriter;
  readonly #decoder: EventDecoder;
  readonly #options: CollectorOptions;
  readonly #committed: BigInt64Array;
  /** By event id and version, then by bytes. */
  readonly #payloads = new Map<number, Map<string, StoredPayload>>();
  #retentionAt = performance.now() + RETENTION_EVERY_MS;
  #indexedSeq: number;
  #indexAt = performance.now() + INDEX_BEHIND_MS;

  constructor(db: WritableDb, decoder: EventDecoder, options: CollectorOptions) {
    this.#db = db;
    this.#writer = new EventWriter(db, options.recording);
    this.#decoder = decoder;
    this.#options = options;
    this.#committed = new BigInt64Array(options.committed);
    this.#indexedSeq = indexNew(db).seq;
    Atomics.store(this.#committed, 0, BigInt(this.#writer.seq));
  }

  /** One buffer, one transaction. */
  store(batch: RecordBatch): void {
    try {
      this.#writer.batch(() => {
        for (let index = 0; index < batch.count; index++) this.#add(batch, batch.offsets[index] ?? 0);
      });
    } catch (error) {
      this.#payloads.clear(); // what was interned went with the transaction
      throw error;
    }
    Atomics.store(this.#committed, 0, BigInt(this.#writer.seq));
    if (this.#writer.seq - this.#indexedSeq >= INDEX_BEHIND_EVENTS || performance.now() >= this.#indexAt) this.index();
    if (performance.now() >= this.#retentionAt) this.#keepToChoice();
  }

  index(): void {
    this.#indexedSeq = indexNew(this.#db).seq;
    this.#indexAt = performance.now() + INDEX_BEHIND_MS;
  }

  #add({ bytes, view }: RecordBatch, at: number): void {
    if (!isFilterManager(view, at + PROVIDER_AT)) return; // Windows' own notes about the trace
    const payloadAt = at + EVENT_RECORD.size;
    const payloadEnd = payloadAt + view.getUint16(at + FIELDS.UserDataLength[0], true);
    const eventId = view.getUint16(at + FIELDS['EventHeader.EventDescriptor.Id'][0], true);
    const version = view.getUint8(at + FIELDS['EventHeader.EventDescriptor.Version'][0]);
    const key = bytes.toString('latin1', payloadAt, payloadEnd); // one character a byte
    const known = this.#payloadsOf(eventId, version);
    let payload = known.get(key);
    if (payload === undefined) {
      payload = this.#writer.intern(this.#decoder.decode({ bytes, recordAt: at, payloadAt, payloadEnd, eventId, version }));
      if (known.size >= PAYLOADS_KEPT) known.clear();
      known.set(key, payload);
    }
    const timeUs = microsOf(view, at + FIELDS['EventHeader.TimeStamp'][0]);
    const processId = view.getUint32(at + FIELDS['EventHeader.ProcessId'][0], true);
    const { own } = this.#options;
    this.#writer.add({
      timeUs,
      processId,
      threadId: view.getUint32(at + FIELDS['EventHeader.ThreadId'][0], true),
      own: processId === own.processId && timeUs >= own.startedUs, // an earlier process may have had the same id
      payload,
    });
  }

  #payloadsOf(eventId: number, version: number): Map<string, StoredPayload> {
    const kind = eventId * 256 + version;
    const known = this.#payloads.get(kind) ?? new Map<string, StoredPayload>();
    this.#payloads.set(kind, known);
    return known;
  }

  /** Here, because only the writer of events may remove them while it writes. */
  #keepToChoice(): void {
    this.#retentionAt = performance.now() + RETENTION_EVERY_MS;
    const removals = applyRetention(this.#db, Date.now() * 1000);
    if (removals.length === 0) return;
    this.#payloads.clear(); // some may have gone
    this.#writer.forgetIds();
    say({ kind: 'removed', removals });
  }
}

const PROVIDER = viewOf(FILTER_MANAGER_BYTES);
const GUID_WORDS = [0, 4, 8, 12] as const;

const isFilterManager = (view: DataView, at: number): boolean =>
  GUID_WORDS.every((word) => view.getUint32(at + word, true) === PROVIDER.getUint32(word, true));

/**
 * FILETIME to microseconds since 1970, exactly, without a bigint for each event: 2^32 is 10 times 429,496,729 and 6, so no product here
 * passes 2^53. Times before 1970 are 1970.
 */
function microsOf(view: DataView, at: number): number {
  const high = view.getUint32(at + 4, true) - EPOCH_HIGH;
  const low = view.getUint32(at, true) - EPOCH_LOW;
  return Math.max(0, high * 429_496_729 + Math.floor((high * 6 + low) / 10));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const say = (message: CollectorMessage): void => parentPort?.postMessage(message);

function run(options: CollectorOptions): void {
  const libraries: Libraries = options.simulated ? simulatedLibraries() : windowsLibraries;
  const opened = openForWriting(options.databaseFile);
  if (!opened.ok) {
    say({ kind: 'ended', failure: opened.error, isStoreFailure: true });
    return;
  }
  const { db } = opened.value;
  try {
    const ended = collect(libraries, db, options);
    say({ kind: 'ended', ...ended });
  } finally {
    close(db);
  }
}

function collect(
  libraries: Libraries,
  db: WritableDb,
  options: CollectorOptions,
): { readonly failure: Failure | null; readonly isStoreFailure: boolean } {
  const failed = (failure: Failure, isStoreFailure = false) => ({ failure, isStoreFailure });
  const tdh = bindTdh(libraries);
  if (!tdh.ok) return failed(tdh.error);
  const devices = readDosDevices(libraries);
  if (!devices.ok) return failed(devices.error);
  const decoder = new EventDecoder(tdh.value, (path) => dosPath(devices.value, path));
  const collector = new Collector(db, decoder, options);
  let storeError: unknown = null;
  const consumer = TraceConsumer.open(libraries, options.sessionName, options.stagingBytes, (batch) => {
    try {
      collector.store(batch);
    } catch (error) {
      storeError = error;
      throw error; // ends ProcessTrace
    }
  });
  if (!consumer.ok) return failed(consumer.error);
  using trace = consumer.value;
  say({ kind: 'ready' });
  try {
    const processed = trace.process();
    collector.index();
    return { failure: processed.ok ? null : processed.error, isStoreFailure: false };
  } catch (error) {
    if (error !== storeError) throw error;
    return failed(failureOf(error, options.databaseFile), true); // rethrows what is no failure of the store
  }
}

run(workerData as CollectorOptions); // session.ts makes the worker with these
