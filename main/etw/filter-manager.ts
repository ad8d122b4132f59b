import { type EventField, type EventSchema, IN_TYPE } from './event-schema.ts';

/**
 * Microsoft-Windows-FilterManager by id and version, so that a plain trace is decoded where no provider is registered.
 * Source: manifest dumps of Windows 10 to 11 (11 and 12 from 22H2, 13 and 14 from 23H2). No public trace with 11 or 12 was found; the field
 * list of 12 was compared with the argument order in fltmgr.sys.
 */
export const FILTER_MANAGER = 'f3c5e28e-63f6-49c7-a204-e48a1bc4b09d';

const { UNICODE_STRING, ANSI_STRING, UINT16, UINT32, FILETIME, HEX_INT32, GUID } = IN_TYPE;
type Short = readonly [name: string, type: number, length?: number];

const schema = (eventName: string, ...fields: readonly Short[]): EventSchema => ({
  providerName: 'Microsoft-Windows-FilterManager',
  eventName,
  fields: fields.map(
    ([name, type, length]): EventField => (length === undefined ? { name, type } : { name, type, length: { of: length } }),
  ),
  topLevelCount: fields.length,
});

const DRIVER: readonly Short[] = [
  ['FinalStatus', HEX_INT32],
  ['DeviceVersionMajor', UINT32],
  ['DeviceVersionMinor', UINT32],
  ['DeviceNameLength', UINT16],
  ['DeviceName', UNICODE_STRING, 3],
  ['DeviceTime', FILETIME],
];
const STATUS_AND_TEXT: readonly Short[] = [
  ['FinalStatus', HEX_INT32],
  ['ExtraStringLength', UINT16],
  ['ExtraString', UNICODE_STRING, 1],
];

const SCHEMAS: ReadonlyMap<string, EventSchema> = new Map([
  ['1/0', schema('unload', ...DRIVER)],
  ['2/0', schema('information', ...STATUS_AND_TEXT)],
  ['3/0', schema('attach failed', ...STATUS_AND_TEXT)],
  ['4/0', schema('warning', ...DRIVER, ['ExtraStringLength', UINT16], ['ExtraString', UNICODE_STRING, 6])],
  ['5/0', schema('warning', ...DRIVER)],
  ['6/0', schema('load', ...DRIVER)],
  ['6/1', schema('load', ...DRIVER, ['ExtraInfoLength', UINT32], ['ExtraInfoString', UNICODE_STRING, 6])],
  ['7/0', schema('warning', ...DRIVER)],
  ['8/0', schema('information', ...STATUS_AND_TEXT)],
  ['9/0', schema('error', ...STATUS_AND_TEXT)],
  ['10/0', schema('information', ...STATUS_AND_TEXT)],
  [
    '11/0',
    schema(
      'supported features',
      ['DeviceName', UNICODE_STRING],
      ['DeviceVersionMajor', UINT32],
      ['DeviceVersionMinor', UINT32],
      ['DeviceTime', FILETIME],
      ['SupportedFeatures', HEX_INT32],
    ),
  ],
  [
    '12/0',
    schema(
      'BypassIO veto',
      ['DeviceName', UNICODE_STRING],
      ['DeviceVersionMajor', UINT32],
      ['DeviceVersionMinor', UINT32],
      ['DeviceTime', FILETIME],
      ['ProcessName', ANSI_STRING],
      ['FileName', UNICODE_STRING],
      ['BypassIoOperation', UINT32],
      ['BypassVetoingReason', UNICODE_STRING],
      ['OperationStatus', HEX_INT32],
    ),
  ],
  [
    '13/0',
    schema(
      'volume attach policy failure',
      ['VolumeNameLength', UINT16],
      ['VolumeName', UNICODE_STRING, 0],
      ['VolumeGuid', GUID],
      ['FsGuid', GUID],
      ['FsDriverNameLength', UINT16],
      ['FsDriverName', UNICODE_STRING, 4],
      ['Status', HEX_INT32],
    ),
  ],
]);

/** The built-in schema; null for a version that this product does not know. */
export const filterManagerSchema = (id: number, version: number): EventSchema | null => SCHEMAS.get(`${id}/${version}`) ?? null;
