import { ok } from '../domain/result.ts';
import type { Recording } from './recording.ts';
import type { Service } from './service.ts';
import type { View } from './view.ts';

/** This machine and its database. SQLite is loaded with the first page that needs it. */
export function liveView(service: Service, recording: () => Promise<Recording>): View {
  return {
    machine: () => service.machine(),
    volumes: () => service.volumes(),
    filters: (asking) => service.filters(undefined, asking),
    query: (paths, asking) => ok(service.query(paths, asking)),
    history: async (limit) => {
      const history = (await recording()).history(limit);
      return history.ok
        ? ok({ ...history.value, vetoes: [...history.value.vetoes], filterEvents: [...history.value.filterEvents] })
        : history;
    },
    games: async () => ok(await service.games()),
    events: async () => (await recording()).events,
    scans: () => service.scans(),
    snapshots: () => service.snapshots(),
  };
}
