import type { Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { EVENT_RECORD } from './etw-layouts.ts';
import { bind, type Libraries } from './library.ts';

type Prototypes = {
  TdhGetEventInformation(record: Uint8Array, count: number, context: null, info: Uint8Array | null, bytes: Uint32Array): number;
};

const ERROR_INSUFFICIENT_BUFFER = 122;
/** Descriptions have some hundred bytes; this bounds what a broken answer can make us allocate. */
const INFO_MAX_BYTES = 1 << 20;

/** Descriptions of events by the manifests that are registered on this Windows. */
export interface EventDescriptions {
  /**
   * TRACE_EVENT_INFO of the event whose EVENT_RECORD lies at `at`; of that, only provider and descriptor are looked at. Fails with win32
   * 1168 when this Windows has no description of it.
   */
  describe(bytes: Uint8Array, at: number): Result<Buffer>;
}

/** Source of the signature: tdh.h. Returns its status. */
export function bindTdh(libraries: Libraries): Result<EventDescriptions> {
  const tdh = bind<Prototypes>(libraries, 'tdh', {
    TdhGetEventInformation:
      'uint32_t TdhGetEventInformation(void *record, uint32_t count, void *context, void *info, _Inout_ uint32_t *bytes)',
  });
  if (!tdh.ok) return tdh;
  return ok({
    describe: (bytes, at) => {
      // A record of its own, whose pointers point to nothing: those of the original are the callback's.
      const record = Buffer.alloc(EVENT_RECORD.size);
      record.set(bytes.subarray(at, at + EVENT_RECORD.size));
      record.writeUInt16LE(0, EVENT_RECORD.fields.UserDataLength[0] - 2); // ExtendedDataCount
      record.fill(0, EVENT_RECORD.fields.UserDataLength[0], EVENT_RECORD.size);
      return describe(tdh.value, record);
    },
  });
}

function describe(tdh: Prototypes, record: Buffer): Result<Buffer> {
  const size = new Uint32Array(1);
  let info: Buffer | null = null;
  for (;;) {
    const code = tdh.TdhGetEventInformation(record, 0, null, info, size);
    const wanted = size[0] ?? 0;
    if (code === 0 && info !== null) return ok(info.subarray(0, Math.min(wanted, info.length)));
    const mustGrow = code === ERROR_INSUFFICIENT_BUFFER && wanted > (info?.length ?? 0) && wanted <= INFO_MAX_BYTES;
    if (!mustGrow) return fail({ kind: 'win32', call: 'TdhGetEventInformation', code });
    info = Buffer.alloc(wanted);
  }
}
