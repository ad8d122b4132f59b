import type { InferContractRouterOutputs } from '@orpc/contract';
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import type { Contract } from '../../main/contract/contract.ts';
import type { Machine } from '../../main/contract/machine.ts';
import { type Asked, useAsked } from '../asked.ts';
import type { Connection, ConnectionState } from '../connection.ts';
import { type Probe, useProbe } from '../probe/use-probe.ts';
import type { View } from '../view.ts';

type Outputs = InferContractRouterOutputs<Contract>;
export type VolumesAnswer = Outputs['volumes'];
export type FiltersAnswer = Outputs['filters'];
export type QueryAnswer = Outputs['query'];

/** What the window knows about the machine, this one or that of a case, and the one way to ask again. */
export interface Inspection {
  readonly view: View;
  readonly connection: ConnectionState;
  /** See `Connection.turn`. */
  readonly turn: number;
  readonly machine: Asked<Machine>;
  readonly volumes: Asked<VolumesAnswer>;
  readonly filters: Asked<FiltersAnswer>;
  /** Whether filters and paths are asked through the probe driver. */
  readonly probe: Probe;
  readonly refresh: () => void;
  /** Null where asking again can bring nothing new: a case stays what it is. */
  readonly askAgain: (() => void) | null;
}

export function useInspection(connection: Connection, view: View): Inspection {
  const { client } = view;
  const state = useSyncExternalStore(connection.subscribe, connection.state);
  const turn = useSyncExternalStore(connection.subscribe, connection.turn);
  const [machine, askMachine] = useAsked(useCallback(() => client.machine(), [client]));
  const [volumes, askVolumes] = useAsked(useCallback(() => client.volumes(), [client]));
  const probe = useProbe();
  const [filters, askFilters] = useAsked(useCallback(() => client.filters({ probe: probe.isOn }), [client, probe.isOn]));
  const refresh = useCallback(() => {
    askMachine();
    askVolumes();
    askFilters();
  }, [askMachine, askVolumes, askFilters]);
  useOnTurn(turn, refresh);
  return { view, connection: state, turn, machine, volumes, filters, probe, refresh, askAgain: view.kind === 'live' ? refresh : null };
}

/** The paths' verdicts; asked again when the paths change, and by the second value. */
export function useQuery(
  { view: { client }, turn, probe: { isOn: probe } }: Inspection,
  paths: readonly string[],
): readonly [Asked<QueryAnswer>, () => void] {
  const key = paths.join('|');
  const [asked, askAgain] = useAsked(useCallback(() => client.query({ paths: key.split('|'), probe }), [client, key, probe]));
  useOnTurn(turn, askAgain);
  return [asked, askAgain];
}

/** A service that came back, or another one, is asked again: what is on screen may be from before. */
export function useOnTurn(turn: number, act: () => void): void {
  const seen = useRef(turn);
  useEffect(() => {
    if (seen.current === turn) return;
    seen.current = turn;
    act();
  }, [turn, act]);
}
