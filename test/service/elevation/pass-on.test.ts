import { expect, test } from 'vitest';
import type { ElevationState } from '../../../main/contract/elevation.ts';
import { NO_ELEVATION } from '../../../main/service/elevation/elevation.ts';
import { Frames } from '../../../main/service/elevation/frames.ts';
import { passOnTo } from '../../../main/shell/elevated/pass-on.ts';
import { streamPair } from './stream-pair.ts';

/** Whether a request for this procedure goes to the elevated service. */
function isPassedOn(state: ElevationState, name: string): boolean {
  const [stream] = streamPair();
  const link = state.kind === 'elevated' ? new Frames(stream) : null;
  const url = new URL(`http://orpc/${name.replaceAll('.', '/')}`);
  const answer = passOnTo({ ...NO_ELEVATION, state, link })({
    method: 'POST',
    url,
    headers: {},
    body: async () => ({}),
    signal: undefined,
  });
  link?.close();
  return answer !== null;
}

test.each([
  // procedure, with the same account, with another
  ['machine', true, true],
  ['volumes', true, true],
  ['filters', true, true],
  ['query', true, true],
  ['probe.install', true, true],
  ['capture.start', true, false],
  ['capture.changes', true, false],
  ['snapshots.take', true, false],
  ['exports.write', true, false],
  ['snapshots.diff', false, false],
  ['events.page', false, false],
  ['scans.start', false, false],
  ['games.list', false, false],
  ['import.file', false, false],
  ['import.text', false, false],
  ['case.changes', false, false],
  ['case.view.machine', false, false],
  ['elevation.enable', false, false],
  ['nothing.known', false, false],
])('%s is asked with rights: %s, under another account: %s', (name, same, other) => {
  expect([
    isPassedOn({ kind: 'elevated', otherAccount: false }, name),
    isPassedOn({ kind: 'elevated', otherAccount: true }, name),
    isPassedOn({ kind: 'asking' }, name),
    isPassedOn({ kind: 'possible', ended: null }, name),
  ]).toEqual([same, other, false, false]);
});
