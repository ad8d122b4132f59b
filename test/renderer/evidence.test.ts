import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ImportedEvidence } from '../../main/contract/evidence.ts';
import { zoneWords } from '../../main/contract/text/evidence.ts';
import { importBytes } from '../../main/service/import.ts';
import { evidenceReport } from '../../renderer/case/evidence-report.ts';
import {
  allFilters,
  evidenceNote,
  evidenceSentence,
  optInWords,
  sourceWords,
  storedNote,
  timeWords,
} from '../../renderer/case/evidence-words.ts';
import { explainEvidence } from '../../renderer/case/explain-evidence.ts';
import { reportFileName, reportJson, reportText } from '../../renderer/frame/report.ts';
import { remainingWords } from '../../renderer/text/time.ts';
import { eventRecord, FILTER_MANAGER, HEADER_RAW, loadPayload, type TraceOptions, TraceWriter } from '../etw/trace-writer.ts';

const BLOCKED =
  'BypassIo on "c:\\" is not currently supported.\nStatus: 506 (At least one minifilter does not support bypass IO)\nDriver: wof.sys\nReason: The specified minifilter does not support bypass IO.\n';
const FULL =
  'BypassIo on "d:\\" is currently supported\n    Storage Type:   NVMe\n    Storage Driver: BypassIo compatible\n    Driver Name:    stornvme.sys\n';
const INSTANCES =
  'VaultFlt     C:      141200   VaultFlt     0   00000007\nWdFilter     C:      328010   WdFilter Instance   0   0000000f\nWof          C:      40700    Wof Instance  0   0000000f\n';
const OLDER = 'WdFilter     C:      328010   WdFilter Instance   0\nWof          C:      40700    Wof Instance  0\n';

async function evidenceOf(bytes: Uint8Array, name: string): Promise<ImportedEvidence> {
  const imported = await importBytes(bytes, name);
  if (!imported.ok) throw new Error(JSON.stringify(imported.error));
  return imported.value;
}
const fixture = (name: string) => evidenceOf(readFileSync(join(import.meta.dirname, '..', 'fixtures', 'evidence', name)), name);
const pasted = (text: string) => evidenceOf(new TextEncoder().encode(text), 'pasted text');

let trace: ImportedEvidence;
let log: ImportedEvidence;
beforeAll(async () => {
  [trace, log] = await Promise.all([fixture('vetoes.etl'), fixture('system-log.evtx')]);
});

describe('the answer in one sentence', () => {
  test.each([
    [BLOCKED + FULL, '1 target blocked, 1 full'],
    [FULL, '1 target full'],
    [INSTANCES, '3 filters on 1 volume, 1 without opt-in'],
    [OLDER, '2 filters on 1 volume'],
  ])('pasted %#', async (text, sentence) => {
    expect(evidenceSentence(await pasted(text))).toBe(sentence);
  });

  test('a trace and a log say who refused how often', () => {
    expect([trace, log].map(evidenceSentence)).toEqual(['6 vetoes by VaultFlt', '2 vetoes by VaultFlt']);
  });

  test('whose evidence it is, and what it was recognised as', () => {
    expect([trace, log].map(sourceWords)).toEqual([
      'vetoes.etl · event trace · 12.0 KB · from Windows 10.0.26100',
      'system-log.evtx · event log · 68.0 KB · from MADE-UP, Windows 10.0.26100',
    ]);
  });

  test('text that names no machine says so', async () => {
    expect(sourceWords(await pasted(FULL))).toMatch(/from a machine that it does not name$/);
  });
});

describe('what is not in it', () => {
  const loaded = eventRecord({
    provider: FILTER_MANAGER,
    id: 6,
    version: 1,
    raw: HEADER_RAW,
    payload: loadPayload('VaultFlt', '141200', 3),
  });
  const traceOf = async (options: TraceOptions, ...records: Buffer[]) => {
    const writer = new TraceWriter(options);
    for (const record of records) writer.add(0, record);
    return { ...(await evidenceOf(writer.finish(), 'made-up.etl')), recording: 7 };
  };

  test('says nothing where the filter manager was not listened to', async () => {
    const silent = await traceOf({});
    expect(evidenceSentence(silent)).toBe('No veto in it');
    expect(evidenceNote(silent)).toMatch(/No event of the filter manager is in it: whether anything was vetoed is not known\.$/);
    expect(explainEvidence(silent, null)?.first.lead).toContain('Microsoft-Windows-FilterManager');
    expect(storedNote(silent, 'live')).toBe('Stored as recording 7, which has no events.');
  });

  test('says nothing on a Windows before BypassIO, and a missing opt-in is no suspicion there', async () => {
    const old = await traceOf({ osBuild: 19_045 }, loaded);
    expect(evidenceSentence(old)).toBe('No veto in it; 1 filter seen');
    expect(evidenceNote(old)).toMatch(/Windows 10\.0\.19045 does not know BypassIO: that no veto and no opt-in is in it means nothing\.$/);
    expect(explainEvidence(old, null)).toMatchObject({ mark: { tone: 'quiet' }, first: { title: 'VaultFlt says nothing about BypassIO' } });
  });

  test('says little on a newer one', async () => {
    const heard = await traceOf({}, loaded);
    expect(evidenceSentence(heard)).toBe('No veto in it; 1 filter seen, 1 without opt-in');
    expect(evidenceNote(heard)).toMatch(/so silence proves little\.$/);
    expect(storedNote(heard, 'live')).toBe('Stored as recording 7: its events are on the Events page.');
    expect(storedNote(heard, 'case')).toBe(
      'Stored as recording 7 of this computer, not of the case: close the case to see it on the Events page.',
    );
    expect(storedNote({ ...heard, recording: null }, 'live')).toBe('Not stored as a recording.');
  });

  test('an event without a usable time is in the answer, and the page says that the recording lacks it', async () => {
    const clockless = await traceOf({ perfFreq: 0n }, loaded, loaded);
    expect(clockless.filterEvents.map(({ time }) => time)).toEqual([null, null]);
    expect(storedNote(clockless, 'live')).toBe(
      'Stored as recording 7: its events are on the Events page, but for 2 events without a usable time.',
    );
  });
});

describe('opt-in', () => {
  test('is shown as it stands in the mask', async () => {
    const words = allFilters(await pasted(INSTANCES)).map(({ mount, filter }) => `${mount} ${filter.name}: ${optInWords(filter)}`);
    expect(words.toSorted()).toEqual(['C: VaultFlt: no opt-in (0x7)', 'C: WdFilter: opted in (0xF)', 'C: Wof: opted in (0xF)']);
  });

  test('is not known where the listing is older than the column', async () => {
    expect(allFilters(await pasted(OLDER)).map(({ filter }) => optInWords(filter))).toEqual(['not known', 'not known']);
  });

  test('a missing one is a suspicion that only a query proves', async () => {
    const evidence = await pasted(INSTANCES);
    const row = allFilters(evidence).find(({ filter }) => filter.name === 'VaultFlt');
    expect(explainEvidence(evidence, row?.key ?? '')).toMatchObject({
      mark: { kind: 'tone', tone: 'suspected' },
      first: { title: 'VaultFlt may refuse', seen: expect.arrayContaining(['SupportedFeatures 0x00000007 (0x8 clear)']) },
    });
  });
});

describe('the explanation', () => {
  test('nothing chosen: the refuser that the evidence is about, seen elsewhere', () => {
    expect(explainEvidence(trace, null)).toMatchObject({
      about: '6 vetoes of VaultFlt',
      mark: { tone: 'refused' },
      first: {
        title: 'VaultFlt.sys refuses this target',
        seen: expect.arrayContaining(['Imported evidence', 'OpStatus 0xC00004C9 → 495']),
      },
    });
  });

  test('one veto: who asked, when, and for what', () => {
    const [veto] = trace.vetoes;
    expect(explainEvidence(trace, `veto ${veto?.seq}`)).toMatchObject({
      about: 'D:\\Games\\Title\\pak0.bin',
      first: {
        seen: expect.arrayContaining(['FilterManager event 12', 'Time 2024-12-30 02:40:00.2 UTC', 'Operation enable']),
      },
    });
  });

  test.each(['veto 999', 'group x', 'warning 99', 'history ?', 'filter nobody', 'target nowhere', 'nonsense'])(
    '%s, which is not there, leaves the first thing explained',
    (key) => {
      expect(explainEvidence(trace, key)?.key).toBe('group 0');
    },
  );

  test('a warning says where', () => {
    const index = trace.warnings.findIndex(({ message }) => message.startsWith('the writer lost'));
    expect(explainEvidence(trace, `warning ${index}`)?.first.title).toMatch(/^The writer lost 2 events/);
  });
});

test('a report of evidence carries its own machine, not this one', () => {
  const here = { name: 'HERE', os: '10.0.26100', revision: null, release: null, simulated: true, elevated: true };
  const report = evidenceReport(log);
  expect(JSON.parse(reportJson(report, here))).toMatchObject({
    command: 'import',
    machine: { name: 'MADE-UP', os: '10.0.26100', simulated: false, elevated: null },
    data: { kind: 'evtx', vetoCount: 2 },
  });
  expect(reportFileName(report, here)).toMatch(/^bypassio-import-MADE-UP-/);
  expect(reportText(report, here)).not.toContain('HERE');
});

test.each([
  [-60, 'W. Europe Standard Time', 'UTC+01:00 W. Europe Standard Time'],
  [480, null, 'UTC-08:00'],
  [-345, '', 'UTC+05:45'],
])('a bias of %i minutes', (biasMinutes, name, words) => {
  expect(zoneWords({ biasMinutes, name })).toBe(words);
});

test.each([
  [null, 'not known'],
  ['2024-12-30T02:40:00.2000000Z', '2024-12-30 02:40:00.2'],
  ['2024-12-30T02:40:00.0000000Z', '2024-12-30 02:40:00'],
  ['2024-12-30T02:40:00.0000001Z', '2024-12-30 02:40:00.0000001'],
])('the time %s', (iso, words) => {
  expect(timeWords(iso)).toBe(words);
});

test.each([
  [900, 'a few seconds left'],
  [31_000, 'about 40 seconds left'],
  [61_000, 'about 2 minutes left'],
  [7_300_000, 'about 3 hours left'],
])('%i ms', (ms, words) => {
  expect(remainingWords(ms)).toBe(words);
});
