import { describe, expect, test } from 'vitest';
import type { Failure } from '../../main/contract/failure.ts';
import type { ProbeStatus } from '../../main/contract/probe.ts';
import { causeText } from '../../main/contract/text/causes.ts';
import { stackSections } from '../../main/contract/text/stack.ts';
import { explainRow } from '../../renderer/text/explain.ts';
import { completenessText, lacksProbeRights, probeText } from '../../renderer/text/probe.ts';
import { filter, missingOptIn, stack } from './samples.ts';

const status: ProbeStatus = { installed: true, loaded: false, version: null, observing: [], statistics: null, failure: null };
const hresult = (code: number): Failure => ({ kind: 'hresult', call: 'FilterLoad bpioprobe', code });
const statistics = { observedCount: 9, droppedCount: 0, askedCount: 3, waitingCount: 0 };

describe('where the probe stands, and the next step', () => {
  test.each([
    ['not asked yet', null, null, null],
    ['not installed', { ...status, installed: false }, null, ['absent', 'The probe driver is not installed']],
    ['installed, not loaded', status, null, ['unloaded', 'Installed, not loaded']],
    ['loaded', { ...status, loaded: true, version: '1.0' }, null, ['loaded', 'The probe driver answers (version 1.0)']],
    ['loaded, with figures', { ...status, loaded: true, statistics }, null, ['loaded', 'The probe driver answers (3 questions asked)']],
    [
      'loaded, with records dropped',
      { ...status, loaded: true, statistics: { ...statistics, droppedCount: 1 } },
      null,
      ['loaded', 'The probe driver answers (3 questions asked, 1 record dropped)'],
    ],
    ['used', status, { used: true, failure: null }, ['loaded', 'The probe driver answers']],
    ['no rights', status, { used: false, failure: hresult(0x8007_0005) }, ['rights', 'The probe driver needs administrator rights']],
    [
      'status without rights',
      { ...status, failure: hresult(0x8007_0005) },
      null,
      ['rights', 'The probe driver needs administrator rights'],
    ],
    [
      'missing',
      { ...status, installed: false },
      { used: false, failure: hresult(0x8007_0002) },
      ['absent', 'The probe driver is not installed'],
    ],
    ['gone', status, { used: false, failure: hresult(0x8007_0002) }, ['unloaded', 'The probe driver is installed but not loaded']],
    ['unsigned', status, { used: false, failure: hresult(0x8007_0241) }, ['failed', 'The probe driver could not be used']],
    ['busy', status, { used: false, failure: hresult(0x8007_04d6) }, ['failed', 'Another program is using the probe driver']],
    ['anything else', status, { used: false, failure: hresult(0x8007_001f) }, ['failed', 'The probe driver could not be used']],
  ] as const)('%s', (_name, known, use, expected) => {
    const text = probeText(known, use);
    expect(text === null ? null : [text.state, text.title]).toEqual(expected);
    expect(text?.next).not.toBe('');
    if (use?.failure != null) expect(text?.technical).toMatch(/^FilterLoad bpioprobe: 0x8007/);
  });
});

test.each<[Failure, boolean]>([
  [{ kind: 'win32', call: 'AdjustTokenPrivileges', code: 1300 }, true],
  [{ kind: 'win32', call: 'OpenSCManagerW', code: 2 }, false],
  [{ kind: 'ntstatus', call: 'FltCreateCommunicationPort', code: 0xc000_0022 }, true],
  [{ kind: 'notElevated', call: 'probe', detail: '' }, true],
  [{ kind: 'refused', call: 'probe', detail: 'there is no free altitude' }, false],
])('%o lacks rights: %s', (failure, lacks) => {
  expect(lacksProbeRights(failure)).toBe(lacks);
});

test.each([
  [false, 1, 'A query names the first refuser only.'],
  [true, 0, 'Every layer was asked through the probe: nobody refuses.'],
  [true, 1, 'Every layer was asked through the probe: the list is complete, 1 refuser.'],
  [true, 3, 'Every layer was asked through the probe: the list is complete, 3 refusers.'],
])('complete %s with %d refusers', (isComplete, refusers, text) => {
  expect(completenessText(isComplete, refusers)).toBe(text);
});

describe('a stack that was asked layer by layer', () => {
  const probed = {
    ...missingOptIn,
    driver: 'Vault.sys',
    summary: 'Vault.sys refuses',
    ntstatus: '0xC00004C9',
    win32: 495,
    evidence: 'probe' as const,
  };
  const whole = stack({
    complete: true,
    causes: [missingOptIn, probed],
    filters: [
      filter('OldGuard', '321000', 15, 'refused'),
      filter('Between', '200000', 15, 'passed'),
      filter('Vault', '141000', 15, 'refused'),
    ],
  });

  test('shows every refuser, and which of them the probe found', () => {
    const rows = stackSections(whole)[0]?.rows ?? [];
    expect(rows.map(({ name, tone, evidence }) => [name, tone, evidence])).toEqual([
      ['OldGuard', 'refused', null],
      ['Between', 'passed', null],
      ['Vault', 'refused', 'Probe'],
    ]);
  });

  test('never says that nobody below was asked', () => {
    const said = (whole.causes ?? []).flatMap((cause) => causeText(cause, whole).concluded);
    expect(said).toEqual([
      'The filter manager answered by itself. The probe asked every filter below all the same.',
      'Vault.sys was asked by itself: it refuses, whatever the others answer.',
    ]);
  });

  test('knows of a filter between two refusers that it passed the request on', () => {
    const row = stackSections(whole)[0]?.rows[1];
    expect(row && explainRow(row, whole).first.concluded).toEqual([
      'The probe asked from above and from below it: it passed the request on, whoever else refused.',
    ]);
  });
});
