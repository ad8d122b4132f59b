import { describe, expect, test } from 'vitest';
import { fileTimeText } from '../../main/domain/filetime.ts';
import { FileSource, memorySource } from '../../main/etw/byte-source.ts';
import type { LogEvent } from '../../main/etw/evtx-event.ts';
import { type LogRecord, readLog } from '../../main/etw/evtx-file.ts';
import { importBytes, importFile } from '../../main/service/import.ts';
import { loadEvent, madeUpLog, text, u32, vetoEvent, writeLog } from './evtx-writer.ts';
import { hasSamples, sampleNames, samplePath, sorted, truthOf } from './samples.ts';
import { START_TIME } from './trace-writer.ts';

async function recordsOf(
  bytes: Uint8Array,
): Promise<{ readonly records: LogRecord[]; readonly warnings: readonly { readonly kind: string }[] }> {
  const records: LogRecord[] = [];
  const facts = await readLog(memorySource(bytes), (record) => records.push(record));
  return { records, warnings: facts?.warnings ?? [] };
}

const eventsOf = async (bytes: Uint8Array): Promise<(LogEvent | null)[]> => (await recordsOf(bytes)).records.map(({ event }) => event);

/** Truth files were written by two tools that print fractions with 6 or 9 digits, or none. */
const sevenDigits = (time: string): string => time.replace(/(?:\.(\d*))?Z$/, (_, digits = '') => `.${digits.padEnd(7, '0').slice(0, 7)}Z`);

describe.skipIf(!hasSamples)('real logs say what their truth files say', () => {
  test.each(sampleNames('.evtx'))('%s: records, ids, events', async (name) => {
    const truth = truthOf(name);
    const imported = await importFile(samplePath(name));
    if (!imported.ok || imported.value.kind !== 'evtx') throw new Error('expected a log');
    const { records, recordIdMin, recordIdMax, events, isDirty, source } = imported.value;
    expect({ records, recordIdMin, recordIdMax, isDirty, sha256: source.sha256 }).toEqual({
      records: truth.records,
      recordIdMin: truth.recordIdMin,
      recordIdMax: truth.recordIdMax,
      isDirty: truth.dirtyFlag,
      sha256: truth.sha256,
    });
    expect(sorted(events)).toEqual(sorted(truth.events));
  });

  test('system.evtx: times to the last digit and FilterManager events with their typed data', async () => {
    const truth = truthOf('system.evtx');
    await using source = await FileSource.open(samplePath('system.evtx'));
    const found = new Map<number, LogEvent>();
    const times: bigint[] = [];
    await readLog(source, ({ id, event }) => {
      if (event === null) return;
      found.set(Number(id), event);
      if (event.time !== null) times.push(event.time);
    });
    const inOrder = times.toSorted((a, b) => (a < b ? -1 : 1)).map(fileTimeText);
    expect([inOrder[0], inOrder.at(-1)]).toEqual([sevenDigits(truth.firstSystemTime), sevenDigits(truth.lastSystemTime)]);
    for (const sample of truth.filterManagerAndNtfsSamples) {
      const event = found.get(sample.recordId);
      expect({ id: event?.id, version: event?.version, time: fileTimeText(event?.time ?? 0n) }).toEqual({
        id: sample.eventId,
        version: sample.version,
        time: sevenDigits(sample.systemTime),
      });
      if (sample.data.DeviceTime !== undefined)
        expect(fileTimeText(event?.data.DeviceTime as bigint)).toBe(sevenDigits(sample.data.DeviceTime)); // the field's type in this event
      expect({ DeviceName: event?.data.DeviceName, ExtraInfoString: event?.data.ExtraInfoString }).toEqual({
        DeviceName: sample.data.DeviceName,
        ExtraInfoString: sample.data.ExtraInfoString,
      });
    }
  });

  test('system.evtx: the stack since the last start, each with altitude, group and mask, and the machine it is of', async () => {
    const imported = await importFile(samplePath('system.evtx'));
    if (!imported.ok || imported.value.kind !== 'evtx') throw new Error('expected a log');
    const { filters, source, warnings } = imported.value;
    expect(filters.map(({ name, altitude, supportedFeatures }) => `${altitude} ${name} ${supportedFeatures}`)).toEqual([
      '385201 SysmonDrv 0',
      '385200 PROCMON23 3',
      '328010 WdFilter 3',
      '244000 storqosflt 3',
      '189900 wcifs 0',
      '141100 FileCrypt 3',
      '135000 luafv 3',
      '46000 npsvctrig 0',
      '40700 Wof 3',
      '40500 FileInfo 3',
    ]);
    expect(source).toMatchObject({
      timeZone: { biasMinutes: 480, name: 'Pacific Standard Time' },
      machine: { name: 'DESKTOP-2KGM189', os: '10.0.15063' },
    });
    expect(warnings.map(({ message }) => message)).toContain(
      'Windows 10.0.15063 does not know BypassIO: that no veto and no opt-in is in it means nothing',
    );
  });
});

test('what the writer wrote is what the reader reads: types, names, unpaired surrogates', async () => {
  const event = {
    providerName: 'Made-up',
    provider: '11111111-2222-3333-4444-555555555555',
    id: 4242,
    version: 3,
    time: START_TIME + 7n,
    computer: 'HÖST-\ud800',
    items: [text('Name', 'x\ud800y'), u32('Number', 0xffff_ffff), text('__proto__', 'harmless')],
  };
  const [read] = await eventsOf(writeLog([event]));
  expect(read).toMatchObject({
    providerName: 'Made-up',
    provider: event.provider,
    id: 4242,
    version: 3,
    time: event.time,
    processId: 77,
    channel: 'System',
    computer: 'HÖST-\ud800',
  });
  expect(Object.entries(read?.data ?? {})).toEqual([
    ['Name', 'x\ud800y'],
    ['Number', 0xffff_ffff],
    ['__proto__', 'harmless'],
  ]);
});

test('a log of many chunks, whose records share templates', async () => {
  const events = Array.from({ length: 1_000 }, (_, index) =>
    vetoEvent(START_TIME + BigInt(index), `Flt${index % 7}`, `C:\\${index}`, 0xc000_00bb),
  );
  const bytes = writeLog(events);
  const { records, warnings } = await recordsOf(bytes);
  expect(bytes.length).toBeGreaterThan(4096 + 3 * 65_536);
  expect(records.map(({ id }) => id)).toEqual(events.map((_, index) => BigInt(index + 1)));
  expect(records.every(({ event }, index) => event?.data.FileName === `C:\\${index}`)).toBe(true);
  expect(warnings).toEqual([]);
});

test('vetoes, history and the stack since the last start', async () => {
  const imported = await importBytes(madeUpLog(), 'System.evtx');
  if (!imported.ok || imported.value.kind !== 'evtx') throw new Error('expected a log');
  const { vetoes, vetoGroups, filters, filterEvents, results, source } = imported.value;
  expect(vetoes[0]).toEqual({
    seq: 1,
    time: '2024-12-30T02:40:05.0000000Z',
    eventId: 12,
    processId: 77,
    processName: 'game.exe',
    path: 'C:\\Games\\pak0.bin',
    dosPath: 'C:\\Games\\pak0.bin',
    operation: 'query',
    filter: 'VaultFlt',
    reason: 'Encrypted file not supported',
    ntstatus: '0xC00004C9',
    ntstatusName: 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION',
    own: false,
  });
  expect(vetoGroups.map(({ filter, count, cause }) => [filter, count, cause.evidence, cause.win32])).toEqual([
    ['VaultFlt', 2, 'imported', 495],
  ]);
  expect(filters.map(({ name, optedIn, state }) => [name, optedIn, state])).toEqual([
    ['WdFilter', true, 'unknown'],
    ['VaultFlt', false, 'suspected'],
  ]);
  expect(filterEvents.map(({ action, filter }) => `${action} ${filter}`)).toEqual([
    'loaded OldFlt',
    'loaded VaultFlt',
    'loaded WdFilter',
    'loaded GoneFlt',
    'unloaded GoneFlt',
  ]);
  expect(results.map(({ path, verdict }) => [path, verdict])).toEqual([
    ['C:\\Games\\pak0.bin', 'blocked'],
    ['C:\\Games\\pak1.bin', 'blocked'],
  ]);
  expect(source.machine).toEqual({ name: 'MADE-UP', os: '10.0.26100', product: null });
});

test('a log that is cut at any place keeps its records up to there', { timeout: 30_000 }, async () => {
  const whole = madeUpLog();
  const filled = whole.readUInt32LE(4096 + 48);
  let before = 0;
  for (let length = 0; length < 4096 + filled + 8; length += length < 4096 ? 97 : 1) {
    const { records } = await recordsOf(whole.subarray(0, length));
    expect(records.length).toBeGreaterThanOrEqual(before);
    before = records.length;
  }
  expect(before).toBe(8);
});

test('records behind damage are found again by their numbers; what an earlier use left behind is not', async () => {
  const bytes = writeLog(Array.from({ length: 6 }, (_, index) => loadEvent(START_TIME + BigInt(index), `F${index}`, '328010', 15)));
  const { records } = await recordsOf(bytes);
  const starts: number[] = [];
  for (let at = 4096 + 512; bytes.readUInt32LE(at) === 0x2a2a; at += bytes.readUInt32LE(at + 4)) starts.push(at);
  bytes.fill(0, starts[2], starts[3]);
  bytes.writeBigUInt64LE(999n, (starts[4] ?? 0) + 8);
  const damaged = await recordsOf(bytes);
  expect(damaged.records.map(({ id, isRecovered }) => [Number(id), isRecovered])).toEqual([
    [1, false],
    [2, false],
    [4, true],
    [6, true],
  ]);
  expect(damaged.warnings.map(({ kind }) => kind)).toEqual(['chunkDamaged', 'chunkDamaged']);
  expect(records.length).toBe(6);
});

test('a value that a template names again and again does not fill the memory, and the records behind it are read', async () => {
  const items = [{ ...text('Bomb', 'x'.repeat(14_000)), repeats: 5_000 }];
  const bomb = { providerName: 'Made-up', provider: '11111111-2222-3333-4444-555555555555', id: 1, time: START_TIME, items };
  const { records, warnings } = await recordsOf(writeLog([bomb, loadEvent(START_TIME, 'WdFilter', '328010', 15)]));
  expect(records.map(({ event }) => event?.id ?? null)).toEqual([null, 6]);
  expect(warnings).toMatchObject([{ kind: 'recordDamaged', detail: 'more than any event has' }]);
});

test('a template that names itself ends as an unreadable record, not as an endless one', async () => {
  const bytes = madeUpLog();
  // The first record's template instance: its definition offset, turned to the instance itself.
  const instanceAt = 4096 + 512 + 24 + 4;
  bytes.writeUInt32LE(512 + 24, instanceAt + 6);
  const { records } = await recordsOf(bytes);
  expect(records.length).toBe(8);
  expect(records[0]?.event).toBeNull();
});
