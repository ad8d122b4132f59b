import type { Failure, Result } from '../contract/failure.ts';
import type { ProbeStatus } from '../contract/probe.ts';
import { fail, ok } from '../domain/result.ts';
import { withText } from '../domain/status-texts.ts';
import type { ProbeSession, System } from '../domain/system.ts';
import { explained } from './probe-sweep.ts';

const worded = (system: System, failure: Failure): Failure => withText(explained(failure, system.probe.isInstalled()), system.texts);

/** Whether the probe is there and what it has seen. Only looks: what runs goes on running, and nothing is loaded. */
export function probeStatus(system: System): ProbeStatus {
  const installed = system.probe.isInstalled();
  const connected = system.probe.connect();
  if (!connected.ok) return absent(system, installed, connected.error);
  using session = connected.value;
  const observing = session.observing();
  const statistics = session.statistics();
  const failed = observing.ok ? (statistics.ok ? null : statistics.error) : observing.error;
  return {
    installed: true,
    loaded: true,
    version: session.version.driver,
    observing: observing.ok ? observing.value.map(({ volume, altitude }) => ({ volume, altitude })) : [],
    statistics: statistics.ok ? { ...statistics.value } : null,
    failure: failed === null ? null : worded(system, failed),
  };
}

/** A port that does not exist is no failure of a status: the driver is not loaded. */
function absent(system: System, installed: boolean, failure: Failure): ProbeStatus {
  const isNotLoaded = 'code' in failure && failure.code === 0x8007_0002;
  const isBusy = 'code' in failure && failure.code === 0x8007_04d6;
  return {
    installed,
    loaded: isNotLoaded ? false : isBusy ? true : null,
    version: null,
    observing: [],
    statistics: null,
    failure: isNotLoaded ? null : worded(system, failure),
  };
}

/** Loads the probe and lets it observe every NTFS volume until it is removed. */
export function installProbe(system: System): Result<ProbeStatus> {
  return withSession(system, (session) => {
    const volumes = system.volumes.list();
    if (!volumes.ok) return volumes;
    for (const { mount, fileSystem } of volumes.value) {
      if (fileSystem !== 'NTFS') continue;
      const observed = session.observe(mount);
      if (!observed.ok) {
        session.stopObserving(); // all volumes or none: half an observer misleads
        return observed;
      }
    }
    return ok(null);
  });
}

/** Detaches the probe everywhere and unloads it. One that does not run is removed. */
export function removeProbe(system: System): Result<ProbeStatus> {
  const connected = system.probe.connect();
  if (!connected.ok) {
    const { error } = connected;
    return 'code' in error && error.code === 0x8007_0002 ? ok(probeStatus(system)) : fail(worded(system, error));
  }
  connected.value[Symbol.dispose]();
  return withSession(system, (session) => session.stopObserving());
}

/** The session ends before the status is asked: the port takes one connection. */
function withSession(system: System, act: (session: ProbeSession) => Result<unknown>): Result<ProbeStatus> {
  const opened = system.probe.open();
  if (!opened.ok) return fail(worded(system, opened.error));
  const done = runAndClose(opened.value, act);
  return done.ok ? ok(probeStatus(system)) : fail(worded(system, done.error));
}

function runAndClose(session: ProbeSession, act: (session: ProbeSession) => Result<unknown>): Result<unknown> {
  using _closed = session;
  return act(session);
}
