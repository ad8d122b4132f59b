import { describe, expect, test } from 'vitest';
import { FRAME_MAX_BYTES, Frames } from '../../../main/service/elevation/frames.ts';
import { newSecret, proveAsService, proveAsWindow } from '../../../main/service/elevation/proof.ts';
import { streamPair } from './stream-pair.ts';

describe('messages over a stream', () => {
  const sent = ['', 'a', 'x'.repeat(20_000)].map((text) => Buffer.from(text));

  test.each([1, 3, 7, 4096, 1_000_000])('arrive whole and in order, however they are cut up: %i bytes at a time', async (pieceBytes) => {
    const [one, other] = streamPair(pieceBytes);
    const received: Buffer[] = [];
    const frames = new Frames(other);
    frames.trust(FRAME_MAX_BYTES);
    frames.onFrame((frame) => received.push(Buffer.from(frame)));
    const sender = new Frames(one);
    for (const message of sent) sender.send(message);
    await expect.poll(() => received).toEqual(sent);
  });

  test('one message may be given in parts', async () => {
    const [one, other] = streamPair();
    new Frames(one).send(Buffer.from('ab'), Buffer.from('c'));
    expect(String(await new Frames(other).next())).toBe('abc');
  });

  test('what came before anybody listened is not lost', async () => {
    const [one, other] = streamPair();
    const frames = new Frames(other);
    const sender = new Frames(one);
    sender.send(Buffer.from('first'));
    sender.send(Buffer.from('second'));
    expect(String(await frames.next())).toBe('first');
    const rest: string[] = [];
    frames.onFrame((frame) => rest.push(String(frame)));
    await expect.poll(() => rest).toEqual(['second']);
  });

  test.each([
    ['a message that is longer than a stranger may send', [1, 1, 0, 0]],
    ['a length that nothing could hold', [0xff, 0xff, 0xff, 0xff]],
    ['more messages than a stranger may send', Array.from({ length: 5 * 4 }, () => 0)],
  ])('%s closes the stream', async (_title, bytes) => {
    const [one, other] = streamPair();
    const frames = new Frames(other);
    const closed = new Promise((resolve) => frames.onClose(() => resolve('closed')));
    one.write(Uint8Array.from(bytes));
    expect(await closed).toBe('closed');
  });

  test('a trusted sender has a limit too', async () => {
    const [one, other] = streamPair();
    const frames = new Frames(other);
    frames.trust(1000);
    const closed = new Promise((resolve) => frames.onClose(() => resolve('closed')));
    new Frames(one).send(Buffer.alloc(1001));
    expect(await closed).toBe('closed');
  });

  test('a stream that ends in the middle gives nothing of the message', async () => {
    const [one, other] = streamPair();
    const next = new Frames(other).next();
    one.write(Uint8Array.of(9, 0, 0, 0, 1, 2));
    one.close();
    expect(await next).toBeNull();
  });
});

describe('the two ends show each other that they know the secret', () => {
  const SAME = { otherAccount: false };

  test.each([false, true])('window and service of one meeting; under another account: %s', async (otherAccount) => {
    const [one, other] = streamPair();
    const secret = newSecret();
    const service = proveAsService(new Frames(other), secret, { otherAccount }, FRAME_MAX_BYTES);
    expect(await proveAsWindow(new Frames(one), secret, FRAME_MAX_BYTES)).toEqual({ ok: true, value: { otherAccount } });
    expect(await service).toEqual({ ok: true, value: null });
  });

  test('a window with another secret, and a service with another', async () => {
    const [one, other] = streamPair();
    const service = proveAsService(new Frames(other), newSecret(), SAME, FRAME_MAX_BYTES);
    const window = await proveAsWindow(new Frames(one), newSecret(), FRAME_MAX_BYTES);
    expect([window, await service]).toMatchObject([
      { ok: false, error: { kind: 'refused', call: 'elevated service' } },
      { ok: false, error: { kind: 'refused', call: 'elevated service' } },
    ]);
  });

  test('a stranger who repeats what he overheard', async () => {
    const secret = newSecret();
    const overheard: Buffer[] = [];
    const [one, other] = streamPair();
    const write = one.write.bind(one);
    one.write = (bytes) => {
      overheard.push(Buffer.from(bytes));
      write(bytes);
    };
    const met = proveAsService(new Frames(other), secret, SAME, FRAME_MAX_BYTES);
    await proveAsWindow(new Frames(one), secret, FRAME_MAX_BYTES);
    expect((await met).ok).toBe(true);

    const [stranger, again] = streamPair();
    const second = proveAsService(new Frames(again), secret, SAME, FRAME_MAX_BYTES);
    stranger.onBytes(() => undefined);
    for (const bytes of overheard) stranger.write(bytes);
    expect(await second).toMatchObject({ ok: false, error: { kind: 'refused' } });
  });

  test.each([
    ['nothing', []],
    ['a number that is too short', [Buffer.alloc(31)]],
    ['no proof', [Buffer.alloc(32), Buffer.alloc(0)]],
    ['a proof of noughts', [Buffer.alloc(32), Buffer.alloc(32)]],
  ])('a stranger who sends %s and leaves', async (_title, messages) => {
    const [one, other] = streamPair();
    const service = proveAsService(new Frames(other), newSecret(), SAME, FRAME_MAX_BYTES);
    const stranger = new Frames(one);
    for (const message of messages) stranger.send(message);
    stranger.close();
    expect(await service).toMatchObject({ ok: false, error: { kind: 'refused', call: 'elevated service' } });
  });
});
