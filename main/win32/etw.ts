import koffi from 'koffi';
import type { Failure, Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { ENABLE_TRACE_PARAMETERS, EVENT_FILTER_DESCRIPTOR, EVENT_TRACE_PROPERTIES } from './etw-layouts.ts';
import { bind, type Libraries } from './library.ts';
import { StructView, untilNul } from './struct.ts';
import { structBytes } from './struct-writer.ts';

type Prototypes = {
  StartTraceW(handle: BigUint64Array, name: string, properties: Uint8Array): number;
  ControlTraceW(handle: bigint, name: string | null, properties: Uint8Array, code: number): number;
  EnableTraceEx2(
    handle: bigint,
    provider: Uint8Array,
    code: number,
    level: number,
    matchAny: bigint,
    matchAll: bigint,
    timeoutMs: number,
    parameters: Uint8Array | null,
  ): number;
  QueryAllTracesW(list: BigUint64Array, count: number, returned: Uint32Array): number;
};

const NAME_MAX_CHARS = 1024;
const NAME_ROOM_BYTES = (NAME_MAX_CHARS + 1) * 2;
const WNODE_FLAG_TRACED_GUID = 0x0002_0000;
const CLOCK_QPC = 1;
const EVENT_TRACE_REAL_TIME_MODE = 0x100;
const CONTROL = { query: 0, stop: 1, flush: 3 } as const;
const ENABLE_PROVIDER = 1;
const LEVEL_VERBOSE = 5;
const ENABLE_TRACE_PARAMETERS_VERSION_2 = 2;
const EVENT_FILTER_TYPE_EVENT_ID = 0x8000_0200;
/** The default limit of sessions on Windows; asked in one call. */
const SESSIONS_MAX = 64;

export const ERROR_WMI_INSTANCE_NOT_FOUND = 4201;
export const ERROR_ALREADY_EXISTS = 183;
export const ERROR_NO_SYSTEM_RESOURCES = 1450;

/** What Windows counts for a session. The lost ones are since its start. */
export interface SessionState {
  readonly name: string;
  readonly handle: bigint;
  readonly eventsLost: number;
  /** Buffers that no consumer got, and buffers that were not written: events in unknown number. */
  readonly buffersLost: number;
  readonly buffersWritten: number;
}

export interface SessionSettings {
  readonly bufferKiB: number;
  readonly maximumBuffers: number;
  readonly flushSeconds: number;
}

/** Trace sessions by name. All need an administrator or a member of Performance Log Users (win32 5 without). */
export interface TraceSessions {
  /** Fails with 183 when a session of that name runs, 1450 when Windows allows no more. Times are QPC, delivered as system time. */
  start(name: string, settings: SessionSettings): Result<bigint>;
  /** Delivers from now on the events of `provider` (16 bytes as in memory); only `ids` when given, at most 64. */
  enable(session: bigint, provider: Uint8Array, ids: readonly number[] | null): Result<null>;
  /** The counts at the end. Fails with 4201 when there is no such session. */
  stop(name: string): Result<SessionState>;
  query(name: string): Result<SessionState>;
  /** Hands partly filled buffers to the consumer now. */
  flush(name: string): Result<SessionState>;
  /** Every running session that this process may see. */
  list(): Result<readonly SessionState[]>;
}

/** Source of the signatures: evntrace.h. All return a Win32 code, so there is no last error to lose. */
export function bindTraceSessions(libraries: Libraries): Result<TraceSessions> {
  const bound = bind<Prototypes>(libraries, 'advapi32', {
    StartTraceW: 'uint32_t StartTraceW(uint64_t *handle, const char16_t *name, void *properties)',
    ControlTraceW: 'uint32_t ControlTraceW(uint64_t handle, const char16_t *name, void *properties, uint32_t code)',
    EnableTraceEx2:
      'uint32_t EnableTraceEx2(uint64_t handle, void *provider, uint32_t code, uint8_t level, uint64_t matchAny, uint64_t matchAll, uint32_t timeoutMs, void *parameters)',
    QueryAllTracesW: 'uint32_t QueryAllTracesW(uint64_t *list, uint32_t count, uint32_t *returned)',
  });
  if (!bound.ok) return bound;
  const advapi32 = bound.value;
  const control = (name: string, code: number): Result<SessionState> => {
    const properties = propertiesOf({});
    const error = advapi32.ControlTraceW(0n, name, properties, code);
    return error === 0 ? ok(stateOf(properties)) : fail(failure('ControlTraceW', error, name));
  };
  return ok({
    start: (name, settings) => start(advapi32, name, settings),
    enable: (session, provider, ids) => enable(advapi32, session, provider, ids),
    stop: (name) => control(name, CONTROL.stop),
    query: (name) => control(name, CONTROL.query),
    flush: (name) => control(name, CONTROL.flush),
    list: () => list(advapi32),
  });
}

const failure = (call: string, code: number, target?: string): Failure => ({
  kind: 'win32',
  call,
  code,
  ...(target === undefined ? {} : { target }),
});

type Properties = { readonly [K in keyof (typeof EVENT_TRACE_PROPERTIES)['fields']]?: number };

/** Room for the longest name lies behind the structure: StartTraceW and ControlTraceW write it there. */
function propertiesOf(values: Properties): Buffer {
  const bytes = EVENT_TRACE_PROPERTIES.size + NAME_ROOM_BYTES;
  return structBytes(
    EVENT_TRACE_PROPERTIES,
    {
      'Wnode.BufferSize': bytes,
      'Wnode.Flags': WNODE_FLAG_TRACED_GUID,
      LoggerNameOffset: EVENT_TRACE_PROPERTIES.size,
      ...values,
    },
    bytes,
  );
}

function stateOf(properties: Buffer): SessionState {
  const view = StructView.at(EVENT_TRACE_PROPERTIES, properties);
  if (view === null) throw new Error('the properties were allocated too small');
  return {
    name: untilNul(properties.toString('utf16le', EVENT_TRACE_PROPERTIES.size)),
    handle: view.read('Wnode.HistoricalContext'),
    eventsLost: view.read('EventsLost'),
    buffersLost: view.read('RealTimeBuffersLost') + view.read('LogBuffersLost'),
    buffersWritten: view.read('BuffersWritten'),
  };
}

function start(advapi32: Prototypes, name: string, settings: SessionSettings): Result<bigint> {
  const properties = propertiesOf({
    'Wnode.ClientContext': CLOCK_QPC,
    BufferSize: settings.bufferKiB,
    MaximumBuffers: settings.maximumBuffers,
    LogFileMode: EVENT_TRACE_REAL_TIME_MODE,
    FlushTimer: settings.flushSeconds,
  });
  const handle = new BigUint64Array(1);
  const error = advapi32.StartTraceW(handle, name, properties);
  return error === 0 ? ok(handle[0] ?? 0n) : fail(failure('StartTraceW', error, name));
}

function enable(advapi32: Prototypes, session: bigint, provider: Uint8Array, ids: readonly number[] | null): Result<null> {
  const list = Buffer.alloc(4 + 2 * (ids?.length ?? 0));
  list.writeUInt8(1, 0); // FilterIn
  list.writeUInt16LE(ids?.length ?? 0, 2);
  for (const [index, id] of (ids ?? []).entries()) list.writeUInt16LE(id, 4 + index * 2);
  const descriptor = structBytes(EVENT_FILTER_DESCRIPTOR, {
    Ptr: koffi.address(list),
    Size: list.length,
    Type: EVENT_FILTER_TYPE_EVENT_ID,
  });
  const parameters = structBytes(ENABLE_TRACE_PARAMETERS, {
    Version: ENABLE_TRACE_PARAMETERS_VERSION_2,
    EnableFilterDesc: koffi.address(descriptor),
    FilterDescCount: 1,
  });
  const filter = ids === null ? null : parameters;
  // matchAny 0: all events of a manifest provider. The buffers above are read before the call returns.
  const error = advapi32.EnableTraceEx2(session, provider, ENABLE_PROVIDER, LEVEL_VERBOSE, 0n, 0n, 0, filter);
  return error === 0 ? ok(null) : fail(failure('EnableTraceEx2', error));
}

function list(advapi32: Prototypes): Result<readonly SessionState[]> {
  const all = Array.from({ length: SESSIONS_MAX }, () => propertiesOf({}));
  const pointers = new BigUint64Array(all.map((properties) => koffi.address(properties)));
  const returned = new Uint32Array(1);
  const error = advapi32.QueryAllTracesW(pointers, all.length, returned);
  const ERROR_MORE_DATA = 234; // a machine may be configured for more than 64: the first are still described
  if (error !== 0 && error !== ERROR_MORE_DATA) return fail(failure('QueryAllTracesW', error));
  return ok(all.slice(0, returned[0] ?? 0).map(stateOf));
}
