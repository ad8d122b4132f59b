import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test, vi } from 'vitest';
import { programUrl } from '../../main/programs.ts';
import {
  AHEAD,
  AHEAD_MAX_COUNT,
  type BatchMessage,
  type FromWorker,
  STOP,
  type ToWorker,
  type WorkerOptions,
} from '../../main/service/scan/messages.ts';
import { gameVolume, startMachine, type TestMachine } from './machine.ts';

vi.setConfig({ testTimeout: 60_000 });

const FILES = 6_000;
const startBigFolder = (): TestMachine =>
  startMachine({
    volumes: [
      { ...gameVolume, mount: 'C:' },
      { ...gameVolume, files: Array.from({ length: FILES }, (_, index) => ({ path: `\\Games\\${index}.bin`, size: 1 })) },
    ],
  });

/** A scanning thread by itself, as a scan starts it. */
class Thread implements AsyncDisposable {
  readonly shared = new Int32Array(new SharedArrayBuffer(8));
  readonly #worker: Worker;
  readonly #messages: FromWorker[] = [];

  constructor() {
    const workerData: WorkerOptions = { simulated: true, mode: 'every', roots: ['D:'], shared: this.shared.buffer };
    this.#worker = new Worker(programUrl('scan'), { workerData });
    this.#worker.on('message', (message: FromWorker) => this.#messages.push(message));
  }

  send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  async next(): Promise<FromWorker> {
    while (this.#messages.length === 0) await once(this.#worker, 'message');
    return this.#messages.shift() as FromWorker; // there is one
  }

  async nextBatch(): Promise<BatchMessage> {
    const message = await this.next();
    if (message.kind !== 'batch') throw new Error(message.kind);
    return message;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.send({ kind: 'end' });
    await once(this.#worker, 'exit');
  }
}

const order: ToWorker = { kind: 'folders', folders: [{ id: 7, path: 'D:\\Games', root: 0 }] };

test('a thread that is told to stop asks no further file, and leaves the folder to be listed', async () => {
  using machine = startBigFolder();
  await using thread = new Thread();
  expect((await thread.next()).kind).toBe('ready');
  Atomics.store(thread.shared, STOP, 1);
  thread.send(order);
  const { folders, listed, ordersDone } = await thread.nextBatch();
  expect([folders.length, listed, ordersDone]).toEqual([0, [], 1]);
  expect(machine.handleCount()).toBe(0);
});

test('a thread that is too far ahead of the database waits, and hears a cancel meanwhile', async () => {
  using machine = startBigFolder();
  await using thread = new Thread();
  expect((await thread.next()).kind).toBe('ready');
  Atomics.store(thread.shared, AHEAD, AHEAD_MAX_COUNT);
  thread.send(order);
  // It can be woken only when it waits; what it waits for has not changed, so it waits on.
  while (Atomics.notify(thread.shared, AHEAD) === 0) await new Promise((resolve) => setImmediate(resolve));
  Atomics.store(thread.shared, STOP, 1);
  Atomics.notify(thread.shared, AHEAD);
  let found = 0;
  for (let done = 0; done === 0; ) {
    const { folders, listed, ordersDone } = await thread.nextBatch();
    found += folders.length;
    done = ordersDone;
    expect(listed).toEqual([]);
  }
  expect(found).toBeLessThan(FILES);
  expect(machine.handleCount()).toBe(0);
});
