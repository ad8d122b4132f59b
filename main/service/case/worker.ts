import { parentPort, workerData } from 'node:worker_threads';
import type { Result } from '../../contract/failure.ts';
import { checkCase } from '../../store/case/check.ts';
import { readCounts } from '../../store/case/contents.ts';
import { examineCase } from '../../store/case/open.ts';
import { type CaseRequest, previewRedaction, writeCase } from '../../store/case/write.ts';
import { type CaseThreadOptions, type FromCaseThread, STOP } from './messages.ts';

/** The thread that reads and writes whole case files: SQLite keeps whoever calls it waiting, and here nobody else waits. */

if (parentPort === null) throw new Error('this is a thread, not a program');
const port = parentPort;
const { order, shared } = workerData as CaseThreadOptions; // thread.ts makes the thread with these
const stop = new Int32Array(shared);
const isStopped = (): boolean => Atomics.load(stop, STOP) !== 0;
const PROGRESS_EVERY_MS = 100;

let toldAt = 0;
const post = (message: FromCaseThread): void => port.postMessage(message);
function progress(part: string, fraction: number): void {
  if (performance.now() - toldAt < PROGRESS_EVERY_MS) return;
  toldAt = performance.now();
  post({ kind: 'progress', part, fraction });
}

/** Gives the value; tells a failure and gives null. */
function valueOrTell<T>(result: Result<T>): T | null {
  if (result.ok) return result.value;
  post({ kind: 'failed', failure: result.error });
  return null;
}

function open(file: string, folder: string): void {
  const examined = valueOrTell(examineCase(file));
  if (examined === null) return;
  const counted = valueOrTell(readCounts(examined, folder));
  if (counted === null) return;
  post({ kind: 'opened', examined, ...counted });
  const differing = valueOrTell(checkCase(examined, (fraction) => progress('comparing', fraction)));
  if (differing !== null) post({ kind: 'checked', differing });
}

async function write(request: CaseRequest): Promise<void> {
  const written = valueOrTell(await writeCase(request, { onProgress: progress, isStopped }));
  if (written !== null) post({ kind: 'written', written });
}

function preview(request: CaseRequest): void {
  const found = valueOrTell(previewRedaction(request, { onProgress: progress, isStopped }));
  if (found !== null) post({ kind: 'previewed', preview: found });
}

if (order.kind === 'open') open(order.file, order.folder);
else if (order.kind === 'write') await write(order.request);
else preview(order.request);
