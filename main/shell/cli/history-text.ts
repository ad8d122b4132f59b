import type { FilterEvent, VetoEvent } from '../../contract/evidence.ts';
import type { Result } from '../../contract/failure.ts';
import { ok } from '../../domain/result.ts';
import type { History } from '../../service/history.ts';
import type { Outcome } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { csv } from './output.ts';
import { paint, type Style, visible } from './text.ts';

const COLUMNS = ['time', 'eventId', 'processId', 'processName', 'path', 'operation', 'filter', 'reason', 'ntstatus', 'own'] as const;

/** What the System log still holds, oldest first, as people and programs read it. */
export function historyOutcome(history: Result<History>, style: Style): Result<Outcome> {
  if (!history.ok) return history;
  const { vetoes, filterEvents, unread, more } = history.value;
  return ok({
    exitCode: EXIT.full,
    data: () => ({ vetoes, filterEvents, unread, more }),
    csv: () =>
      csv(
        COLUMNS,
        vetoes.map((veto) => COLUMNS.map((column) => veto[column])),
      ),
    text: () => [
      paint(style, 'bold', 'Vetoes that the System log still holds'),
      ...(vetoes.length === 0 ? ['none'] : vetoes.toReversed().map(vetoLine)),
      '',
      paint(style, 'bold', 'Filters that came and went'),
      ...(filterEvents.length === 0 ? ['none'] : filterEvents.toReversed().map(filterLine)),
      '',
      'Whether Windows writes every veto to the log is not documented: what is not listed may still have happened.',
      ...(more ? ['Older records were left out; --limit shows more.'] : []),
      ...(unread > 0 ? [`${unread} records could not be read.`] : []),
    ],
  });
}

function vetoLine({
  time,
  filter,
  processName,
  processId,
  dosPath,
  path,
  operation,
  ntstatus,
  ntstatusName,
  reason,
  own,
}: VetoEvent): string {
  const who = `${visible(processName ?? 'unknown process')}${processId === null ? '' : ` (${processId})`}`;
  const why = `${ntstatusName ?? ntstatus}${reason === null ? '' : ` "${visible(reason)}"`}`;
  return `${time ?? 'no time'}  ${visible(filter)} refused ${operation} of ${who}  ${visible(dosPath ?? path ?? 'unnamed file')}  ${why}${own ? ' [own]' : ''}`;
}

function filterLine({ time, filter, action, altitudes, optedIn, detail }: FilterEvent): string {
  const facts = [
    altitudes.length === 0 ? null : `altitude ${altitudes.join(', ')}`,
    optedIn === null ? null : optedIn ? 'opted in to BypassIO' : 'not opted in to BypassIO',
    detail === null ? null : visible(detail),
  ].filter((fact) => fact !== null);
  return `${time ?? 'no time'}  ${visible(filter ?? 'unknown filter')} ${action}${facts.length === 0 ? '' : ` (${facts.join('; ')})`}`;
}
