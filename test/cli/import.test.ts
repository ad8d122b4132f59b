import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ImportedEvidence } from '../../main/contract/evidence.ts';
import { memorySource } from '../../main/etw/byte-source.ts';
import { importEvidence } from '../../main/service/import.ts';
import { type Io, run } from '../../main/shell/cli/bpio.ts';
import { madeUpLog } from '../etw/evtx-writer.ts';
import {
  classicRecord,
  eventRecord,
  FILTER_MANAGER,
  HEADER_RAW,
  loadPayload,
  TraceWriter,
  VETO,
  vetoPayload,
} from '../etw/trace-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'bpio-test-'));
process.env.LOCALAPPDATA = folder; // recordings go where they are gone afterwards
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** The console with nothing around it but what is piped in. */
async function bpio(
  argv: readonly string[],
  piped: Uint8Array | string = '',
  interrupted: Promise<void> = new Promise(() => undefined),
): Promise<{ code: number; out: string; note: string }> {
  let [out, note] = ['', ''];
  const io: Io = {
    out: (text) => {
      out += text;
    },
    note: (text) => {
      note += text;
    },
    ask: async () => null,
    style: { color: false, columns: 200 },
    interrupted,
    input: async function* () {
      const bytes = Buffer.from(piped as Uint8Array); // Buffer.from takes both
      for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
    },
  };
  const code = await run(argv, io);
  return { code, out, note };
}

async function json(argv: readonly string[], piped: Uint8Array | string = '') {
  const { code, out } = await bpio([...argv, '--json'], piped);
  const envelope = JSON.parse(out);
  return { code, envelope, data: envelope.data === undefined ? undefined : ImportedEvidence.parse(envelope.data) };
}

const BLOCKED =
  'BypassIo on "c:\\" is not currently supported.\nStatus: 506 (At least one minifilter does not support bypass IO)\nDriver: wof.sys\nReason: The specified minifilter does not support bypass IO.\n';
const PARTIAL =
  'BypassIo on "c:\\" is partially supported\n    Volume stack bypass is disabled (fvevol.sys)\n      Status:  495 (…)\n      Reason:  BitLocker Drive Encryption is enabled.\n    Storage Type:   NVMe\n    Storage Driver: BypassIo compatible\n    Driver Name:    stornvme.sys\n';
const FULL =
  'BypassIo on "d:\\" is currently supported\n    Storage Type:   NVMe\n    Storage Driver: BypassIo compatible\n    Driver Name:    stornvme.sys\n';
const INSTANCES =
  'VaultFlt     C:      141200   VaultFlt     0   00000007\nWdFilter     C:      328010   WdFilter Instance   0   0000000f\nWof          C:      40700    Wof Instance  0   0000000f\n';

function trace(options: ConstructorParameters<typeof TraceWriter>[0] = {}): Buffer {
  const writer = new TraceWriter({ eventsLost: 2, ...options });
  const map = Buffer.from('\\Device\\HarddiskVolume4\\\0C:\\\0', 'utf16le');
  writer.add(
    1,
    eventRecord({ provider: FILTER_MANAGER, id: 6, version: 1, raw: HEADER_RAW, payload: loadPayload('VaultFlt', '141200', 7) }),
  );
  for (let index = 0; index < 5; index++)
    writer.add(
      index % 2,
      eventRecord({ provider: FILTER_MANAGER, id: 12, pid: 4242, raw: HEADER_RAW + BigInt(index + 1), payload: vetoPayload(VETO) }),
    );
  writer.add(0, classicRecord('9b79ee91-b5fd-41c0-a243-4248e266e9d0', 35, HEADER_RAW + 9n, map));
  return writer.finish();
}

describe('kind by content, whatever the name', () => {
  test.each([
    ['a trace', trace(), 'etl'],
    ['a compressed trace', trace({ compressed: true }), 'etl'],
    ['an event log', madeUpLog(), 'evtx'],
    ['text of fsutil', BLOCKED, 'fsutil'],
    ['text of fsutil in UTF-16, as PowerShell redirects it', Buffer.from(`\ufeff${BLOCKED}`, 'utf16le'), 'fsutil'],
    ['text of fsutil in a code page', Buffer.from(BLOCKED.replace('on', 'für'), 'latin1'), 'fsutil'],
    ['text of fltmc', INSTANCES, 'fltmc'],
  ] as const)('%s', async (_title, bytes, kind) => {
    const path = fileOf('evidence.dat', bytes);
    const { data, envelope } = await json(['import', path]);
    expect(data?.kind).toBe(kind);
    expect(data?.source).toMatchObject({
      name: 'evidence.dat',
      sizeBytes: Buffer.from(bytes as string).length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(envelope).toMatchObject({ schemaVersion: 1, command: 'import', machine: { simulated: false, elevated: null } });
  });
});

describe('exit codes are those of a live query', () => {
  test.each([
    ['full', FULL, 0],
    ['partial', PARTIAL, 1],
    ['blocked', BLOCKED, 2],
    ['the worst of several', `${FULL}\n${BLOCKED}`, 2],
    ['a listing has no verdict: it was read', INSTANCES, 0],
    ['a listing that failed', 'Filter  Volume  SprtFtrs\n----  ----  ----\n\n0x80070057 failed to list', 5],
    ['a first line in a language that is not read', 'BypassIo auf "c:\\" wird derzeit unterstützt', 5],
  ])('%s', async (_title, text, code) => {
    expect((await bpio(['import', '-', '--quiet'], text)).code).toBe(code);
  });
});

test('a trace: vetoes in order with drive letters, who refused what, the stack, the losses, the machine', async () => {
  const { code, data, envelope } = await json([
    'import',
    fileOf('trace.etl', trace({ biasMinutes: 300, zoneName: 'Eastern Standard Time' })),
  ]);
  if (data?.kind !== 'etl') throw new Error('expected a trace');
  expect(code).toBe(2);
  expect(
    data.vetoes.map(({ seq, path, dosPath, processId, operation, ntstatusName }) => [
      seq,
      path,
      dosPath,
      processId,
      operation,
      ntstatusName,
    ]),
  ).toEqual(
    Array.from({ length: 5 }, (_, index) => [
      index + 1,
      '\\Device\\HarddiskVolume4\\Games\\pak0.bin',
      'C:\\Games\\pak0.bin',
      4242,
      'enable',
      'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION',
    ]),
  );
  expect(data.vetoes[0]?.time).toBe('2024-12-30T02:40:00.0000001Z');
  expect(data.results).toMatchObject([
    {
      path: 'C:\\Games\\pak0.bin',
      mount: 'C:',
      verdict: 'blocked',
      complete: false,
      causes: [{ driver: 'VaultFlt.sys', evidence: 'imported', win32: 495, supportedFeatures: 7 }],
    },
  ]);
  expect(data.filters).toMatchObject([{ name: 'VaultFlt', altitude: '141200', group: 'FSFilter Anti-Virus', optedIn: false }]);
  expect(data.lost).toEqual({ events: 2, buffers: 0 });
  expect(data.events).toContainEqual({
    provider: FILTER_MANAGER,
    providerName: 'Microsoft-Windows-FilterManager',
    id: 12,
    version: 0,
    opcode: 0,
    level: 4,
    name: 'BypassIO veto',
    count: 5,
  });
  expect(data.source.timeZone).toEqual({ biasMinutes: 300, name: 'Eastern Standard Time' });
  expect(envelope.machine).toEqual({ name: null, os: '10.0.26100', simulated: false, elevated: null });
});

test('fsutil and fltmc in one paste: the refuser has its mask, those below were not asked', async () => {
  const { data } = await json(['import', '-'], `${BLOCKED.replace('wof.sys', 'VaultFlt.sys')}\n${INSTANCES}`);
  expect(data?.results).toMatchObject([
    { verdict: 'blocked', causes: [{ driver: 'VaultFlt.sys', supportedFeatures: 7 }], notAskedComplete: true },
  ]);
  expect(data?.volumes[0]?.filters.map(({ name, state }) => [name, state])).toEqual([
    ['WdFilter', 'notAsked'],
    ['VaultFlt', 'refused'],
    ['Wof', 'notAsked'],
  ]);
});

test('a listing alone: a missing opt-in is a suspicion, no verdict', async () => {
  const { data } = await json(['import', '-'], INSTANCES);
  expect(data?.volumes).toMatchObject([
    { mount: 'C:', verdict: 'unknown', causes: [{ driver: 'VaultFlt.sys', evidence: 'supportedFeatures' }] },
  ]);
});

test('text: source, losses, vetoes, stack, and CSV as a table', async () => {
  const path = fileOf('trace.etl', trace());
  const { out } = await bpio(['import', path]);
  expect(out).toContain('SHA-256');
  expect(out).toContain('2 events and 0 buffers lost by the writer');
  expect(out).toContain('5 vetoes');
  expect(out).toMatch(/game\.exe +enable +VaultFlt +0xC00004C9 +C:\\Games\\pak0\.bin/);
  expect(out).toMatch(/141200 +VaultFlt +no opt-in \(0x7\), suspected/);
  expect(out).not.toContain('SIMULATED');
  const table = (await bpio(['import', path, '--csv'])).out.split('\r\n');
  expect(table.length).toBe(7);
  expect(table[0]).toContain('seq,time,processId');
});

test('where nothing is vetoed, it is said what silence does not prove', async () => {
  const { out } = await bpio(['import', fileOf('quiet.etl', new TraceWriter().finish())]);
  expect(out).toContain('No veto event in it. Only vetoes of filters are logged');
});

describe('bad input: a clear message, exit code 5', () => {
  test.each([
    ['empty', '', 'empty: 0 bytes'],
    [
      'random bytes',
      Buffer.from('00010203deadbeef000102030405', 'hex'),
      'no trace, event log or text: begins with 00010203deadbeef000102030405 at offset 0',
    ],
    ['a database that is cut off', Buffer.from('SQLite format 3\0…'), 'this is no case file: it is shorter than the header of one'],
    ['an archive', Buffer.from('PK\x03\x04…'), 'a ZIP archive'],
    ['an old event log', Buffer.from('0\0\0\0LfLe', 'latin1'), 'older than BypassIO'],
    ['other text', 'Hello, it does not work. Bob', 'text, but no output of "fsutil bypassio state" or "fltmc"'],
    ['a trace cut off inside its header', trace().subarray(0, 200), 'a trace whose header at offset 72 is cut off'],
    ['a log cut off inside its header', madeUpLog().subarray(0, 100), 'cut off inside its header: 100 bytes'],
  ])('%s', async (_title, bytes, message) => {
    const { code, note, out } = await bpio(['import', fileOf('bad', bytes)]);
    expect([code, out]).toEqual([5, '']);
    expect(note).toMatch(/^bpio: (import|case file) bad: /);
    expect(note).toContain(message);
  });

  test('no such file, a folder, no argument, two arguments', async () => {
    expect(await bpio(['import', join(folder, 'nowhere')])).toMatchObject({
      code: 5,
      note: expect.stringContaining('no such file (ENOENT)'),
    });
    expect(await bpio(['import', folder])).toMatchObject({ code: 5, note: expect.stringContaining('a folder or device, not a file') });
    expect((await bpio(['import'])).code).toBe(6);
    expect((await bpio(['import', 'a', 'b'])).code).toBe(6);
    expect((await json(['import', join(folder, 'nowhere')])).envelope.error).toMatchObject({
      kind: 'refused',
      call: 'import',
      message: 'no such file (ENOENT)',
    });
  });

  test('a trace that was cut off is an answer with a warning that names the place', async () => {
    const whole = trace();
    const { code, data } = await json(['import', fileOf('cut.etl', whole.subarray(0, whole.length - 1000))]);
    expect(code).toBe(2);
    expect(data?.warnings).toContainEqual(expect.objectContaining({ kind: 'cutOff', offset: 8192, detail: '3096 of 4096 bytes' }));
    expect(data?.vetoCount).toBe(5);
  });

  test('a file that changes while it is read is an answer with a warning', async () => {
    const change = { message: 'it grew', offset: 5, detail: 'by one' };
    const imported = await importEvidence({ ...memorySource(trace()), change: async () => change }, 'growing.etl');
    expect(imported.ok && imported.value.warnings).toContainEqual({ kind: 'changed', ...change, count: 1 });
  });

  test('a trace that was never stopped says so', async () => {
    const { data } = await json(['import', fileOf('open.etl', trace({ endTime: 0n }))]);
    expect(data?.warnings.map(({ kind }) => kind)).toContain('notClosed');
  });
});

test('names from the evidence cannot steer the terminal', async () => {
  const { out } = await bpio(['import', '-'], `${BLOCKED.replace('wof.sys', '\x1b[31mwof.sys')}`);
  expect(out).not.toContain('\x1b');
});

test('a person who ends it gets a short word and exit code 5, not a stack', async () => {
  const { code, note } = await bpio(['import', fileOf('trace.etl', trace())], '', Promise.resolve());
  expect([code, note]).toEqual([5, expect.stringContaining('stopped before the end')]);
});

test('a text that no program prints is refused by its size', async () => {
  expect(await bpio(['import', '-'], BLOCKED.repeat(10_000))).toMatchObject({ code: 5, note: expect.stringContaining('is that long') });
});

test('large input from a pipe goes through a file that is gone afterwards', async () => {
  const writer = new TraceWriter({ bufferBytes: 1 << 20 });
  for (let index = 0; index < 20_000; index++)
    writer.add(0, eventRecord({ provider: FILTER_MANAGER, id: 1, raw: HEADER_RAW, payload: Buffer.alloc(1_000) }));
  const { data } = await json(['import', '-', '--no-store'], writer.finish());
  expect(data).toMatchObject({ kind: 'etl', source: { name: 'standard input' }, records: { total: 20_001 } });
});

test('no machine is made for it: not even a scenario that does not exist is missed', async () => {
  expect((await bpio(['import', '-', '--sim', join(folder, 'nowhere.json')], FULL)).code).toBe(0);
});
