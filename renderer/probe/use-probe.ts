import { useCallback, useState } from 'react';
import type { ProbeStatus } from '../../main/contract/probe.ts';
import { latest, useAsked } from '../asked.ts';
import type { View } from '../view.ts';

/** The wish to ask every layer. It lasts as long as the window: nothing is loaded because of an earlier day. */
export interface Probe {
  readonly isOn: boolean;
  readonly turn: (isOn: boolean) => void;
}

export function useProbe(): Probe {
  const [isOn, turn] = useState(false);
  return { isOn, turn };
}

/** What is known of the driver, which is no part of a case; asked when a page with the switch is opened, and again whenever an answer came. */
export function useProbeStatus(view: View, answeredAt: string | null): ProbeStatus | null {
  const live = view.kind === 'live' ? view.client : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new answer may have loaded the driver, or failed to
  const [asked] = useAsked(useCallback(async () => (live === null ? null : live.probe.status()), [live, answeredAt]));
  return latest(asked);
}
