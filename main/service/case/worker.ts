import { parentPort, workerData } from 'node:worker_threads';
import { redactionWorker } from '../../store/case/redaction/redaction-thread.ts';
import type { CaseThreadOptions } from './messages.ts';

/**
 * The thread that reads and writes whole case files: SQLite keeps whoever calls it waiting, and here nobody else waits. The one that replaces
 * names comes into being before this one loads what it needs itself, which takes as long.
 */

if (parentPort === null) throw new Error('this is a thread, not a program');
const options = workerData as CaseThreadOptions; // thread.ts makes the thread with these
const { order } = options;
const redacting = order.kind === 'write' && order.request.redaction !== null ? redactionWorker() : undefined;
const { carryOut } = await import('./carry-out.ts');
await carryOut(options, parentPort, redacting);
await redacting?.terminate();
