import { GROUPINGS, type Grouping } from '../../../contract/event-words.ts';
import type { EventFilter, EventGroups, StoredEvent } from '../../../contract/events.ts';
import type { Result } from '../../../contract/failure.ts';
import { countOf, formatBytes, formatCount } from '../../../contract/numbers.ts';
import type { Recording, RetentionChoice } from '../../../contract/recordings.ts';
import { clockText, localText } from '../../../domain/micros.ts';
import { fail, ok } from '../../../domain/result.ts';
import type { EventsView } from '../../../service/view.ts';
import { type Arguments, badRequest } from '../arguments.ts';
import type { CaseCommand, Context, Outcome } from '../command.ts';
import { eventLine, eventsText, lossText } from '../event-text.ts';
import { EXIT } from '../exit-codes.ts';
import { historyOutcome } from '../history-text.ts';
import { csv } from '../output.ts';
import { paint, type Style, table, visible } from '../text.ts';

const LIMIT_DEFAULT = 1_000;
const LIMIT_MAX = 10_000_000;
const PAGE = 1_000;

export const events: CaseCommand = {
  usage:
    'events [--from <time>] [--to <time>] [--filter <name>] [--process <name>] [--path <part>] [--reason <text>] [--status <0x…>] [--text <part>] [--id <number>] [--recording <number>] [--not-own] [--limit <number>] [--group <by>] [--csv] [--db <file> | --case <file>] [--recordings] [--history] [--keep-days <n>|all] [--keep-mib <n>|all]',
  summary:
    'recorded events by time, filter, process, path or reason, of this computer or of a case file; the recordings; past vetoes from the System log',
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    filter: { type: 'string' },
    process: { type: 'string' },
    path: { type: 'string' },
    reason: { type: 'string' },
    status: { type: 'string' },
    text: { type: 'string' },
    id: { type: 'string' },
    recording: { type: 'string' },
    'not-own': { type: 'boolean' },
    limit: { type: 'string' },
    group: { type: 'string' },
    csv: { type: 'boolean' },
    db: { type: 'string' },
    case: { type: 'string' },
    recordings: { type: 'boolean' },
    history: { type: 'boolean' },
    'keep-days': { type: 'string' },
    'keep-mib': { type: 'string' },
  },
  needs: 'machineOrCase',
  async run(context) {
    const wanted = readWanted(context.arguments);
    if (!wanted.ok) return wanted;
    const { values, flags } = context.arguments;
    const recording = await context.recording(values.get('db'));
    using events = recording.events;
    if (flags.has('history')) return historyOutcome(recording.history(wanted.value.limit), context.console.style);
    return answered(events, wanted.value, context);
  },
  async runOnCase(context) {
    const wanted = readWanted(context.arguments);
    if (!wanted.ok) return wanted;
    const { values, flags } = context.arguments;
    const file = values.get('case') ?? '';
    if (values.has('db')) return fail(badRequest('--case and --db name two sources', file));
    if (flags.has('history')) return fail(badRequest('the System log of a machine is not in its case file', file));
    // Only this needs SQLite and the schemas for it.
    const [{ openChecked }, { caseLines, machineOfCase }] = await Promise.all([
      import('../../../service/case/open-checked.ts'),
      import('../case-text.ts'),
    ]);
    const opened = await openChecked(file);
    if (!opened.ok) return opened;
    await using found = opened.value;
    const { contents, view } = found;
    const outcome = answered(await view.events(), wanted.value, context);
    if (!outcome.ok) return outcome;
    // Everything is read now: the case closes when this returns.
    const [data, lines, csv] = [outcome.value.data(), outcome.value.text(), outcome.value.csv?.()];
    return ok({
      exitCode: outcome.value.exitCode,
      machine: machineOfCase(contents.manifest),
      data: () => data,
      text: () => [...caseLines(contents.name, contents, context.console.style), '', ...lines],
      ...(csv === undefined ? {} : { csv: () => csv }),
    });
  },
};

interface Wanted {
  readonly filter: EventFilter;
  readonly limit: number;
}

function readWanted({ words, values, flags }: Arguments): Result<Wanted> {
  if (words.length > 0) return fail(badRequest('events takes no path; --path finds a part of one', words[0]));
  const filter = readFilter(values, flags, Date.now());
  if (!filter.ok) return filter;
  const limit = values.get('limit') === undefined ? LIMIT_DEFAULT : Number(values.get('limit'));
  return Number.isInteger(limit) && limit >= 1 && limit <= LIMIT_MAX
    ? ok({ filter: filter.value, limit })
    : fail(badRequest(`--limit takes 1 to ${LIMIT_MAX}`, values.get('limit')));
}

/** Of this computer's events, or of a case's. */
function answered(events: EventsView, { filter, limit }: Wanted, context: Answering): Result<Outcome> {
  const { values, flags } = context.arguments;
  const { style } = context.console;
  if (values.has('keep-days') || values.has('keep-mib')) return keep(events, values);
  if (flags.has('recordings')) return recordingsOutcome(events, style);
  const by = values.get('group');
  return by === undefined ? eventsOutcome(events, filter, limit, context) : groupsOutcome(events, filter, by, style);
}

type Answering = Pick<Context, 'console' | 'arguments'>;

const RELATIVE = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `2026-11-20T08:00:00Z`, `2026-11-20 08:00` in this computer's zone, or `15m`, `2h`, `3d` before now. Microseconds, or null. */
function readMoment(text: string, nowMs: number): number | null {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const ms = amount === undefined ? Date.parse(text) : nowMs - Number(amount) * RELATIVE[unit as keyof typeof RELATIVE]; // the pattern names its units
  return Number.isNaN(ms) || ms < 0 ? null : ms * 1_000;
}

function readFilter(values: ReadonlyMap<string, string>, flags: ReadonlySet<string>, nowMs: number): Result<EventFilter> {
  const filter: { -readonly [K in keyof EventFilter]: EventFilter[K] } = {};
  for (const [option, key] of [
    ['from', 'fromUs'],
    ['to', 'toUs'],
  ] as const) {
    const text = values.get(option);
    if (text === undefined) continue;
    const moment = readMoment(text, nowMs);
    if (moment === null) return fail(badRequest(`--${option} takes a time such as 2026-11-20T08:00:00Z, or 15m, 2h, 3d before now`, text));
    filter[key] = moment;
  }
  for (const [option, key] of [
    ['filter', 'filters'],
    ['process', 'processes'],
    ['reason', 'reasons'],
  ] as const) {
    const text = values.get(option);
    if (text !== undefined) filter[key] = [text];
  }
  for (const key of ['path', 'text'] as const) {
    const text = values.get(key);
    if (text !== undefined) filter[key] = text;
  }
  const status = values.get('status');
  if (status !== undefined && !/^0x[0-9A-Fa-f]{8}$/.test(status))
    return fail(badRequest('--status takes an NTSTATUS such as 0xC00004C9', status));
  if (status !== undefined) filter.ntstatuses = [status];
  for (const [option, set] of [
    [
      'id',
      (value: number) => {
        filter.eventIds = [value];
      },
    ],
    [
      'recording',
      (value: number) => {
        filter.recording = value;
      },
    ],
  ] as const) {
    const text = values.get(option);
    if (text === undefined) continue;
    if (!/^\d{1,9}$/.test(text)) return fail(badRequest(`--${option} takes a number`, text));
    set(Number(text));
  }
  if (flags.has('not-own')) filter.own = false;
  return ok(filter);
}

/** Pages behind each other until the limit: the newest events, oldest of them first. */
function collect(
  events: EventsView,
  filter: EventFilter,
  limit: number,
): Result<{ readonly events: StoredEvent[]; readonly total: number | null; readonly more: boolean }> {
  const found: StoredEvent[] = [];
  let from: { readonly timeUs: number; readonly seq: number } | undefined;
  let total: number | null = null;
  for (;;) {
    const page = events.page({
      filter,
      direction: 'older',
      limit: Math.min(PAGE, limit - found.length),
      ...(from === undefined ? {} : { from }),
    });
    if (!page.ok) return page;
    total ??= page.value.total;
    found.push(...page.value.events);
    const { next } = page.value;
    if (next === null || found.length >= limit)
      return ok({ events: found.reverse(), total: next === null ? found.length : total, more: next !== null });
    from = next;
  }
}

const EVENT_COLUMNS = [
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
] as const;

function eventsOutcome(events: EventsView, filter: EventFilter, limit: number, { console: { style } }: Answering): Result<Outcome> {
  const collected = collect(events, filter, limit);
  if (!collected.ok) return collected;
  const recordings = events.recordings();
  if (!recordings.ok) return recordings;
  const { events: found, total, more } = collected.value;
  const lost = lossOf(recordings.value, found, filter);
  return ok({
    exitCode: EXIT.full,
    data: () => ({ events: found, total, more, lost }),
    csv: () =>
      csv(
        EVENT_COLUMNS,
        found.map((event) => EVENT_COLUMNS.map((column) => event[column])),
      ),
    text: () => [
      ...found.map((event) => eventLine(event, style)),
      '',
      paint(
        style,
        'bold',
        `${eventsText(found.length)}${more ? ` of ${total === null ? 'more' : formatCount(total)}: the newest are shown, --limit shows more` : ''}.`,
      ),
      ...lossLines(lost),
    ],
  });
}

/** Losses of the recordings that the shown events can be from. */
function lossOf(
  recordings: readonly Recording[],
  found: readonly StoredEvent[],
  filter: EventFilter,
): { readonly events: number; readonly buffers: number } {
  const from = filter.fromUs ?? found[0]?.timeUs ?? 0;
  const to = filter.toUs ?? Number.MAX_SAFE_INTEGER;
  const doubtful = recordings.filter(
    ({ id, startedUs, endedUs }) =>
      (filter.recording === undefined || filter.recording === id) && startedUs < to && (endedUs ?? Number.MAX_SAFE_INTEGER) >= from,
  );
  return {
    events: doubtful.reduce((sum, { lostEvents }) => sum + lostEvents, 0),
    buffers: doubtful.reduce((sum, { lostBuffers }) => sum + lostBuffers, 0),
  };
}

const lossLines = ({ events: lost, buffers }: { readonly events: number; readonly buffers: number }): string[] =>
  [lossText(lost, buffers)].filter((line) => line !== null);

function groupsOutcome(events: EventsView, filter: EventFilter, by: string, style: Style): Result<Outcome> {
  const grouping = GROUPINGS.find((known) => known === by);
  if (grouping === undefined) return fail(badRequest(`--group takes one of ${GROUPINGS.join(', ')}`, by));
  const counted = events.groups(filter, grouping);
  if (!counted.ok) return counted;
  const recordings = events.recordings();
  const lost = recordings.ok ? lossOf(recordings.value, [], filter) : { events: 0, buffers: 0 };
  return ok(groupLines(counted.value, grouping, lost, style));
}

function groupLines(
  { groups, complete }: EventGroups,
  grouping: Grouping,
  lost: { readonly events: number; readonly buffers: number },
  style: Style,
): Outcome {
  return {
    exitCode: EXIT.full,
    data: () => ({ by: grouping, groups, complete, lost }),
    csv: () =>
      csv(
        [grouping, 'events'],
        groups.map(({ value, events: amount }) => [value, amount]),
      ),
    text: () => [
      ...table(
        [grouping, 'Events'],
        groups.map(({ value, events: amount }) => [value === null ? '(none)' : visible(value), formatCount(amount)]),
        style,
      ),
      ...(complete ? [] : ['Only the newest matching events were counted: there are more.']),
      ...lossLines(lost),
    ],
  };
}

function recordingsOutcome(events: EventsView, style: Style): Result<Outcome> {
  const read = events.recordings();
  if (!read.ok) return read;
  const retention = events.retention();
  if (!retention.ok) return retention;
  const recordings = read.value;
  const { choice, usedBytes, removals } = retention.value;
  return ok({
    exitCode: EXIT.full,
    data: () => ({ recordings, retention: retention.value }),
    text: () => [
      ...table(
        ['Recording', 'Began', 'Ended', 'How', 'Machine', 'Events', 'Lost', 'Removed'],
        recordings.map((row) => [
          String(row.id),
          localText(row.startedUs),
          row.endedUs === null ? '' : clockText(row.endedUs),
          row.source === null ? (row.ending ?? 'running') : `${row.ending} from ${visible(row.source.name)}`,
          `${visible(row.machine)}${row.simulated ? ' (simulated)' : ''}`,
          formatCount(row.events),
          row.lostEvents + row.lostBuffers === 0 ? '' : `${formatCount(row.lostEvents)} + ${countOf(row.lostBuffers, 'buffer')}`,
          row.removed === 0 ? '' : formatCount(row.removed),
        ]),
        style,
      ),
      '',
      `${formatBytes(usedBytes)} in use. Kept: ${keptText(choice)}.`,
      ...removals.map(({ timeUs, events: amount, reason }) => `${localText(timeUs)} removed ${eventsText(amount)}: ${reason}`),
    ],
  });
}

function keptText({ maxAgeDays, maxBytes }: RetentionChoice): string {
  const parts = [maxAgeDays === null ? null : `${maxAgeDays} days`, maxBytes === null ? null : `at most ${formatBytes(maxBytes)}`].filter(
    (part) => part !== null,
  );
  return parts.length === 0 ? 'everything' : parts.join(', ');
}

const MIB = 1_048_576;

/** Removing takes the user's word: one limit for age, one for size, `all` for none. */
function keep(events: EventsView, values: ReadonlyMap<string, string>): Result<Outcome> {
  const before = events.retention();
  const old: RetentionChoice = before.ok ? before.value.choice : { maxAgeDays: null, maxBytes: null };
  const days = readLimit(values.get('keep-days'), old.maxAgeDays, 1, 36_500);
  const bytes = readLimit(values.get('keep-mib'), old.maxBytes, MIB, 10_000_000);
  if (days === 'wrong' || bytes === 'wrong') return fail(badRequest('--keep-days and --keep-mib take a number, or "all"'));
  const set = events.setRetention({ maxAgeDays: days, maxBytes: bytes });
  if (!set.ok) return set;
  return ok({
    exitCode: EXIT.full,
    data: () => ({ retention: set.value }),
    text: () => [`Kept from the next recording on: ${keptText(set.value.choice)}. What is removed is listed by bpio events --recordings.`],
  });
}

function readLimit(text: string | undefined, before: number | null, unit: number, max: number): number | null | 'wrong' {
  if (text === undefined) return before;
  if (text === 'all') return null;
  const amount = Number(text);
  return /^\d{1,8}$/.test(text) && amount >= 1 && amount <= max ? amount * unit : 'wrong';
}
