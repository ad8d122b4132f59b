import type { Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { bindKernel32, type Kernel32, lastError } from './kernel32.ts';
import { bind, type Libraries } from './library.ts';
import { untilNul } from './struct.ts';

type Prototypes = {
  EvtQuery(session: null, channel: string, query: string, flags: number): bigint | null;
  EvtNext(results: bigint, count: number, events: BigUint64Array, timeoutMs: number, flags: number, returned: Uint32Array): number;
  EvtRender(
    context: null,
    event: bigint,
    flags: number,
    bytes: number,
    buffer: Uint8Array | null,
    used: Uint32Array,
    properties: Uint32Array,
  ): number;
  EvtClose(handle: bigint): number;
};

const QUERY_CHANNEL_NEWEST_FIRST = 0x1 | 0x200; // EvtQueryChannelPath | EvtQueryReverseDirection
const RENDER_XML = 1;
const ERROR_INSUFFICIENT_BUFFER = 122;
const ERROR_NO_MORE_ITEMS = 259;
const EVENTS_A_CALL = 64;
/** One event of the log has at most 64 KiB of data; as XML it is a few times that. */
const XML_MAX_BYTES = 1 << 22;

/** The machine's own event log. Reading the System channel normally needs no rights. */
export interface EventLog {
  /** The newest `count` events of a channel that the XPath finds, newest first, as XML. */
  read(channel: string, query: string, count: number): Result<readonly string[]>;
}

/** Source of the signatures: winevt.h. Handles are taken as numbers: nothing is read through them. */
export function bindEventLog(libraries: Libraries): Result<EventLog> {
  const wevtapi = bind<Prototypes>(libraries, 'wevtapi', {
    EvtQuery: 'void *EvtQuery(void *session, const char16_t *channel, const char16_t *query, uint32_t flags)',
    EvtNext: 'int32_t EvtNext(void *results, uint32_t count, uint64_t *events, uint32_t timeoutMs, uint32_t flags, uint32_t *returned)',
    EvtRender:
      'int32_t EvtRender(void *context, void *event, uint32_t flags, uint32_t bytes, void *buffer, uint32_t *used, uint32_t *properties)',
    EvtClose: 'int32_t EvtClose(void *handle)',
  });
  if (!wevtapi.ok) return wevtapi;
  const kernel32 = bindKernel32(libraries);
  if (!kernel32.ok) return kernel32;
  return ok({ read: (channel, query, count) => read(wevtapi.value, kernel32.value, channel, query, count) });
}

const closing = (wevtapi: Prototypes, handle: bigint): Disposable => ({ [Symbol.dispose]: () => void wevtapi.EvtClose(handle) });

function read(wevtapi: Prototypes, kernel32: Kernel32, channel: string, query: string, count: number): Result<readonly string[]> {
  const results = wevtapi.EvtQuery(null, channel, query, QUERY_CHANNEL_NEWEST_FIRST);
  if (results === null || results === 0n) return lastError(kernel32, 'EvtQuery', channel);
  using _query = closing(wevtapi, results);
  const texts: string[] = [];
  while (texts.length < count) {
    const events = new BigUint64Array(Math.min(EVENTS_A_CALL, count - texts.length));
    const returned = new Uint32Array(1);
    if (wevtapi.EvtNext(results, events.length, events, 0, 0, returned) === 0) {
      const failed = lastError(kernel32, 'EvtNext', channel);
      return 'code' in failed.error && failed.error.code === ERROR_NO_MORE_ITEMS ? ok(texts) : failed;
    }
    using opened = new DisposableStack();
    const handles = [...events.subarray(0, returned[0] ?? 0)];
    for (const handle of handles) opened.use(closing(wevtapi, handle));
    for (const handle of handles) {
      const xml = render(wevtapi, kernel32, handle);
      if (!xml.ok) return xml;
      texts.push(xml.value);
    }
  }
  return ok(texts);
}

function render(wevtapi: Prototypes, kernel32: Kernel32, event: bigint): Result<string> {
  const used = new Uint32Array(1);
  let buffer: Buffer | null = null;
  for (;;) {
    const done = wevtapi.EvtRender(null, event, RENDER_XML, buffer?.length ?? 0, buffer, used, new Uint32Array(1));
    if (done !== 0 && buffer !== null) return ok(untilNul(buffer.toString('utf16le', 0, Math.min(used[0] ?? 0, buffer.length))));
    const failed = lastError(kernel32, 'EvtRender');
    const wanted = used[0] ?? 0;
    const mustGrow = 'code' in failed.error && failed.error.code === ERROR_INSUFFICIENT_BUFFER && wanted > (buffer?.length ?? 0);
    if (!mustGrow) return failed;
    if (wanted > XML_MAX_BYTES) return fail({ kind: 'refused', call: 'EvtRender', detail: `an event of ${wanted} bytes` });
    buffer = Buffer.alloc(wanted);
  }
}
