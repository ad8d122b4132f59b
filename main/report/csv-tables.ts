import { describe } from '../contract/describe.ts';
import type { Report, ReportCause } from '../contract/report.ts';
import { REPORT_TABLES, type ReportTable } from '../contract/report-words.ts';
import type { Fact } from '../contract/snapshot.ts';
import { whyNotKnown } from '../contract/text/facts.ts';
import { machineText } from '../contract/text/machine.ts';
import { VERDICTS } from '../contract/words.ts';
import { microsText } from '../domain/micros.ts';
import type { First } from './answers.ts';
import { BYTE_ORDER_MARK, type CsvCell, csv } from './csv.ts';
import { FILE_COLUMNS, FILTER_COLUMNS, FIRST_CAUSE_COLUMNS, failureCell, fileCells, filterCells, firstCauseCells } from './csv-rows.ts';
import { caseText } from './origin.ts';

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly CsvCell[])[];
  /** Rows that there would be if the report held all of them. */
  readonly total: number;
}

/** One table of a report as CSV. Times are ISO texts in UTC. */
export function csvReport(report: Report, table: ReportTable, hasMark: boolean): string {
  const { header, rows } = TABLES[table](report);
  return `${hasMark ? BYTE_ORDER_MARK : ''}${csv(header, rows)}`;
}

const TABLES: Readonly<Record<ReportTable, (report: Report) => Table>> = {
  summary,
  verdicts,
  causes,
  filters,
  missing: ({ missing }) => ({
    header: ['subject', 'sentence', 'failure'],
    rows: missing.map(({ subject, sentence, failure }) => [subject, sentence, failure === null ? null : describe(failure)]),
    total: missing.length,
  }),
  machine,
  vetoes: ({ vetoes: { byReason } }) => ({
    header: ['filter', 'ntstatus', 'ntstatusName', 'reason', 'operations', 'processes', 'vetoes', 'first', 'last'],
    rows: byReason.items.map(({ filter, ntstatus, ntstatusName, reason, operations, processes, vetoes, firstUs, lastUs }) => [
      filter,
      ntstatus,
      ntstatusName,
      reason,
      operations.join(' '),
      processes.join('; '),
      vetoes,
      microsText(firstUs),
      microsText(lastUs),
    ]),
    total: byReason.total,
  }),
  'veto-paths': ({ vetoes: { byPath } }) => ({
    header: ['path', 'filters', 'vetoes', 'first', 'last'],
    rows: byPath.items.map(({ path, filters, vetoes, firstUs, lastUs }) => [
      path,
      filters.join('; '),
      vetoes,
      microsText(firstUs),
      microsText(lastUs),
    ]),
    total: byPath.total,
  }),
  recordings,
  scans,
  'scan-causes': scanCauses,
  'scan-files': ({ scans: { items } }) => ({
    header: ['scan', ...FILE_COLUMNS],
    rows: items.flatMap(({ scan, files }) => files.items.map((file) => [scan.id, ...fileCells(file)])),
    total: sumOf(items.map(({ files }) => files)),
  }),
  snapshots,
  sources,
  notes: ({ notes }) => ({
    header: ['time', 'text'],
    rows: notes.items.map(({ timeUs, text }) => [microsText(timeUs), text]),
    total: notes.total,
  }),
};

const sumOf = (lists: readonly First<unknown>[]): number => lists.reduce((sum, { total }) => sum + total, 0);

/** What a table alone cannot say: whose it is, and how much of each table the report holds. */
function summary(report: Report): Table {
  const { machine: asked, redaction, tool, catalogues, origin, snapshot, vetoes, scans: scanned } = report;
  const said: readonly (readonly [string, CsvCell])[] = [
    ['summary', report.summary],
    ['verdict', report.verdict],
    ['machine', machineText(asked)],
    ['simulated', asked.simulated],
    ['asked', snapshot === null ? null : microsText(snapshot.takenUs)],
    ['generated', report.generatedAt],
    ['origin', origin.kind === 'case' ? caseText(origin) : 'the machine'],
    ['redacted', redaction !== null],
    ['warning', redaction?.warning ?? null],
    ['vetoes', vetoes.sentence],
    ['lostEvents', vetoes.lostEvents],
    ['lostBuffers', vetoes.lostBuffers],
    ...scanned.items.map(({ scan, sentence }): readonly [string, CsvCell] => [`scan ${scan.id}`, sentence]),
    ['tool', `${tool.name} ${tool.version}`],
    ['catalogue', catalogues.blockers],
  ];
  const tables = REPORT_TABLES.filter((name) => name !== 'summary').map((name) => {
    const { rows, total } = TABLES[name](report);
    return [`table ${name}`, null, rows.length, total];
  });
  const rows = [...said.map(([item, value]) => [item, value, null, null]), ...tables];
  return { header: ['item', 'value', 'rows', 'of'], rows, total: rows.length };
}

function verdicts({ volumes, paths }: Report): Table {
  const header = ['targetKind', 'target', 'mount', 'label', 'fileSystem', 'verdict', 'complete', 'causes', ...FIRST_CAUSE_COLUMNS].concat([
    'storageDriver',
    'storageCompatible',
    'busType',
    'activeBypassIoCount',
    'totalBytes',
    'freeBytes',
    'failure',
  ]);
  const ofVolumes = volumes.items.map((volume): CsvCell[] => {
    const { mount, label, fileSystem, verdict, stack, causes: all, storage, activeBypassIoCount, totalBytes, freeBytes, failure } = volume;
    const stored = [storage?.driver ?? null, storage?.compatible ?? null, storage?.busType ?? null];
    const sizes = [activeBypassIoCount, totalBytes, freeBytes];
    const asked = [verdict, stack?.complete ?? false, all.length, ...firstCauseCells(all)];
    return ['volume', mount, mount, label, fileSystem, ...asked, ...stored, ...sizes, failureCell(failure)];
  });
  const ofPaths = paths.items.map((target): CsvCell[] => {
    const { targetKind, path, mount, verdict, complete, causes: all, storage, activeBypassIoCount, failure } = target;
    const stored = [storage?.driver ?? null, storage?.compatible ?? null, storage?.busType ?? null];
    const asked = [verdict, complete, all.length, ...firstCauseCells(all)];
    return [`path:${targetKind}`, path, mount, null, null, ...asked, ...stored, activeBypassIoCount, null, null, failureCell(failure)];
  });
  return { header, rows: [...ofVolumes, ...ofPaths], total: volumes.total + paths.total };
}

function causes({ volumes, paths }: Report): Table {
  const all = [
    ...volumes.items.flatMap(({ mount, verdict, causes: each }) =>
      each.map((cause, index) => causeCells('volume', mount, verdict, cause, index)),
    ),
    ...paths.items.flatMap(({ path, verdict, causes: each }) =>
      each.map((cause, index) => causeCells('path', path, verdict, cause, index)),
    ),
  ];
  const about = ['targetKind', 'target', 'verdict', 'number', 'summary'];
  const codes = ['layer', 'driver', 'ntstatus', 'ntstatusName', 'win32', 'win32Name', 'win32Message'];
  const why = ['reason', 'evidence', 'concluded', 'supportedFeatures', 'advice', 'firstRemedy'];
  return { header: [...about, ...codes, ...why], rows: all, total: all.length };
}

function causeCells(kind: string, target: string, verdict: string, cause: ReportCause, index: number): CsvCell[] {
  const { summary: said, layer, driver, ntstatus, ntstatusName, win32, win32Name, win32Message } = cause;
  const { reason, evidence, concluded, supportedFeatures, advice } = cause;
  const codes = [layer, driver, ntstatus, ntstatusName, win32, win32Name, win32Message];
  const why = [reason, evidence, concluded, supportedFeatures, advice?.id ?? null, advice?.remedies[0] ?? null];
  return [kind, target, verdict, index + 1, said, ...codes, ...why];
}

function filters({ volumes }: Report): Table {
  const stacks = volumes.items.flatMap(({ mount, stack }) => (stack === null ? [] : [{ mount, filters: stack.filters }]));
  return {
    header: FILTER_COLUMNS,
    rows: stacks.flatMap(({ mount, filters: listed }) => listed.items.map((filter) => filterCells(mount, filter))),
    total: sumOf(stacks.map(({ filters: listed }) => listed)),
  };
}

/** Facts with their state: what is not known says why. */
function machine({ machine: asked }: Report): Table {
  const { edition, bootedUs, displayLanguage, switches, classFilters, drivers } = asked;
  const cells = <T>(kind: string, name: string, fact: Fact<T>, show: (value: T) => CsvCell): CsvCell[] => [
    kind,
    name,
    fact.state,
    fact.state === 'known' ? show(fact.value) : null,
    whyNotKnown(fact),
  ];
  const rows = [
    ['fact', 'name', 'known', asked.name, null],
    ['fact', 'os', 'known', asked.os, null],
    ...(edition === null ? [] : [cells('fact', 'edition', edition, String)]),
    ...(bootedUs === null ? [] : [cells('fact', 'booted', bootedUs, microsText)]),
    ...(displayLanguage === null ? [] : [cells('fact', 'displayLanguage', displayLanguage, String)]),
    ...switches.map(({ name, key, value }) => cells('switch', `${key}\\${name}`, value, (set) => set ?? 'not set')),
    ...classFilters.map(({ deviceClass, drivers: listed }) => cells('classFilters', deviceClass, listed, (each) => each.join(' '))),
    ...drivers.items.map(({ driver, version }) => cells('driver', driver, version, String)),
  ];
  return { header: ['kind', 'name', 'state', 'value', 'why'], rows, total: rows.length - drivers.items.length + drivers.total };
}

function recordings({ recordings: listed }: Report): Table {
  const header = ['recording', 'started', 'ended', 'ending', 'imported', 'machine', 'os', 'simulated', 'events', 'removed'];
  const rows = listed.items.map((recording) => [
    recording.id,
    microsText(recording.startedUs),
    recording.endedUs === null ? null : microsText(recording.endedUs),
    recording.ending,
    recording.imported,
    recording.machine,
    recording.os,
    recording.simulated,
    recording.events,
    recording.removed,
    recording.lostEvents,
    recording.lostBuffers,
    recording.useSentence,
  ]);
  return { header: [...header, 'lostEvents', 'lostBuffers', 'use'], rows, total: listed.total };
}

function scans({ scans: listed }: Report): Table {
  const header = ['scan', 'roots', 'mode', 'state', 'machine', 'simulated', 'started', 'ended', 'files', 'bytes', 'folders', 'links'];
  const rows = listed.items.map(({ scan, sentence, byVerdict }) => [
    scan.id,
    scan.roots.join('; '),
    scan.mode,
    scan.state,
    scan.machine,
    scan.simulated,
    scan.startedAt,
    scan.endedAt,
    scan.files,
    scan.bytes,
    scan.folders,
    scan.links,
    ...VERDICTS.flatMap((verdict) => [byVerdict[verdict].files, byVerdict[verdict].bytes]),
    sentence,
  ]);
  const sums = VERDICTS.flatMap((verdict) => [`${verdict}Files`, `${verdict}Bytes`]);
  return { header: [...header, ...sums, 'sentence'], rows, total: listed.total };
}

function scanCauses({ scans: { items } }: Report): Table {
  const header = ['scan', 'verdict', 'summary', ...FIRST_CAUSE_COLUMNS, 'files', 'bytes', 'concludedFiles', 'folder', 'undo'];
  const rows = items.flatMap(({ scan, byCause }) =>
    byCause.items.map(({ verdict, summary: said, files, bytes, concluded, folder, undo, ...cause }): CsvCell[] => {
      const { layer, driver, ntstatus, win32, reason, evidence } = cause;
      return [scan.id, verdict, said, layer, driver, ntstatus, win32, reason, evidence, files, bytes, concluded, folder, undo];
    }),
  );
  return { header, rows, total: sumOf(items.map(({ byCause }) => byCause)) };
}

function snapshots({ snapshots: listed }: Report): Table {
  return {
    header: ['snapshot', 'taken', 'name', 'trigger', 'machine', 'os', 'simulated', 'elevated', 'verdicts', 'paths'],
    rows: listed.items.map((entry) => [
      entry.id,
      microsText(entry.takenUs),
      entry.name,
      entry.trigger,
      entry.machine,
      entry.os,
      entry.simulated,
      entry.elevated,
      entry.verdicts.map(({ mount, verdict }) => `${mount} ${verdict}`).join('; '),
      entry.pathCount,
    ]),
    total: listed.total,
  };
}

/** One row for each warning; a source without any has one row. */
function sources({ sources: listed }: Report): Table {
  const header = ['recording', 'kind', 'name', 'sizeBytes', 'sha256', 'machine', 'os', 'imported', 'warning', 'times', 'offset', 'detail'];
  const rows = listed.items.flatMap(({ recording, kind, name, sizeBytes, sha256, machine: whose, importedUs, warnings }): CsvCell[][] => {
    const about = [recording, kind, name, sizeBytes, sha256, whose.name, whose.os, microsText(importedUs)];
    if (warnings.items.length === 0) return [[...about, null, null, null, null]];
    return warnings.items.map(({ message, count, offset, detail }) => [...about, message, count, offset, detail]);
  });
  const left =
    sumOf(listed.items.map(({ warnings }) => warnings)) - listed.items.reduce((sum, { warnings }) => sum + warnings.items.length, 0);
  return { header, rows, total: rows.length + left + (listed.total - listed.items.length) };
}
