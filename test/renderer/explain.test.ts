import { describe, expect, test } from 'vitest';
import { causeTag } from '../../main/contract/text/causes.ts';
import { stackSections } from '../../main/contract/text/stack.ts';
import type { VolumeVerdict } from '../../main/contract/verdicts.ts';
import { reportFileName, reportJson, reportText } from '../../renderer/frame/report.ts';
import { formatRoute, parseRoute, type Route } from '../../renderer/route.ts';
import { blockersOf } from '../../renderer/text/blockers.ts';
import { explainRow, explainVolume, explanationText } from '../../renderer/text/explain.ts';
import { below, bitLocker, filter, missingOptIn, notCompatible, stack } from './samples.ts';

const volume: VolumeVerdict = {
  mount: 'E:',
  label: 'Library',
  guidPath: '',
  fileSystem: 'NTFS',
  totalBytes: null,
  freeBytes: null,
  verdict: 'blocked',
  causes: [missingOptIn],
  storage: null,
  activeBypassIoCount: 0,
  outFlags: ['FILTER_ATTACH_BLOCKED'],
  answers: [{ question: 'query', opStatus: '0xC00004D2', outFlags: ['FILTER_ATTACH_BLOCKED'], bytesReturned: 0, raw: '' }],
  failure: null,
  advice: null,
};

describe('the explanation of a volume', () => {
  test('keeps what was seen apart from what is concluded', () => {
    expect(explainVolume(volume).first).toMatchObject({
      title: 'OldGuard.sys has not opted in',
      seen: [
        'FSCTL_MANAGE_BYPASS_IO QUERY',
        'OpStatus 0xC00004D2 → 506',
        'STATUS_BYPASSIO_FLT_NOT_SUPPORTED',
        'Reason “The specified minifilter does not support bypass IO.”',
        'OutFlags FILTER_ATTACH_BLOCKED',
        'SupportedFeatures 0x00000003 (0x8 clear)',
      ],
      concluded: ['The filter manager answered by itself: no filter, volume or storage driver was asked.'],
    });
  });

  test('takes heading, meaning and remedies of a volume driver from the catalogue', () => {
    const { first } = explainVolume({ ...volume, verdict: 'partial', causes: [bitLocker] });
    expect([first.title, first.lead, first.remedies]).toEqual([
      'BitLocker encrypts this volume',
      'Data has to pass the BitLocker driver.',
      ['Leave it.', 'Ask the owner of the policy.'],
    ]);
  });

  test('a volume that could not be asked says which call failed', () => {
    const failure = { kind: 'win32', call: 'CreateFileW', code: 5, target: 'K:\\' } as const;
    const { first } = explainVolume({
      ...volume,
      verdict: 'unknown',
      causes: [],
      answers: [],
      outFlags: [],
      activeBypassIoCount: null,
      failure,
    });
    expect([first.title, first.seen]).toEqual(['The question could not be asked', ['CreateFileW K:\\: error 5']]);
  });

  test('copies as text in the order of the pane', () => {
    const text = explanationText(explainVolume({ ...volume, verdict: 'partial', causes: [bitLocker] }));
    expect(text.split('\r\n').filter((line) => !line.startsWith('  '))).toEqual([
      'E: Library: Partial',
      '',
      'BitLocker encrypts this volume',
      'Data has to pass the BitLocker driver.',
      'Seen:',
      'Concluded:',
      'What helps, safest first:',
      'Risk: high for decryption',
    ]);
  });
});

describe('the explanation of one driver', () => {
  const blocked = stack({
    verdict: 'blocked',
    causes: [missingOptIn],
    filters: [filter('bindflt', '409800', 15, 'notAsked'), filter('OldGuard', '321000', 3, 'refused')],
    below: [below('storage', 'stornvme.sys', 'notAsked')],
  });
  const titles = stackSections(blocked).flatMap(({ rows }) => rows.map((row) => explainRow(row, blocked).first.title));

  test('who was not asked is neither good nor bad', () => {
    expect(titles).toEqual(['bindflt.sys was not asked', 'OldGuard.sys has not opted in', 'stornvme.sys is BypassIO compatible']);
  });
});

test('a card names driver and code, or the driver alone', () => {
  expect([missingOptIn, notCompatible].map(causeTag)).toEqual(['OldGuard.sys 506', 'storahci.sys']);
});

test('blockers come with all the volumes they block, suspicions do not count', () => {
  const suspicion = { ...missingOptIn, summary: 'X may be next', evidence: 'supportedFeatures' as const };
  const stacks = [stack({ mount: 'E:', causes: [missingOptIn, suspicion] }), stack({ mount: 'H:', causes: [missingOptIn] })];
  expect(blockersOf(stacks)).toEqual([{ title: 'OldGuard.sys has not opted in', mounts: ['E:', 'H:'] }]);
});

describe('the address keeps where the window is', () => {
  test.each<[Route]>([
    [{ page: 'overview' }],
    [{ page: 'filters', mount: 'E:', view: 'stack' }],
    [{ page: 'filters', mount: null, view: 'table' }],
    [{ page: 'filters', mount: 'C:\\Mounts\\50% off/x', view: 'stack' }],
    [{ page: 'query', paths: ['C:\\a b\\#1.bin', '\\\\?\\D:\\ü'] }],
    [{ page: 'files', scan: null, roots: [] }],
    [{ page: 'files', scan: 12, roots: ['D:\\Games/50%', 'E:\\'] }],
    [{ page: 'case' }],
  ])('%j', (route) => {
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });
  test.each(['', '#nowhere', '#query/', '#query/%E0%A4%A'])('%s leads to the overview', (hash) => {
    expect(parseRoute(hash)).toEqual({ page: 'overview' });
  });
});

describe('a report', () => {
  const machine = { name: 'PC 1', os: '10.0.26100', revision: 1742, release: '24H2', simulated: true, elevated: false };
  const report = { command: 'volumes', askedAt: '2026-11-20T08:00:00.000Z', lines: ['1 volume full'], data: { volumes: [] } } as const;
  test('says which machine, when, and that it is simulated', () => {
    expect(reportText(report, machine)).toBe(
      'BypassIO Inspector\r\nPC 1: Windows 10.0.26100.1742, 24H2, not elevated, simulated\r\nAsked 2026-11-20T08:00:00.000Z\r\n\r\n1 volume full',
    );
  });
  test('as a file: the envelope of the console', () => {
    expect(JSON.parse(reportJson(report, machine))).toEqual({
      schemaVersion: 1,
      command: 'volumes',
      generatedAt: '2026-11-20T08:00:00.000Z',
      tool: { name: 'BypassIO Inspector' },
      machine,
      data: { volumes: [] },
    });
    expect(reportFileName(report, machine)).toBe('bypassio-volumes-PC-1-2026-11-20-08-00-00.json');
  });
});
