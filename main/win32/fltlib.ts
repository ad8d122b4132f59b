import type { Failure, Result } from '../contract/failure.ts';
import { fail, ok } from '../domain/result.ts';
import type { FilterManager, InstanceFacts } from '../domain/system.ts';
import type { Handle } from './kernel32.ts';
import { INSTANCE_AGGREGATE_STANDARD_INFORMATION } from './layouts.ts';
import { bind, type Libraries } from './library.ts';
import { StructView } from './struct.ts';

type Prototypes = {
  FilterVolumeInstanceFindFirst(
    volume: string,
    informationClass: number,
    buffer: Uint8Array,
    bytes: number,
    returned: Uint32Array,
    find: BigUint64Array,
  ): number;
  FilterVolumeInstanceFindNext(find: Handle, informationClass: number, buffer: Uint8Array, bytes: number, returned: Uint32Array): number;
  FilterVolumeInstanceFindClose(find: Handle): number;
};

const S_OK = 0;
const INSUFFICIENT_BUFFER = 0x8007_007a;
const NO_MORE_ITEMS = 0x8007_0103;
const INSTANCE_AGGREGATE_STANDARD = 3; // INSTANCE_INFORMATION_CLASS
const IS_MINIFILTER = 1; // FLTFL_IASI_IS_MINIFILTER
const FIRST_BUFFER_BYTES = 4096;
/** Names are at most 255 and 1024 characters; no single entry comes near this. It bounds what a broken answer can make us allocate. */
const BUFFER_MAX_BYTES = 1 << 20;

/** Source of the signatures: fltuser.h. HRESULTs are read unsigned. */
export function bindFltlib(libraries: Libraries): Result<FilterManager> {
  const fltlib = bind<Prototypes>(libraries, 'fltlib', {
    FilterVolumeInstanceFindFirst:
      'uint32_t FilterVolumeInstanceFindFirst(const char16_t *volume, int32_t informationClass, void *buffer, uint32_t bytes, uint32_t *returned, uint64_t *find)',
    FilterVolumeInstanceFindNext:
      'uint32_t FilterVolumeInstanceFindNext(void *find, int32_t informationClass, void *buffer, uint32_t bytes, uint32_t *returned)',
    FilterVolumeInstanceFindClose: 'uint32_t FilterVolumeInstanceFindClose(void *find)',
  });
  if (!fltlib.ok) return fltlib;
  return ok({ instances: (mount) => listInstances(fltlib.value, mount) });
}

type Step = (buffer: Buffer, returned: Uint32Array) => number;

/** Minifilters and legacy filters of one volume. Needs elevation (0x80070005 without). Source: FilterVolumeInstanceFindFirst, Win32 documentation. */
function listInstances(fltlib: Prototypes, mount: string): Result<readonly InstanceFacts[]> {
  const volume = `${mount}\\`;
  const find = new BigUint64Array(1);
  const instances: InstanceFacts[] = [];
  const first = fetch(
    (buffer, returned) => fltlib.FilterVolumeInstanceFindFirst(volume, INSTANCE_AGGREGATE_STANDARD, buffer, buffer.length, returned, find),
    instances,
  );
  if (first === NO_MORE_ITEMS) return ok([]);
  if (first !== S_OK) return failed('FilterVolumeInstanceFindFirst', first, mount);
  const raw = find[0] as Handle; // filled by the call that succeeded
  using _closed = { [Symbol.dispose]: () => void fltlib.FilterVolumeInstanceFindClose(raw) };
  for (;;) {
    const next = fetch(
      (buffer, returned) => fltlib.FilterVolumeInstanceFindNext(raw, INSTANCE_AGGREGATE_STANDARD, buffer, buffer.length, returned),
      instances,
    );
    if (next === NO_MORE_ITEMS) return ok(instances);
    if (next !== S_OK) return failed('FilterVolumeInstanceFindNext', next, mount);
  }
}

/** One step of an enumeration, with a buffer that grows to the size the call asks for. */
function fetch(step: Step, into: InstanceFacts[]): number | Failure {
  const returned = new Uint32Array(1);
  let buffer = Buffer.alloc(FIRST_BUFFER_BYTES);
  for (;;) {
    const hresult = step(buffer, returned);
    const wanted = returned[0] ?? 0;
    if (hresult === INSUFFICIENT_BUFFER && wanted > buffer.length && wanted <= BUFFER_MAX_BYTES) {
      buffer = Buffer.alloc(wanted);
      continue;
    }
    if (hresult !== S_OK) return hresult;
    const entries = decodeInstances(buffer.subarray(0, Math.min(wanted, buffer.length)));
    if (!entries.ok) return entries.error;
    into.push(...entries.value);
    return S_OK;
  }
}

const failed = (call: string, hresult: number | Failure, target: string): { readonly ok: false; readonly error: Failure } =>
  fail(typeof hresult === 'number' ? { kind: 'hresult', call, code: hresult, target } : hresult);

/** A chain of INSTANCE_AGGREGATE_STANDARD_INFORMATION. A chain that leaves its bytes, or does not move on, is refused whole. */
export function decodeInstances(bytes: Uint8Array): Result<readonly InstanceFacts[]> {
  const instances: InstanceFacts[] = [];
  for (let at = 0; ; ) {
    const entry = StructView.at(INSTANCE_AGGREGATE_STANDARD_INFORMATION, bytes, at);
    const facts = entry === null ? null : decodeInstance(entry);
    if (entry === null || facts === null) {
      return fail({
        kind: 'refused',
        call: 'INSTANCE_AGGREGATE_STANDARD_INFORMATION',
        detail: `the entry at byte ${at} of ${bytes.byteLength} leaves its buffer`,
      });
    }
    instances.push(facts);
    const next = entry.read('NextEntryOffset');
    if (next === 0) return ok(instances);
    at += next;
  }
}

function decodeInstance(entry: StructView<typeof INSTANCE_AGGREGATE_STANDARD_INFORMATION>): InstanceFacts | null {
  const isMinifilter = (entry.read('Flags') & IS_MINIFILTER) !== 0;
  const arm = isMinifilter ? 'MiniFilter' : 'LegacyFilter';
  const filter = entry.text(entry.read(`${arm}.FilterNameBufferOffset`), entry.read(`${arm}.FilterNameLength`));
  const altitude = entry.text(entry.read(`${arm}.AltitudeBufferOffset`), entry.read(`${arm}.AltitudeLength`));
  const instance = isMinifilter
    ? entry.text(entry.read('MiniFilter.InstanceNameBufferOffset'), entry.read('MiniFilter.InstanceNameLength'))
    : '';
  if (filter === null || altitude === null || instance === null) return null;
  return {
    filter,
    instance,
    altitude: /^\d+(\.\d+)?$/.test(altitude) ? altitude : '',
    supportedFeatures: entry.read(`${arm}.SupportedFeatures`),
    kind: isMinifilter ? 'minifilter' : 'legacy',
  };
}
