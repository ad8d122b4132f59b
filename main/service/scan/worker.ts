import { parentPort, workerData } from 'node:worker_threads';
import type { Result } from '../../contract/failure.ts';
import { withoutTarget } from '../../domain/audit.ts';
import { fail, ok } from '../../domain/result.ts';
import type { System } from '../../domain/system.ts';
import type { FolderToList } from '../../store/scan-writer.ts';
import { type Libraries, simulatedLibraries, windowsLibraries } from '../../win32/library.ts';
import { openSystem } from '../../win32/system.ts';
import { type VolumeContext, volumeContext } from '../volume-context.ts';
import { Batch } from './batch.ts';
import { FileInspector, newSample } from './inspect-file.ts';
import { AHEAD, AHEAD_MAX_COUNT, type FromWorker, STOP, type ToWorker, type WorkerOptions } from './messages.ts';
import { literal } from './paths.ts';

/**
 * One scanning thread: lists the folders it is given, asks about every file in them and posts what it found. Win32 calls block, so it
 * blocks too: between two files it looks whether to stop, and it waits when it is too far ahead of the database.
 */

if (parentPort === null) throw new Error('this is a thread, not a program');
const port = parentPort;
const options = workerData as WorkerOptions; // run.ts makes the thread with these
const shared = new Int32Array(options.shared);
const isStopped = (): boolean => Atomics.load(shared, STOP) !== 0;

function main(): void {
  const libraries: Libraries = options.simulated ? simulatedLibraries() : windowsLibraries;
  const system = openSystem(libraries);
  if (!system.ok) {
    port.postMessage({ kind: 'failed', failure: system.error } satisfies FromWorker);
    return;
  }
  const scanner = new Scanner(system.value);
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'end') port.close();
    else scanner.scanAll(message.folders);
  });
  port.postMessage({ kind: 'ready' } satisfies FromWorker);
}

class Scanner {
  readonly #system: System;
  readonly #inspector: FileInspector;
  readonly #contexts = new Map<number, Result<VolumeContext>>();
  #batch = new Batch();

  constructor(system: System) {
    this.#system = system;
    this.#inspector = new FileInspector(system, options.mode);
  }

  scanAll(folders: readonly FolderToList[]): void {
    for (const folder of folders) this.#scan(folder);
    this.#batch.ordersDone += 1;
    this.#post();
  }

  #scan({ id, path, root }: FolderToList): void {
    if (isStopped()) return;
    this.#batch.current = path;
    const context = this.#contextOf(root);
    if (!context.ok) {
      this.#batch.addListed({ id, children: '', links: 0, failure: context.error });
      return;
    }
    const children: string[] = [];
    const sample = newSample();
    let links = 0;
    const listed = this.#system.folders.list(literal(path), (entry) => {
      if (entry.isLink) links += 1;
      else if (entry.isFolder) children.push(entry.name);
      else
        this.#batch.addFile(
          id,
          entry.name,
          entry.sizeBytes,
          this.#inspector.inspect(entry, `${path}\\${entry.name}`, context.value, sample),
        );
      if (this.#batch.isDue) this.#post();
      return isStopped() ? 'stop' : 'next';
    });
    // A folder that was left in the middle stays to be listed; what was found in it is kept.
    if (!isStopped())
      this.#batch.addListed({ id, children: children.join('\0'), links, failure: listed.ok ? null : withoutTarget(listed.error) });
  }

  /** Every folder of a root lies on the root's volume, since nothing that leads elsewhere is followed: the volume is asked once. */
  #contextOf(root: number): Result<VolumeContext> {
    const known = this.#contexts.get(root);
    if (known !== undefined) return known;
    const context = this.#askVolume(options.roots[root] ?? '');
    this.#contexts.set(root, context);
    return context;
  }

  #askVolume(root: string): Result<VolumeContext> {
    const mount = this.#system.volumes.mountOf(`${root}\\`);
    if (!mount.ok) return mount;
    const opened = this.#system.targets.open(`${root}\\`);
    if (!opened.ok) return opened;
    using target = opened.value;
    if (target.kind === 'file') return fail({ kind: 'badRequest', call: 'scan', detail: 'not a folder', target: root });
    return ok(volumeContext(this.#system, mount.value, target));
  }

  #post(): void {
    waitForRoom();
    Atomics.add(shared, AHEAD, this.#batch.rowCount + 1);
    const { message, transfer } = this.#batch.finish(this.#inspector.takeNew());
    port.postMessage(message, transfer);
    this.#batch = new Batch(this.#batch.current);
  }
}

function waitForRoom(): void {
  for (;;) {
    const ahead = Atomics.load(shared, AHEAD);
    if (ahead < AHEAD_MAX_COUNT || isStopped()) return;
    Atomics.wait(shared, AHEAD, ahead);
  }
}

main();
