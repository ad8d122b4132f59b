import { expect, test } from 'vitest';
import type { Operation } from '../../main/domain/bypass-io.ts';
import { bindKernel32 } from '../../main/win32/kernel32.ts';
import { windowsLibraries } from '../../main/win32/library.ts';
import { targetSource } from '../../main/win32/targets.ts';
import { startMachine } from '../service/machine.ts';
import { DRIVER_PATHS, deviceOf, driverScenario } from './driver/scenario.ts';

const kernel32 = bindKernel32(windowsLibraries);
if (!kernel32.ok) throw new Error(JSON.stringify(kernel32.error));
const windows = targetSource(kernel32.value);

/** Every operation on one handle, in an order in which each has something to change, and nothing stays paused. */
const OPERATIONS: readonly Operation[] = [
  ...(['get-info', 'query', 'query-filter-stack', 'enable', 'enable', 'get-info'] as const),
  ...(['stream-pause', 'query', 'volume-stack-pause', 'query', 'get-info'] as const),
  ...(['volume-stack-resume', 'stream-resume', 'query', 'disable', 'get-info'] as const),
];

function sent(source: typeof windows, path: string) {
  const opened = source.open(path);
  if (!opened.ok) return opened.error;
  using target = opened.value;
  return OPERATIONS.map((operation) => {
    const answer = target.manage(operation);
    return [operation, answer.ok ? { ...answer.value, raw: Buffer.from(answer.value.raw).toString('hex') } : answer.error];
  });
}

test.each(DRIVER_PATHS.map((path, index) => [path, index] as const))(
  '%s, asked through the kernel: every operation answers as the simulated machine does, to the last byte',
  (path, index) => {
    using machine = startMachine(driverScenario);
    expect(sent(windows, deviceOf(index))).toEqual(sent(machine.system.targets, path));
  },
);

test('a target that nobody offers is not found', () => {
  expect(windows.open(deviceOf(99))).toMatchObject({ ok: false, error: { kind: 'win32', call: 'CreateFileW', code: 2 } });
});
