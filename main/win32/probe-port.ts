import type { Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import { type Handle, type Kernel32, OwnedHandle } from './kernel32.ts';
import { bind, type Libraries } from './library.ts';
import { INSTANCE_FULL_INFORMATION } from './probe-layouts.ts';
import { StructView } from './struct.ts';

type Prototypes = {
  FilterLoad(filter: string): number;
  FilterUnload(filter: string): number;
  FilterAttach(filter: string, volume: string, instance: null, createdBytes: number, createdName: null): number;
  FilterAttachAtAltitude(
    filter: string,
    volume: string,
    altitude: string,
    instance: string,
    createdBytes: number,
    createdName: null,
  ): number;
  FilterDetach(filter: string, volume: string, instance: string): number;
  FilterConnectCommunicationPort(
    port: string,
    options: number,
    context: null,
    contextBytes: number,
    security: null,
    handle: BigUint64Array,
  ): number;
  FilterSendMessage(
    port: Handle,
    input: Uint8Array,
    inputBytes: number,
    output: Uint8Array,
    outputBytes: number,
    returned: Uint32Array,
  ): number;
  FilterInstanceFindFirst(
    filter: string,
    informationClass: number,
    buffer: Uint8Array,
    bytes: number,
    returned: Uint32Array,
    find: BigUint64Array,
  ): number;
  FilterInstanceFindNext(find: Handle, informationClass: number, buffer: Uint8Array, bytes: number, returned: Uint32Array): number;
  FilterInstanceFindClose(find: Handle): number;
};

export const HRESULT = {
  ok: 0,
  fileNotFound: 0x8007_0002,
  alreadyExists: 0x8007_00b7,
  noMoreItems: 0x8007_0103,
  alreadyRunning: 0x8007_0420,
  nameCollision: 0x801f_0012,
  filterNotFound: 0x801f_0013,
  instanceNotFound: 0x801f_0015,
} as const;

const INSTANCE_FULL = 2; // INSTANCE_INFORMATION_CLASS
/** Instance, altitude and volume name at their longest (255, any, 1024 characters) come nowhere near this. */
const ENTRY_MAX_BYTES = 16_384;

export interface PortInstance {
  readonly instance: string;
  readonly altitude: string;
  readonly volume: string;
}

/** The calls of fltlib that manage one filter and talk to it. Source of the signatures: fltuser.h. */
export class FilterPortApi {
  readonly #fltlib: Prototypes;
  readonly #kernel32: Kernel32;
  readonly #filter: string;

  private constructor(fltlib: Prototypes, kernel32: Kernel32, filter: string) {
    this.#fltlib = fltlib;
    this.#kernel32 = kernel32;
    this.#filter = filter;
  }

  static bind(libraries: Libraries, kernel32: Kernel32, filter: string): Result<FilterPortApi> {
    const fltlib = bind<Prototypes>(libraries, 'fltlib', {
      FilterLoad: 'uint32_t FilterLoad(const char16_t *filter)',
      FilterUnload: 'uint32_t FilterUnload(const char16_t *filter)',
      FilterAttach:
        'uint32_t FilterAttach(const char16_t *filter, const char16_t *volume, const char16_t *instance, uint32_t createdBytes, void *createdName)',
      FilterAttachAtAltitude:
        'uint32_t FilterAttachAtAltitude(const char16_t *filter, const char16_t *volume, const char16_t *altitude, const char16_t *instance, uint32_t createdBytes, void *createdName)',
      FilterDetach: 'uint32_t FilterDetach(const char16_t *filter, const char16_t *volume, const char16_t *instance)',
      FilterConnectCommunicationPort:
        'uint32_t FilterConnectCommunicationPort(const char16_t *port, uint32_t options, void *context, uint16_t contextBytes, void *security, uint64_t *handle)',
      FilterSendMessage:
        'uint32_t FilterSendMessage(void *port, void *input, uint32_t inputBytes, void *output, uint32_t outputBytes, uint32_t *returned)',
      FilterInstanceFindFirst:
        'uint32_t FilterInstanceFindFirst(const char16_t *filter, int32_t informationClass, void *buffer, uint32_t bytes, uint32_t *returned, uint64_t *find)',
      FilterInstanceFindNext:
        'uint32_t FilterInstanceFindNext(void *find, int32_t informationClass, void *buffer, uint32_t bytes, uint32_t *returned)',
      FilterInstanceFindClose: 'uint32_t FilterInstanceFindClose(void *find)',
    });
    return fltlib.ok ? ok(new FilterPortApi(fltlib.value, kernel32, filter)) : fltlib;
  }

  /** False when it was running already. Needs SeLoadDriverPrivilege, enabled. */
  load(): Result<boolean> {
    const hresult = this.#fltlib.FilterLoad(this.#filter);
    if (hresult === HRESULT.alreadyExists || hresult === HRESULT.alreadyRunning) return ok(false);
    return this.#checked('FilterLoad', hresult, true);
  }

  unload(): Result<null> {
    return this.#checked('FilterUnload', this.#fltlib.FilterUnload(this.#filter), null);
  }

  /** The instance that the service's key describes. False when it is there already. */
  attachDefault(volume: string): Result<boolean> {
    const hresult = this.#fltlib.FilterAttach(this.#filter, volume, null, 0, null);
    return hresult === HRESULT.nameCollision ? ok(false) : this.#checked('FilterAttach', hresult, true, volume);
  }

  attach(volume: string, altitude: string, instance: string): Result<null> {
    const hresult = this.#fltlib.FilterAttachAtAltitude(this.#filter, volume, altitude, instance, 0, null);
    return this.#checked('FilterAttachAtAltitude', hresult, null, `${volume} ${altitude}`);
  }

  /** An instance that is gone already is detached. */
  detach(volume: string, instance: string): Result<null> {
    const hresult = this.#fltlib.FilterDetach(this.#filter, volume, instance);
    return hresult === HRESULT.instanceNotFound ? ok(null) : this.#checked('FilterDetach', hresult, null, volume);
  }

  connect(port: string): Result<OwnedHandle> {
    const handle = new BigUint64Array(1);
    const hresult = this.#fltlib.FilterConnectCommunicationPort(port, 0, null, 0, null, handle);
    if (hresult !== HRESULT.ok) return fail({ kind: 'hresult', call: 'FilterConnectCommunicationPort', code: hresult, target: port });
    return ok(new OwnedHandle(this.#kernel32, handle[0] as Handle)); // filled by the call that succeeded
  }

  /** The bytes of the answer. Both buffers are whole allocations of their own, hence aligned. */
  send(port: OwnedHandle, request: Uint8Array, answer: Uint8Array): Result<number> {
    const returned = new Uint32Array(1);
    const hresult = this.#fltlib.FilterSendMessage(port.raw, request, request.byteLength, answer, answer.byteLength, returned);
    return this.#checked('FilterSendMessage', hresult, Math.min(returned[0] ?? 0, answer.byteLength));
  }

  /** Every instance of the filter, on all volumes; none when it is not loaded. */
  instances(): Result<readonly PortInstance[]> {
    const found: PortInstance[] = [];
    const find = new BigUint64Array(1);
    const buffer = Buffer.alloc(ENTRY_MAX_BYTES);
    const returned = new Uint32Array(1);
    const first = this.#fltlib.FilterInstanceFindFirst(this.#filter, INSTANCE_FULL, buffer, buffer.length, returned, find);
    if (first === HRESULT.noMoreItems || first === HRESULT.filterNotFound) return ok([]);
    if (first !== HRESULT.ok) return this.#checked('FilterInstanceFindFirst', first, []);
    const raw = find[0] as Handle; // filled by the call that succeeded
    using _closed = { [Symbol.dispose]: () => void this.#fltlib.FilterInstanceFindClose(raw) };
    for (;;) {
      const entry = decodeInstance(buffer.subarray(0, Math.min(returned[0] ?? 0, buffer.length)));
      if (!entry.ok) return entry;
      found.push(entry.value);
      const next = this.#fltlib.FilterInstanceFindNext(raw, INSTANCE_FULL, buffer, buffer.length, returned);
      if (next === HRESULT.noMoreItems) return ok(found);
      if (next !== HRESULT.ok) return this.#checked('FilterInstanceFindNext', next, []);
    }
  }

  #checked<T>(call: string, hresult: number, value: T, target: string = this.#filter): Result<T> {
    return hresult === HRESULT.ok ? ok(value) : fail({ kind: 'hresult', call, code: hresult, target });
  }
}

/** One INSTANCE_FULL_INFORMATION, which is what a call gives. Texts that leave its bytes refuse it whole. */
export function decodeInstance(bytes: Uint8Array): Result<PortInstance> {
  const entry = StructView.at(INSTANCE_FULL_INFORMATION, bytes);
  const instance = entry?.text(entry.read('InstanceNameBufferOffset'), entry.read('InstanceNameLength')) ?? null;
  const altitude = entry?.text(entry.read('AltitudeBufferOffset'), entry.read('AltitudeLength')) ?? null;
  const volume = entry?.text(entry.read('VolumeNameBufferOffset'), entry.read('VolumeNameLength')) ?? null;
  if (instance === null || altitude === null || volume === null) {
    return fail({ kind: 'refused', call: 'INSTANCE_FULL_INFORMATION', detail: `the entry leaves its ${bytes.byteLength} bytes` });
  }
  return ok({ instance, altitude, volume });
}
