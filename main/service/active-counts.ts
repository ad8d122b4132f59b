import type { System } from '../domain/system.ts';
import type { ActiveCount } from '../store/active-counts.ts';

/**
 * GET_INFO of every volume that answers it. Each volume is opened, asked and let go: a handle that stayed open would keep it from being
 * dismounted. No veto can come of it, since GET_INFO is not put to the filters.
 */
export function sampleActiveCounts(system: System, nowUs: () => number): ActiveCount[] {
  const volumes = system.volumes.list();
  if (!volumes.ok) return [];
  return volumes.value.flatMap(({ mount }) => {
    const opened = system.targets.open(`${mount}\\`);
    if (!opened.ok) return [];
    using target = opened.value;
    const info = target.manage('get-info');
    const count = info.ok ? info.value.activeBypassIoCount : null;
    return count === null ? [] : [{ mount, timeUs: nowUs(), count }];
  });
}
