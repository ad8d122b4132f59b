import type { MessagePort, Worker } from 'node:worker_threads';
import type { Result } from '../../contract/failure.ts';
import { checkCase } from '../../store/case/check.ts';
import { readCounts } from '../../store/case/contents.ts';
import { examineCase } from '../../store/case/open.ts';
import type { CaseWatch } from '../../store/case/work.ts';
import { type CaseRequest, previewRedaction, writeCase } from '../../store/case/write.ts';
import { type CaseThreadOptions, type FromCaseThread, STOP } from './messages.ts';

const PROGRESS_EVERY_MS = 100;

/** What the thread for case files does. Everything that comes of the order is posted to `port`; `redacting` is for a case that is redacted. */
export async function carryOut({ order, shared }: CaseThreadOptions, port: MessagePort, redacting?: Worker): Promise<void> {
  const work = new OrderedWork(port, new Int32Array(shared));
  switch (order.kind) {
    case 'open':
      work.open(order.file, order.folder);
      return;
    case 'write':
      await work.write(order.request, redacting);
      return;
    case 'preview':
      work.preview(order.request);
  }
}

class OrderedWork {
  readonly #port: MessagePort;
  readonly #watch: Required<CaseWatch>;
  #toldAt = 0;

  constructor(port: MessagePort, stop: Int32Array) {
    this.#port = port;
    this.#watch = {
      isStopped: () => Atomics.load(stop, STOP) !== 0,
      onProgress: (part, fraction) => {
        if (performance.now() - this.#toldAt < PROGRESS_EVERY_MS) return;
        this.#toldAt = performance.now();
        this.#post({ kind: 'progress', part, fraction });
      },
    };
  }

  open(file: string, folder: string): void {
    const examined = this.#valueOrTell(examineCase(file));
    if (examined === null) return;
    const counted = this.#valueOrTell(readCounts(examined, folder));
    if (counted === null) return;
    this.#post({ kind: 'opened', examined, ...counted });
    const differing = this.#valueOrTell(checkCase(examined, (fraction) => this.#watch.onProgress('comparing', fraction)));
    if (differing !== null) this.#post({ kind: 'checked', differing });
  }

  async write(request: CaseRequest, redacting?: Worker): Promise<void> {
    const written = this.#valueOrTell(await writeCase(request, this.#watch, redacting));
    if (written !== null) this.#post({ kind: 'written', written });
  }

  preview(request: CaseRequest): void {
    const found = this.#valueOrTell(previewRedaction(request, this.#watch));
    if (found !== null) this.#post({ kind: 'previewed', preview: found });
  }

  /** Gives the value; tells a failure and gives null. */
  #valueOrTell<T>(result: Result<T>): T | null {
    if (result.ok) return result.value;
    this.#post({ kind: 'failed', failure: result.error });
    return null;
  }

  #post(message: FromCaseThread): void {
    this.#port.postMessage(message);
  }
}
