import type { EventCursor, EventFilter, StoredEvent } from '../../main/contract/events.ts';
import type { Machine } from '../../main/contract/machine.ts';
import type { Recording } from '../../main/contract/recordings.ts';
import { lossesOf } from '../../main/contract/text/events.ts';
import { saveFile } from '../parts/use-copied.ts';
import { formatTable } from '../text/tabular.ts';
import type { EventsClient } from './events-client.ts';

const PAGE_COUNT = 1_000;
/** The console's own columns (`bpio events --csv`), in its order. */
const COLUMNS = [
  'seq',
  'time',
  'eventId',
  'processId',
  'processName',
  'path',
  'operation',
  'filter',
  'reason',
  'ntstatus',
  'ntstatusName',
  'own',
] as const satisfies readonly (keyof StoredEvent)[];

interface Saving {
  readonly client: EventsClient;
  readonly filter: EventFilter;
  readonly recordings: readonly Recording[];
  readonly machine: Machine | null;
  readonly format: 'csv' | 'json';
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
}

/** All matching events, oldest first, page by page into one file. Cancelled, it saves nothing. */
export async function saveEvents({ client, filter, recordings, machine, format, signal, onProgress }: Saving): Promise<void> {
  const parts: string[] = [headOf(format, machine)];
  let from: EventCursor | null = null;
  let done = 0;
  do {
    const page: Awaited<ReturnType<EventsClient['page']>> = await client.page({
      filter,
      direction: 'newer',
      limit: PAGE_COUNT,
      ...(from === null ? {} : { from }),
    });
    if (signal.aborted) return;
    if (page.events.length > 0) parts.push(pageText(page.events, format, done === 0));
    done += page.events.length;
    from = page.next;
    onProgress(done);
  } while (from !== null);
  parts.push(tailOf(format, recordings));
  const at = new Date().toISOString();
  const type = format === 'csv' ? 'text/csv' : 'application/json';
  saveFile(`bypassio-events-${at.slice(0, 19).replaceAll(/[:T]/g, '-')}.${format}`, parts, type);
}

function headOf(format: 'csv' | 'json', machine: Machine | null): string {
  if (format === 'csv') return `${COLUMNS.join(',')}\r\n`;
  const head = JSON.stringify({
    schemaVersion: 1,
    command: 'events',
    generatedAt: new Date().toISOString(),
    tool: { name: 'BypassIO Inspector' },
    machine,
  });
  return `${head.slice(0, -1)},"data":{"events":[\n`;
}

export function pageText(events: readonly StoredEvent[], format: 'csv' | 'json', isFirst: boolean): string {
  if (format === 'json') return `${isFirst ? '' : ',\n'}${events.map((event) => JSON.stringify(event)).join(',\n')}`;
  const rows = events.map((event) => COLUMNS.map((column) => String(event[column] ?? '')));
  const [, ...lines] = formatTable({ headers: COLUMNS, rows }, 'csv').split('\r\n');
  return `${lines.join('\r\n')}\r\n`;
}

/** A file that leaves out what was lost would look complete. */
function tailOf(format: 'csv' | 'json', recordings: readonly Recording[]): string {
  if (format === 'csv') return '';
  const { lostEvents: events, lostBuffers: buffers } = lossesOf(recordings);
  return `\n],"more":false,"lost":${JSON.stringify({ events, buffers })}}}\n`;
}
