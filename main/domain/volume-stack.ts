import type { Failure, Result } from '../contract/failure.ts';
import type { Fact } from '../contract/snapshot.ts';
import { type BypassIoAnswer, isRefusal, OUT_FLAG } from './bypass-io.ts';
import { known, notHere, unknownFor } from './facts.ts';
import { statusText } from './status.ts';
import { type Judgement, unanswered } from './verdict.ts';

/** What the volume stack's own answer shows of BitLocker and of shadow copies. That a driver is there shows nothing. */
export interface VolumeStackFacts {
  readonly bitLocker: Fact<'vetoes' | 'noVeto'>;
  readonly shadowCopies: Fact<'vetoes' | 'noVeto'>;
}

interface Role {
  readonly driver: string;
  readonly words: string;
  /** What the driver refuses with for this reason. */
  readonly statuses: readonly number[];
}

/** Source: BypassIO for filter drivers (the example of fsutil), Supporting BypassIO operations; the codes of snapshots follow from their names. */
const BIT_LOCKER: Role = { driver: 'fvevol.sys', words: 'BitLocker', statuses: [0xc000_04c9] };
const SHADOW_COPIES: Role = { driver: 'volsnap.sys', words: 'shadow copies', statuses: [0xc000_04cf, 0xc050_0005] };

export interface AnsweredStack {
  /** The answer of the whole stack. */
  readonly whole: Result<BypassIoAnswer>;
  readonly judgement: Judgement;
  /** Class filters of volumes from the top down: who was asked before whom. Empty when not known. */
  readonly order: readonly string[];
  readonly elevated: boolean | null;
}

export function volumeStackFacts(stack: AnsweredStack): VolumeStackFacts {
  return { bitLocker: roleOf(stack, BIT_LOCKER), shadowCopies: roleOf(stack, SHADOW_COPIES) };
}

function roleOf({ whole, judgement, order, elevated }: AnsweredStack, role: Role): Fact<'vetoes' | 'noVeto'> {
  if (!whole.ok) {
    const isUnknowing = unanswered(whole.error).verdict === 'notApplicable';
    return isUnknowing ? notHere('the volume does not know BypassIO') : unknownFor(whole.error, elevated);
  }
  if (isRefusal(whole.value)) return refusedStack(judgement, order, role);
  const { outFlags } = whole.value;
  if ((outFlags & OUT_FLAG.VOLUME_STACK_BYPASS_PAUSED) !== 0) return notSaid('the volume stack is paused');
  // Early builds of Windows 11 pass and clear the flag where a driver below the file system refuses.
  if ((outFlags & OUT_FLAG.COMPATIBLE_STORAGE_DRIVER) === 0)
    return notSaid('the answer does not say what stands in the way below the file system');
  return known('noVeto');
}

function refusedStack({ refusals }: Judgement, order: readonly string[], role: Role): Fact<'vetoes' | 'noVeto'> {
  const refusal = refusals.find(({ opStatus }) => opStatus !== null);
  if (refusal === undefined || refusal.layer === 'filter' || refusal.layer === 'fileSystem') {
    return notSaid(`the volume stack was not asked: ${refusal?.driver ?? 'a driver above it'} refuses before it`);
  }
  if (refusal.layer === 'storage') return known('noVeto');
  const driver = refusal.driver?.toLowerCase() ?? '';
  const { opStatus } = refusal;
  if (opStatus !== null && role.statuses.includes(opStatus)) return known('vetoes');
  if (driver === role.driver)
    return notSaid(`${role.driver} refuses with ${statusText(opStatus ?? 0)}, which is not known for ${role.words}`);
  const [own, refuser] = [role.driver, driver].map((name) => order.findIndex((known) => known.toLowerCase() === name));
  const wasPassed = own !== undefined && refuser !== undefined && own !== -1 && refuser !== -1 && own < refuser;
  return wasPassed ? known('noVeto') : notSaid(`${refusal.driver ?? 'another driver'} refuses, and nobody behind it was asked`);
}

const notSaid = (detail: string): Fact<never> => ({
  state: 'failed',
  failure: { kind: 'refused', call: 'QUERY', detail } satisfies Failure,
});
