import type { FilterEvent, VetoEvent } from '../contract/evidence.ts';
import type { Result } from '../contract/failure.ts';
import { fileTimeText } from '../domain/filetime.ts';
import { FILTER_MANAGER_NAME, toFilterEvent, toVeto, VETO_EVENT_ID } from '../domain/filter-events.ts';
import { fail, ok } from '../domain/result.ts';
import { parseEventXml } from '../etw/event-xml.ts';
import { toLogEvent } from '../etw/evtx-event.ts';
import type { EventLog } from '../win32/wevtapi.ts';

/** What the System log still holds, newest first: no session and normally no rights are needed for it. */
export interface History {
  readonly vetoes: readonly VetoEvent[];
  readonly filterEvents: readonly FilterEvent[];
  /** Records whose XML could not be read. */
  readonly unread: number;
  /** True when older records were left out. */
  readonly more: boolean;
}

/** 1 unload, 3 attach failed, 6 load, 11 supported features, 12 veto. */
const IDS = [1, 3, 6, 11, 12];
const QUERY = `*[System[Provider[@Name='${FILTER_MANAGER_NAME}'] and (${IDS.map((id) => `EventID=${id}`).join(' or ')})]]`;

/** This program's own processes, by what they recorded: the log keeps ids, which Windows gives out again. */
export type IsOwn = (processId: number, time: string) => boolean;

/** The newest `count` events of the filter manager. Whether Windows writes every veto to the log, or throttles them, is unknown. */
export function readHistory(
  log: Result<EventLog>,
  toDosPath: (path: string) => string | null,
  isOwn: IsOwn,
  count: number,
): Result<History> {
  if (!log.ok) return log;
  const texts = log.value.read('System', QUERY, count + 1);
  if (!texts.ok) return fail(texts.error);
  const vetoes: VetoEvent[] = [];
  const filterEvents: FilterEvent[] = [];
  let unread = 0;
  for (const [index, text] of texts.value.slice(0, count).entries()) {
    const root = parseEventXml(text);
    if (root === null) {
      unread += 1;
      continue;
    }
    const { id, version, time, processId, data } = toLogEvent(root);
    const event = { time: time === null ? null : fileTimeText(time), id, version: version ?? 0, processId, fields: data };
    const seq = index + 1;
    if (id !== VETO_EVENT_ID) {
      filterEvents.push({ seq, ...toFilterEvent(event) });
      continue;
    }
    const veto = toVeto(event, toDosPath);
    if (veto === null) unread += 1;
    else vetoes.push({ seq, ...veto, own: processId !== null && event.time !== null && isOwn(processId, event.time) });
  }
  return ok({ vetoes, filterEvents, unread, more: texts.value.length > count });
}
