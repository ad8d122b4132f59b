import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a request says about itself, as Node's HTTP parser gives it. */
export type Knock = {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly purpose: 'read' | 'connect';
};
export type Refusal = { readonly status: 403 | 405; readonly reason: string };
export type Admission = {
  readonly ok: true /** What follows the token and its slash; null without the slash. */;
  readonly path: string | null;
};

/** Decides who may in: only a page that this server itself gave to whoever holds the token. */
export class Doorkeeper {
  readonly #token = randomBytes(32).toString('base64url');
  readonly #host: string;

  /** `port` is the one the server listens on, at 127.0.0.1. */
  constructor(port: number) {
    this.#host = `127.0.0.1:${port}`;
  }

  /** The address to open, token included. */
  get url(): string {
    return `http://${this.#host}/${this.#token}/`;
  }

  /**
   * Host first, because a foreign name that points at 127.0.0.1 (DNS rebinding) makes every other header look like ours. No refusal
   * repeats what was asked.
   */
  admit(knock: Knock): Admission | Refusal {
    if (knock.host !== this.#host) return { status: 403, reason: 'Refused: the Host header does not name this server.' };
    if (knock.origin === undefined ? knock.purpose === 'connect' : knock.origin !== `http://${this.#host}`)
      return { status: 403, reason: 'Refused: the Origin header names another site, or none where one is needed.' };
    const [, first = '', ...rest] = (knock.url ?? '').split('?', 1).join('').split('/');
    if (!isSame(first, this.#token)) return { status: 403, reason: 'Refused: the address does not carry the token of this session.' };
    if (knock.method !== 'GET' && knock.method !== 'HEAD') return { status: 405, reason: 'Refused: only GET and HEAD are served.' };
    return { ok: true, path: rest.length === 0 ? null : rest.join('/') };
  }
}

/** In constant time: equal lengths through the hash, so that not even the token's length is told. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
