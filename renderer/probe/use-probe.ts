import { useCallback, useState } from 'react';
import type { ProbeStatus } from '../../main/contract/probe.ts';
import { latest, useAsked } from '../asked.ts';
import type { Client } from '../connection.ts';

/** The wish to ask every layer. It lasts as long as the window: nothing is loaded because of an earlier day. */
export interface Probe {
  readonly isOn: boolean;
  readonly turn: (isOn: boolean) => void;
}

export function useProbe(): Probe {
  const [isOn, turn] = useState(false);
  return { isOn, turn };
}

/** What is known of the driver; asked when a page with the switch is opened, and again whenever an answer came. */
export function useProbeStatus(client: Client, answeredAt: string | null): ProbeStatus | null {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new answer may have loaded the driver, or failed to
  const [asked] = useAsked(useCallback(() => client.probe.status(), [client, answeredAt]));
  return latest(asked);
}
