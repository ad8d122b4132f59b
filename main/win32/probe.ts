import type { Result } from '../contract/failure.ts';
import type { BypassIoAnswer } from '../domain/bypass-io.ts';
import { fail, ok } from '../domain/result.ts';
import type { ProbeDriver, ProbeObserver, ProbePlace, ProbeSession, ProbeStatistics, ProbeVersion, Target } from '../domain/system.ts';
import type { Kernel32, OwnedHandle } from './kernel32.ts';
import type { Libraries } from './library.ts';
import { enableLoadDriver } from './privilege.ts';
import { PROBE_ANSWER, PROBE_STATISTICS, PROBE_VERSION } from './probe-layouts.ts';
import { askRequest, decodeProbeAnswer, decodeStatistics, decodeVersion, otherVersion, request } from './probe-messages.ts';
import { FilterPortApi, type PortInstance } from './probe-port.ts';

/** The driver's service, and the filter's name. */
export const PROBE_FILTER = 'bpioprobe';
const PORT = '\\BypassIoProbe';
/** Instances that ask carry this before their number; the driver detaches them itself when its client is gone. */
const ASK_PREFIX = 'Ask ';
const SKIP_STORAGE_STACK_QUERY = 1;
const REVISION_MISMATCH = 0x8007_051a;

/** The calls are bound when the probe is first wanted: most commands never want it. `isInstalled` is the registry's word. */
export function probeDriver(libraries: Libraries, kernel32: Kernel32, isInstalled: () => boolean): ProbeDriver {
  const bound = (): Result<FilterPortApi> => FilterPortApi.bind(libraries, kernel32, PROBE_FILTER);
  return {
    isInstalled,
    connect: () => {
      const api = bound();
      return api.ok ? connect(api.value, 'leaves') : api;
    },
    open: () => {
      const api = bound();
      if (!api.ok) return api;
      const enabled = enableLoadDriver(libraries, kernel32);
      if (!enabled.ok) return enabled;
      const loaded = api.value.load();
      if (!loaded.ok) return loaded;
      const session = connect(api.value, 'unloads');
      if (!session.ok && loaded.value) api.value.unload(); // loaded for nothing
      return session;
    },
  };
}

/** Whether a session that ends unloads a driver of which nothing is attached any more. */
type AtEnd = 'leaves' | 'unloads';

function connect(api: FilterPortApi, atEnd: AtEnd): Result<ProbeSession> {
  const port = api.connect(PORT);
  if (!port.ok) return port;
  const version = readVersion(api, port.value);
  if (!version.ok) {
    port.value[Symbol.dispose]();
    return version;
  }
  const session = new Session(api, port.value, version.value, atEnd);
  const cleared = detachAll(api, isAsking); // left by a run that was killed, should the driver not have seen it go
  if (cleared.ok) return ok(session);
  session[Symbol.dispose]();
  return cleared;
}

function readVersion(api: FilterPortApi, port: OwnedHandle): Result<ProbeVersion> {
  const answer = Buffer.alloc(PROBE_VERSION.size);
  const bytes = api.send(port, request('version'), answer);
  if (bytes.ok) return decodeVersion(answer.subarray(0, bytes.value));
  const { error } = bytes;
  return error.kind === 'hresult' && error.code === REVISION_MISMATCH ? fail(otherVersion('it refuses our requests')) : bytes;
}

const isAsking = ({ instance }: PortInstance): boolean => instance.startsWith(ASK_PREFIX);

/** Detaches the instances that `isMeant`, wherever they are; gives their number. */
function detachAll(api: FilterPortApi, isMeant: (instance: PortInstance) => boolean): Result<number> {
  const instances = api.instances();
  if (!instances.ok) return instances;
  const meant = instances.value.filter(isMeant);
  for (const { volume, instance } of meant) {
    const detached = api.detach(volume, instance);
    if (!detached.ok) return detached;
  }
  return ok(meant.length);
}

class Session implements ProbeSession {
  readonly version: ProbeVersion;
  readonly #api: FilterPortApi;
  readonly #port: OwnedHandle;
  readonly #atEnd: AtEnd;
  readonly #attached: { readonly volume: string; readonly instance: string }[] = [];
  readonly #answer = Buffer.alloc(PROBE_ANSWER.size);

  constructor(api: FilterPortApi, port: OwnedHandle, version: ProbeVersion, atEnd: AtEnd) {
    this.#api = api;
    this.#port = port;
    this.version = version;
    this.#atEnd = atEnd;
  }

  attach(mount: string, altitude: string): Result<ProbePlace> {
    const volume = `${mount}\\`;
    const instance = `${ASK_PREFIX}${this.#attached.length}`;
    const attached = this.#api.attach(volume, altitude, instance);
    if (!attached.ok) return attached;
    this.#attached.push({ volume, instance });
    return ok({ instance, altitude });
  }

  ask(place: ProbePlace, target: Target, question: 'query' | 'query-filter-stack'): Result<BypassIoAnswer> {
    const inFlags = question === 'query-filter-stack' ? SKIP_STORAGE_STACK_QUERY : 0;
    const bytes = this.#api.send(this.#port, askRequest(target.handle, place.instance, inFlags), this.#answer);
    return bytes.ok ? decodeProbeAnswer(question, this.#answer.subarray(0, bytes.value)) : bytes;
  }

  observe(mount: string): Result<boolean> {
    return this.#api.attachDefault(`${mount}\\`);
  }

  stopObserving(): Result<number> {
    return detachAll(this.#api, (instance) => !isAsking(instance));
  }

  observing(): Result<readonly ProbeObserver[]> {
    const instances = this.#api.instances();
    return instances.ok ? ok(instances.value.filter((instance) => !isAsking(instance))) : instances;
  }

  statistics(): Result<ProbeStatistics> {
    const answer = Buffer.alloc(PROBE_STATISTICS.size);
    const bytes = this.#api.send(this.#port, request('statistics'), answer);
    return bytes.ok ? decodeStatistics(answer.subarray(0, bytes.value)) : bytes;
  }

  /** The driver goes when nothing of it is attached any more: loaded for this session, or left by one that was killed. */
  [Symbol.dispose](): void {
    for (const { volume, instance } of this.#attached.splice(0)) this.#api.detach(volume, instance);
    this.#port[Symbol.dispose]();
    if (this.#atEnd === 'leaves') return;
    const left = this.#api.instances();
    if (left.ok && left.value.length === 0) this.#api.unload();
  }
}
