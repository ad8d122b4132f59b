import { describe, expect, test } from 'vitest';
import type { EvtxImport } from '../../main/contract/evidence.ts';
import { importBytes } from '../../main/service/import.ts';
import {
  bootEvent,
  fileTime,
  hex32,
  type LogEventFields,
  type LogItem,
  loadEvent,
  madeUpLog,
  text,
  u16,
  u32,
  unloadEvent,
  vetoEvent,
  writeLog,
} from './evtx-writer.ts';
import { FILTER_MANAGER, START_TIME } from './trace-writer.ts';

const CHUNK_BYTES = 65_536;
const HEAD_BYTES = 4_096;
const at = (seconds: number): bigint => START_TIME + BigInt(seconds) * 10_000_000n;
const event = (id: number, version: number, seconds: number, ...items: LogItem[]): LogEventFields => ({
  providerName: 'Microsoft-Windows-FilterManager',
  provider: FILTER_MANAGER,
  id,
  version,
  time: at(seconds),
  items,
});
const driver = (name: string): LogItem[] => [
  hex32('FinalStatus', 0),
  u32('DeviceVersionMajor', 10),
  u32('DeviceVersionMinor', 0),
  u16('DeviceNameLength', name.length),
  text('DeviceName', name),
  fileTime('DeviceTime', START_TIME),
];

async function logOf(bytes: Uint8Array): Promise<EvtxImport> {
  const imported = await importBytes(bytes, 'odd.evtx');
  if (!imported.ok || imported.value.kind !== 'evtx') throw new Error(JSON.stringify(imported));
  return imported.value;
}

/** Three chunks of vetoes, the records numbered from 1. */
const threeChunks = (options: { dirty?: boolean } = {}): Buffer =>
  writeLog(
    Array.from({ length: 500 }, (_, index) => vetoEvent(at(index), 'VaultFlt', `C:\\${index}`, 0xc000_04c9)),
    options,
  ).subarray(0, HEAD_BYTES + 3 * CHUNK_BYTES);

test('every event of the filter manager becomes history or a veto', async () => {
  const { filterEvents, vetoCount, filters } = await logOf(
    writeLog([
      bootEvent(at(0), 26_100),
      event(6, 0, 1, ...driver('OldForm')),
      loadEvent(at(2), 'NewForm', '141200', 15),
      event(11, 0, 3, ...driver('OldForm').slice(1, 3), text('DeviceName', 'OldForm'), hex32('SupportedFeatures', 3)),
      event(3, 0, 4, hex32('FinalStatus', 0xc03a_0014), u16('ExtraStringLength', 23), text('ExtraString', '\\Device\\HarddiskVolume3')),
      vetoEvent(at(5), 'NewForm', 'C:\\a', 0xc000_00bb),
      unloadEvent(at(6), 'NewForm'),
      event(10, 0, 7, hex32('FinalStatus', 0), u16('ExtraStringLength', 4), text('ExtraString', 'note')),
    ]),
  );
  expect(vetoCount).toBe(1);
  expect(
    filterEvents.map(({ eventId, version, action, filter, status, detail }) => [eventId, version, action, filter, status, detail]),
  ).toEqual([
    [6, 0, 'loaded', 'OldForm', '0x00000000', null],
    [6, 1, 'loaded', 'NewForm', '0x00000000', null],
    [11, 0, 'supportedFeatures', 'OldForm', null, null],
    [3, 0, 'attachFailed', null, '0xC03A0014', '\\Device\\HarddiskVolume3'],
    [1, 0, 'unloaded', 'NewForm', '0x00000000', null],
    [10, 0, 'other', null, '0x00000000', 'note'],
  ]);
  expect(filters.map(({ name, supportedFeatures, optedIn }) => [name, supportedFeatures, optedIn])).toEqual([['OldForm', 3, false]]);
});

describe('damaged', () => {
  test.each([
    ['not closed', threeChunks({ dirty: true }), 'all', ['notClosed']],
    ['whose header counts no chunks', patched((bytes) => bytes.fill(0, 16, 32)), 'all', []],
    ['whose header gives itself no size', patched((bytes) => bytes.writeUInt16LE(0, 40)), 'all', []],
    ['whose first chunk is gone', patched((bytes) => bytes.fill(0xaa, HEAD_BYTES, HEAD_BYTES + CHUNK_BYTES)), 'behind', ['chunkDamaged']],
    ['whose first chunk was never used', patched((bytes) => bytes.fill(0, HEAD_BYTES, HEAD_BYTES + CHUNK_BYTES)), 'behind', []],
    ['whose first chunk lost its name', patched((bytes) => bytes.write('X', HEAD_BYTES)), 'behind', ['chunkDamaged']],
    ['with a wrong check sum', patched((bytes) => bytes.writeUInt32LE(1, HEAD_BYTES + 52)), 'all', ['chunkDamaged']],
    [
      'whose first chunk claims to be longer than a chunk',
      patched((bytes) => bytes.writeUInt32LE(0xffff_ffff, HEAD_BYTES + 48)),
      'all',
      ['chunkDamaged'],
    ],
  ] as const)('a log %s', async (_title, bytes, kept, kinds) => {
    const whole = await logOf(threeChunks());
    const first = await logOf(threeChunks().subarray(0, HEAD_BYTES + CHUNK_BYTES));
    const { records, vetoCount, warnings } = await logOf(bytes);
    const expected = kept === 'all' ? whole.records : whole.records - first.records;
    expect([records, vetoCount]).toEqual([expected, expected]);
    expect([...new Set(warnings.map(({ kind }) => kind))]).toEqual(kinds);
  });

  test('an empty log says that nothing is in it', async () => {
    const { records, firstTime, warnings } = await logOf(madeUpLog().subarray(0, HEAD_BYTES));
    expect([records, firstTime, warnings.map(({ kind }) => kind)]).toEqual([0, null, ['silent']]);
  });
});

function patched(change: (bytes: Buffer) => void): Buffer {
  const bytes = threeChunks();
  change(bytes);
  return bytes;
}

test('a log that went round begins in the middle: vetoes and their groups are in the order of time', async () => {
  const bytes = threeChunks();
  const chunk = (index: number): Buffer => bytes.subarray(HEAD_BYTES + index * CHUNK_BYTES, HEAD_BYTES + (index + 1) * CHUNK_BYTES);
  const { vetoes, vetoGroups } = await logOf(Buffer.concat([bytes.subarray(0, HEAD_BYTES), chunk(2), chunk(0), chunk(1)]));
  const times = vetoes.map(({ time }) => time);
  expect(times).toEqual(times.toSorted());
  expect(vetoGroups.map(({ first, last }) => [first, last])).toEqual([[times[0], times.at(-1)]]);
});
