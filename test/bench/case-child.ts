import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { programUrl } from '../../main/programs.ts';
import type { CaseOrder, FromCaseThread } from '../../main/service/case/messages.ts';

/**
 * One step of the bench of case files, in a process of its own: `store FILE EVENTS FILES` makes a database, `vacuum FROM TO` copies it as
 * SQLite does, `write FROM TO` writes a redacted case, `open FILE` opens one and asks for its first page. Prints what it measured as JSON.
 */

const [what, ...words] = process.argv.slice(2);
const [from = '', to = ''] = words;
const MICROS = 1_000;
const START_US = 1_795_161_600_000_000;

async function carryOut(): Promise<unknown> {
  switch (what) {
    case 'store':
      return makeStore(from, Number(words[1]), Number(words[2]));
    case 'vacuum':
      return vacuum();
    case 'write':
      return write();
    case 'open':
      return open();
    default:
      throw new Error(`case-child.ts: ${what}`);
  }
}

/** A game that meets one refusal on its files again and again, and on some of its user's. */
async function makeStore(file: string, events: number, files: number): Promise<null> {
  const [{ close, openForWriting }, { EventWriter }, { beginRecording, endRecording }, { indexNew }] = await Promise.all([
    import('../../main/store/database.ts'),
    import('../../main/store/events.ts'),
    import('../../main/store/recordings.ts'),
    import('../../main/store/search-index.ts'),
  ]);
  const opened = openForWriting(file);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  const { db } = opened.value;
  const recording = beginRecording(db, {
    startedUs: START_US,
    machine: 'ANNAS-PC',
    os: '10.0.26100',
    simulated: false,
    processId: 1,
    sampleMs: MICROS,
  });
  const writer = new EventWriter(db, recording);
  const batch = 5_000;
  for (let first = 0; first < events; first += batch) {
    writer.batch(() => {
      for (let index = first; index < Math.min(events, first + batch); index++) {
        const payload = writer.intern(payloadOf((index * 7_919) % files));
        writer.add({ timeUs: START_US + index * 50, processId: 4242, threadId: 8, own: false, payload });
      }
    });
  }
  endRecording(db, recording, START_US + events * 50, 'stopped');
  indexNew(db);
  close(db);
  return null;
}

function payloadOf(file: number) {
  const path =
    file % 4 === 0
      ? `C:\\Users\\anna.meier\\Documents\\Projekt ${file % 50}\\Aufnahme ${file}.bin`
      : file % 4 === 1
        ? `E:\\Archiv ${file % 100}\\Bilder\\Foto ${file}.jpg`
        : `D:\\Games\\Title\\data\\pak${file}.bin`;
  const reason = 'Encrypted file not supported';
  const fields = Object.entries({ FilterName: 'WdFilter', ProcessName: 'game.exe', FileName: path, Reason: reason });
  return {
    eventId: 12,
    version: 0,
    bytes: Buffer.from(fields.map(([, value]) => `${value}\0`).join(''), 'utf16le'),
    filter: 'WdFilter',
    processName: 'game.exe',
    path,
    reason,
    operation: 'enable',
    ntstatus: 0xc000_04c9,
    fields: JSON.stringify(fields.map(([name, value]) => ({ name, value }))),
    decoded: 'named' as const,
  };
}

function vacuum(): { readonly ms: number; readonly peakRssMiB: number } {
  const db = new Database(from);
  const startedAt = performance.now();
  db.prepare('VACUUM INTO ?').run(to);
  const ms = performance.now() - startedAt;
  db.close();
  return { ms, peakRssMiB: peakRssMiB() };
}

const peakRssMiB = (): number => process.resourceUsage().maxRSS / 1_024;

/** Starts the thread and resolves with the first message of a kind, and when it came. */
function ordered<Kind extends FromCaseThread['kind']>(
  order: CaseOrder,
  kind: Kind,
): Promise<{ readonly worker: Worker; readonly ms: number; readonly message: Extract<FromCaseThread, { kind: Kind }> }> {
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof ordered<Kind>>>>();
  const startedAt = performance.now();
  const worker = new Worker(programUrl('case'), { workerData: { order, shared: new SharedArrayBuffer(4) } });
  worker.on('error', reject);
  worker.on('message', (message: FromCaseThread) => {
    if (message.kind === 'failed') reject(new Error(JSON.stringify(message.failure)));
    // The kind was compared.
    else if (message.kind === kind)
      resolve({ worker, ms: performance.now() - startedAt, message: message as Extract<FromCaseThread, { kind: Kind }> });
  });
  return promise;
}

async function write(): Promise<{ readonly ms: number; readonly peakRssMiB: number }> {
  const tool = { name: 'bpio', version: 'bench' };
  const manifest = {
    tool,
    catalogueDate: '2026-11-20',
    createdUs: START_US,
    redacted: false,
    machine: 'ANNAS-PC',
    os: '10.0.26100',
    simulated: false,
  };
  const redaction = { secret: new Uint8Array(32).fill(7), choice: { allow: [], add: [] } };
  const request = { source: from, target: to, manifest, snapshots: [], notes: [], redaction };
  const { ms, message } = await ordered({ kind: 'write', request }, 'written');
  if (message.written.redaction === null || message.written.redaction.categories.length < 3) throw new Error('nothing was redacted');
  return { ms, peakRssMiB: peakRssMiB() };
}

/** What a window waits for: the thread has looked at the case, and the first page of events is there. */
async function open(): Promise<{ readonly ms: number }> {
  const [{ CaseView }, { connect }, { ok }] = await Promise.all([
    import('../../main/service/case/case-view.ts'),
    import('../../main/store/case/connect.ts'),
    import('../../main/domain/result.ts'),
  ]);
  const startedAt = performance.now();
  const { worker, message } = await ordered({ kind: 'open', file: from, folder: '' }, 'opened');
  using view = new CaseView(from, message.examined.manifest, () => ok(connect(message.readable)));
  const snapshots = (await view.snapshots()).list();
  const page = (await view.events()).page({ filter: {}, direction: 'older', limit: 200 });
  const timeline = (await view.events()).timeline({}, 100);
  const ms = performance.now() - startedAt;
  await worker.terminate();
  if (!snapshots.ok || !page.ok || !timeline.ok || page.value.events.length !== 200) throw new Error('the first page is not there');
  return { ms };
}

process.stdout.write(JSON.stringify(await carryOut()));
