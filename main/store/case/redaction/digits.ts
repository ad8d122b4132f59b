import { hash } from 'node:crypto';
import { folded } from '../../../domain/redaction/terms.ts';
import { storable } from '../../names.ts';

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;
const KEPT_MAX_COUNT = 50_000;
const TEXT_MAX_BYTES = 256 * 1024;

/**
 * HMAC-SHA-256 (RFC 2104) of names in hex. Names are compared as Windows compares them, in any case; an unpaired surrogate has the spelling
 * that the store gives it. Two hashes in a row take a tenth of what node:crypto's HMAC takes, and there may be millions of names.
 */
export function digitsUnder(secret: Uint8Array): (name: string) => string {
  const inner = Buffer.alloc(BLOCK_BYTES + TEXT_MAX_BYTES);
  const outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES);
  const key = secret.byteLength > BLOCK_BYTES ? hash('sha256', secret, 'buffer') : secret;
  for (let index = 0; index < BLOCK_BYTES; index++) {
    inner[index] = (key[index] ?? 0) ^ 0x36;
    outer[index] = (key[index] ?? 0) ^ 0x5c;
  }
  const kept = new Map<string, string>();
  return (name) => {
    const text = folded(storable(name));
    const known = kept.get(text);
    if (known !== undefined) return known;
    const bytes = inner.write(text, BLOCK_BYTES, 'utf8');
    outer.write(hash('sha256', inner.subarray(0, BLOCK_BYTES + bytes), 'binary'), BLOCK_BYTES, 'latin1');
    const digits = hash('sha256', outer, 'hex');
    if (kept.size >= KEPT_MAX_COUNT) kept.clear();
    kept.set(text, digits);
    return digits;
  };
}
