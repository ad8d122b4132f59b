import type { Failure, Result } from '../contract/failure.ts';
import type { BypassIoAnswer } from '../domain/bypass-io.ts';
import { fail, ok } from '../domain/result.ts';
import type { ProbeStatistics, ProbeVersion } from '../domain/system.ts';
import type { Layout } from './layouts.ts';
import {
  PROBE_ANSWER,
  PROBE_ANSWER_OUTPUT_OFFSET,
  PROBE_ASK,
  PROBE_COMMAND,
  PROBE_REQUEST,
  PROBE_STATISTICS,
  PROBE_VERSION,
  PROBE_WIRE_VERSION,
} from './probe-layouts.ts';
import { StructView } from './struct.ts';
import { structBytes } from './struct-writer.ts';
import { decodeAnswer } from './targets.ts';

/** What the driver says is not trusted: its version, and its own idea of its length, have to be those this program was built for. */
function opened<L extends Layout>(layout: L, call: string, bytes: Uint8Array): Result<StructView<L>> {
  const view = StructView.at(layout, bytes);
  const version = bytes.byteLength < 8 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (version !== 0 && version !== PROBE_WIRE_VERSION) return fail(otherVersion(`it answers in version ${version}`));
  const length = bytes.byteLength < 8 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  if (view === null || length !== layout.size || bytes.byteLength !== layout.size) {
    const detail = `the answer has ${bytes.byteLength} bytes and says ${length}; ${layout.size} were expected`;
    return fail({ kind: 'refused', call, detail });
  }
  return ok(view);
}

export const otherVersion = (how: string): Failure => ({
  kind: 'refused',
  call: 'bpioprobe',
  detail: `the probe driver that runs is of another version than this program: ${how}, this program speaks ${PROBE_WIRE_VERSION}. Remove it and install the one that came with this program`,
});

export const request = (command: keyof typeof PROBE_COMMAND): Buffer =>
  structBytes(PROBE_REQUEST, { Version: PROBE_WIRE_VERSION, ByteLength: PROBE_REQUEST.size, Command: PROBE_COMMAND[command] });

/** `instance` has at most 64 UTF-16 units. */
export function askRequest(handle: bigint, instance: string, inFlags: number): Buffer {
  const ask = structBytes(PROBE_ASK, {
    'Head.Version': PROBE_WIRE_VERSION,
    'Head.ByteLength': PROBE_ASK.size,
    'Head.Command': PROBE_COMMAND.ask,
    FileHandle: handle,
    InFlags: inFlags,
    NameUnits: instance.length,
  });
  ask.write(instance, PROBE_ASK.fields.Name[0], 'utf16le');
  return ask;
}

const CAN_OBSERVE = 0x1;
const CAN_ASK = 0x2;

export function decodeVersion(bytes: Uint8Array): Result<ProbeVersion> {
  const view = opened(PROBE_VERSION, 'bpioprobe version', bytes);
  if (!view.ok) return view;
  const version = view.value.read('DriverVersion');
  const capabilities = view.value.read('Capabilities');
  return ok({
    driver: `${version >>> 16}.${version & 0xffff}`,
    canObserve: (capabilities & CAN_OBSERVE) !== 0,
    canAsk: (capabilities & CAN_ASK) !== 0,
  });
}

export function decodeStatistics(bytes: Uint8Array): Result<ProbeStatistics> {
  const view = opened(PROBE_STATISTICS, 'bpioprobe statistics', bytes);
  if (!view.ok) return view;
  return ok({
    observedCount: Number(view.value.read('ObservedCount')),
    droppedCount: Number(view.value.read('DroppedCount')),
    askedCount: Number(view.value.read('AskedCount')),
    waitingCount: view.value.read('WaitingCount'),
  });
}

/** The answer from below. A request that the stack failed is a failure with its NTSTATUS. */
export function decodeProbeAnswer(question: 'query' | 'query-filter-stack', bytes: Uint8Array): Result<BypassIoAnswer> {
  const view = opened(PROBE_ANSWER, 'bpioprobe answer', bytes);
  if (!view.ok) return view;
  const status = view.value.read('Status');
  if (status >= 0x8000_0000) return fail({ kind: 'ntstatus', call: 'FltFsControlFile', code: status });
  const output = bytes.slice(PROBE_ANSWER_OUTPUT_OFFSET);
  return decodeAnswer(question, output, Math.min(view.value.read('ReturnedBytes'), output.byteLength));
}
