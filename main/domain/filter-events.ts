import type { FilterEvent, VetoEvent } from '../contract/evidence.ts';
import { hasOptedIn } from './bypass-io.ts';
import { ntstatusName, statusText } from './status.ts';

/** One event of Microsoft-Windows-FilterManager with its fields by name, from whatever trace or log it came. */
export interface FilterManagerEvent {
  /** ISO text in UTC, or null without a usable clock. */
  readonly time: string | null;
  readonly id: number;
  readonly version: number;
  readonly processId: number | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

export const FILTER_MANAGER_NAME = 'Microsoft-Windows-FilterManager';
export const UNLOAD_EVENT_ID = 1;
export const LOAD_EVENT_ID = 6;
export const VETO_EVENT_ID = 12;

const ACTIONS: Readonly<Record<number, FilterEvent['action']>> = {
  [UNLOAD_EVENT_ID]: 'unloaded',
  3: 'attachFailed',
  [LOAD_EVENT_ID]: 'loaded',
  11: 'supportedFeatures',
};
/** FS_BPIO_OPERATIONS that can be vetoed. */
const OPERATIONS: Readonly<Record<number, string>> = { 1: 'enable', 3: 'query' };
/** What a generated template writes for a null string. */
const NO_NAME = 'NULL';

/** The veto, without its number in the row; null when the event has no status or names no filter. `toDosPath` gives a device path its drive. */
export function toVeto(event: FilterManagerEvent, toDosPath: (path: string) => string | null): Omit<VetoEvent, 'seq'> | null {
  const { fields } = event;
  const filter = textOf(fields.DeviceName);
  const status = numberOf(fields.OperationStatus);
  if (filter === null || status === null) return null;
  const name = textOf(fields.FileName);
  const path = name === NO_NAME ? null : name;
  const operation = numberOf(fields.BypassIoOperation);
  return {
    time: event.time,
    eventId: event.id,
    processId: event.processId,
    processName: textOf(fields.ProcessName),
    path,
    dosPath: path === null ? null : toDosPath(path),
    operation: operation === null ? '' : (OPERATIONS[operation] ?? String(operation)),
    filter,
    reason: textOf(fields.BypassVetoingReason),
    ntstatus: statusText(status),
    ntstatusName: ntstatusName(status),
    own: false,
  };
}

/** Any other event of the provider as a line of a filter's history, without its number in the row. */
export function toFilterEvent(event: FilterManagerEvent): Omit<FilterEvent, 'seq'> {
  const { fields, id } = event;
  const extra = readExtraInfo(textOf(fields.ExtraInfoString));
  const status = numberOf(fields.FinalStatus) ?? numberOf(fields.Status);
  const features = numberOf(fields.SupportedFeatures) ?? extra.supportedFeatures;
  const [major, minor] = [numberOf(fields.DeviceVersionMajor), numberOf(fields.DeviceVersionMinor)];
  return {
    time: event.time,
    eventId: id,
    version: event.version,
    action: ACTIONS[id] ?? 'other',
    filter: textOf(fields.DeviceName),
    driverVersion: major === null || minor === null ? null : `${major}.${minor}`,
    status: status === null ? null : statusText(status),
    statusName: status === null ? null : status === 0 ? 'STATUS_SUCCESS' : ntstatusName(status),
    altitudes: extra.altitudes,
    group: extra.group,
    supportedFeatures: features,
    optedIn: features === null ? null : hasOptedIn(features),
    detail: textOf(fields.ExtraString) ?? textOf(fields.VolumeName) ?? extra.problem,
  };
}

interface ExtraInfo {
  readonly altitudes: string[];
  readonly group: string | null;
  readonly supportedFeatures: number | null;
  readonly problem: string | null;
}

/** JSON text of event 6 version 1: load order group, opt-in mask (missing before 2017) and altitudes. Source: real System logs. */
function readExtraInfo(text: string | null): ExtraInfo {
  const nothing = { altitudes: [], group: null, supportedFeatures: null };
  if (text === null) return { ...nothing, problem: null };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { ...nothing, problem: `the extra text of the event is no JSON: ${text.slice(0, 200)}` };
  }
  if (typeof parsed !== 'object' || parsed === null) return { ...nothing, problem: 'the extra text of the event is no object' };
  const extra: { readonly [key: string]: unknown } = { ...parsed };
  const group = textOf(extra.class_name);
  const instances = Array.isArray(extra.instances) ? extra.instances : [];
  return {
    altitudes: instances
      .map((pair: unknown) => (Array.isArray(pair) ? String(pair[0]) : ''))
      .filter((altitude) => /^\d{1,10}(\.\d{1,20})?$/.test(altitude)),
    group: group === '(null)' ? null : group,
    supportedFeatures: numberOf(extra.supportedFeatures),
    problem: null,
  };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Numbers come as such from typed data, and as decimal or hex text from rendered XML. Unsigned 32 bits. */
function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value >>> 0;
  if (typeof value === 'bigint') return Number(BigInt.asUintN(32, value));
  return typeof value === 'string' && /^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(value) ? Number(value) >>> 0 : null;
}
