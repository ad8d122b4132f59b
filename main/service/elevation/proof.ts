import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Result } from '../../contract/failure.ts';
import { fail, ok } from '../../domain/result.ts';
import type { Frames } from './frames.ts';

/**
 * Each side shows that it knows the secret of this meeting, and neither sends it: the window names a number, the service answers with one of
 * its own and a proof over both, the window proves the same, the service bids welcome. A stranger who got hold of the pipe's name learns
 * nothing that would serve a second time.
 */
export const SECRET_BYTES = 32;
const NONCE_BYTES = 32;
const PROOF_BYTES = 32;
/** A person may be slow at the prompt; programs are not. */
const ANSWER_MAX_MS = 20_000;
const OTHER_ACCOUNT = 1;
const SAME_ACCOUNT = 0;

export const newSecret = (): Buffer => randomBytes(SECRET_BYTES);

/** What the elevated service says of itself. */
export interface Welcome {
  /** The prompt was answered with the password of somebody else. */
  readonly otherAccount: boolean;
}

/** The window's part. Fails with `refused` when the other side does not know the secret, or leaves. */
export async function proveAsWindow(frames: Frames, secret: Uint8Array, maxBytes: number): Promise<Result<Welcome>> {
  const mine = randomBytes(NONCE_BYTES);
  frames.send(mine);
  const answered = await inTime(frames);
  const theirs = answered?.subarray(0, NONCE_BYTES);
  if (theirs === undefined || !isProof(answered?.subarray(NONCE_BYTES), proofOf(secret, 'service', mine, theirs))) return stranger(frames);
  frames.trust(maxBytes);
  frames.send(proofOf(secret, 'window', mine, theirs));
  const welcome = await inTime(frames);
  return welcome === null ? stranger(frames) : ok({ otherAccount: welcome[0] === OTHER_ACCOUNT });
}

/** The service's part. It takes requests only when this succeeds. */
export async function proveAsService(
  frames: Frames,
  secret: Uint8Array,
  { otherAccount }: Welcome,
  maxBytes: number,
): Promise<Result<null>> {
  const theirs = await inTime(frames);
  if (theirs?.length !== NONCE_BYTES) return stranger(frames);
  const mine = randomBytes(NONCE_BYTES);
  frames.send(mine, proofOf(secret, 'service', theirs, mine));
  if (!isProof(await inTime(frames), proofOf(secret, 'window', theirs, mine))) return stranger(frames);
  frames.trust(maxBytes);
  frames.send(Uint8Array.of(otherAccount ? OTHER_ACCOUNT : SAME_ACCOUNT));
  return ok(null);
}

const proofOf = (secret: Uint8Array, of: 'window' | 'service', window: Uint8Array, service: Uint8Array): Buffer =>
  createHmac('sha256', secret).update(of).update(window).update(service).digest();

const isProof = (given: Uint8Array | null | undefined, expected: Uint8Array): boolean =>
  given?.byteLength === PROOF_BYTES && timingSafeEqual(given, expected);

async function inTime(frames: Frames): Promise<Buffer | null> {
  const timer = setTimeout(() => frames.close(), ANSWER_MAX_MS);
  try {
    return await frames.next();
  } finally {
    clearTimeout(timer);
  }
}

function stranger(frames: Frames): Result<never> {
  frames.close();
  return fail({
    kind: 'refused',
    call: 'elevated service',
    detail: 'the other end of the pipe did not prove that it belongs to this window',
  });
}
