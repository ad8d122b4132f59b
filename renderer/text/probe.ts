import { describe } from '../../main/contract/describe.ts';
import type { Failure } from '../../main/contract/failure.ts';
import { countOf } from '../../main/contract/numbers.ts';
import type { ProbeStatus, ProbeUse } from '../../main/contract/probe.ts';
import { GET_RIGHTS } from './failure.ts';

export const PROBE_LABEL = 'Ask every layer (probe driver)';
/** What it does and how it is undone, in one sentence, before it is used. */
export const PROBE_SENTENCE =
  'Loads the probe driver for the length of the question, asks below every filter, changes no answer, and unloads it again; to undo it, switch it off.';

/** `absent`: Windows knows no such driver. `unloaded`: it is there and loads when asked. */
export type ProbeState = 'absent' | 'unloaded' | 'rights' | 'loaded' | 'failed';

export interface ProbeText {
  readonly state: ProbeState;
  readonly title: string;
  readonly next: string;
  /** The call and its code, for a ticket; null when nothing failed. */
  readonly technical: string | null;
}

/** No rights, in each form in which Windows says so: access denied, privilege not held, not all privileges assigned. */
const RIGHTS_CODES: readonly number[] = [0x8007_0005, 0x8007_0522, 0xc000_0022, 0xc000_0061];
const RIGHTS_WIN32: readonly number[] = [5, 1300, 1314];
const BAD_SIGNATURE = 0x8007_0241;
const IN_USE = 0x8007_04d6;
const NOT_FOUND = 0x8007_0002;

export function lacksProbeRights(failure: Failure): boolean {
  if (failure.kind === 'notElevated') return true;
  if (failure.kind === 'win32') return RIGHTS_WIN32.includes(failure.code);
  return 'code' in failure && RIGHTS_CODES.includes(failure.code);
}

/** Where the probe stands and what to do next, from its status and from what became of the last question. */
export function probeText(status: ProbeStatus | null, use: ProbeUse | null): ProbeText | null {
  const failure = use?.failure ?? status?.failure ?? null;
  if (use?.used === true) return LOADED(status);
  if (failure !== null) return failedText(failure, status?.installed ?? false);
  if (status === null) return null;
  if (status.loaded === true) return LOADED(status);
  return status.installed ? UNLOADED : ABSENT;
}

const ABSENT: ProbeText = {
  state: 'absent',
  title: 'The probe driver is not installed',
  next: 'Its README says how to install it. Until then a query names the first refuser only.',
  technical: null,
};
const UNLOADED: ProbeText = {
  state: 'unloaded',
  title: 'Installed, not loaded',
  next: 'Switch it on: it is loaded for the question and unloaded after it.',
  technical: null,
};

function LOADED(status: ProbeStatus | null): ProbeText {
  const version = status?.version ?? null;
  const seen = status?.statistics ?? null;
  const facts = [
    version === null ? null : `version ${version}`,
    seen === null ? null : `${countOf(seen.askedCount, 'question')} asked`,
    seen === null || seen.droppedCount === 0 ? null : `${countOf(seen.droppedCount, 'record')} dropped`,
  ].filter((fact) => fact !== null);
  return {
    state: 'loaded',
    title: `The probe driver answers${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`,
    next: 'Switch off to ask the plain way again.',
    technical: null,
  };
}

function failedText(failure: Failure, installed: boolean): ProbeText {
  const technical = describe(failure);
  if (lacksProbeRights(failure)) {
    return {
      state: 'rights',
      title: 'The probe driver needs administrator rights',
      next: `${GET_RIGHTS}. The plain verdict does not need it and is shown.`,
      technical,
    };
  }
  const code = 'code' in failure ? failure.code : null;
  if (code === NOT_FOUND) return { ...(installed ? NOT_RUNNING : ABSENT), technical };
  if (code === BAD_SIGNATURE)
    return {
      ...FAILED,
      next: 'Windows does not accept its signature: it loads in test mode only, unless Microsoft has signed it. The README says how.',
      technical,
    };
  if (code === IN_USE)
    return { ...FAILED, title: 'Another program is using the probe driver', next: 'Close that program, then ask again.', technical };
  return { ...FAILED, technical };
}

const NOT_RUNNING: ProbeText = {
  state: 'unloaded',
  title: 'The probe driver is installed but not loaded',
  next: `${GET_RIGHTS}, so that it can load it.`,
  technical: null,
};
const FAILED: Omit<ProbeText, 'technical'> = {
  state: 'failed',
  title: 'The probe driver could not be used',
  next: 'The plain verdict is shown instead. Ask again; the code tells more.',
};

/** How far an answer reaches, said as plainly when it is complete as when it is not. */
export function completenessText(isComplete: boolean, refusers: number): string {
  if (!isComplete) return 'A query names the first refuser only.';
  if (refusers === 0) return 'Every layer was asked through the probe: nobody refuses.';
  return `Every layer was asked through the probe: the list is complete, ${countOf(refusers, 'refuser')}.`;
}
