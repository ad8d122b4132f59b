import { parentPort } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { failureOf, storeFailure, type WritableDb } from '../../database.ts';
import { attachParts, contentTables, partsOf, prepareTarget, textRows } from '../copying.ts';
import { hasTexts, makeTables } from '../form.ts';
import { Refused, Work } from '../work.ts';
import { findLeft } from './find-left.ts';
import type { FromRedaction, RedactionOrder, ToRedaction } from './messages.ts';
import { Rewriting } from './rewriting.ts';
import { copyRewritten } from './rewritten-tables.ts';

/**
 * The thread that replaces names while another one copies what holds none: it learns from the same moment of the same parts, writes the
 * tables with texts into a file of its own, and in the end searches the whole case for what it replaced.
 */

if (parentPort === null) throw new Error('this is a thread, not a program');
const port = parentPort;
const { parts, redaction, vocabulary, machine, target } = await firstOrder();
const post = (message: FromRedaction): void => port.postMessage(message);
const PROGRESS_EVERY_MS = 100;
const LEARN_SHARE = 0.5;

const rewriting = new Rewriting(redaction, vocabulary);
const db = new Database(target) as WritableDb; // opened without `readonly`
let toldAt = 0;
const work = new Work({
  onProgress: (part, fraction) => {
    if (performance.now() - toldAt < PROGRESS_EVERY_MS) return;
    toldAt = performance.now();
    post({ kind: 'progress', part, fraction });
  },
});

/** What redaction-thread.ts posts before anything else. */
function firstOrder(): Promise<RedactionOrder> {
  return new Promise((resolve) => port.once('message', ({ order }: Extract<ToRedaction, { kind: 'start' }>) => resolve(order)));
}

function begin(): void {
  db.exec('BEGIN');
  db.prepare(`SELECT count(*) FROM ${parts.source === null ? 'added' : 'source'}.sqlite_schema`).get(); // decides which moment is read
  post({ kind: 'begun' });
  work.begin('looking for names', LEARN_SHARE, textRows(db));
  rewriting.learnMachine(machine);
  for (const table of contentTables) for (const part of partsOf(db, table)) rewriting.learn(db, part, table, work.step);
  rewriting.settle();
  work.begin('replacing names', 1 - LEARN_SHARE, textRows(db));
  rewriting.register(db, work.step);
  for (const table of contentTables.filter(hasTexts)) for (const part of partsOf(db, table)) copyRewritten(db, part, table);
  db.exec('COMMIT');
  db.close();
  post({ kind: 'rewritten' });
}

function answer(message: ToRedaction): void {
  switch (message.kind) {
    case 'start':
      throw new Error('it has its order');
    case 'begin':
      begin();
      return;
    case 'redact':
      post({ kind: 'redacted', text: rewriting.redactManifest(message.text) });
      return;
    case 'search': {
      const preview = rewriting.preview();
      const kept = findLeft(message.file, message.pages, rewriting);
      post({ kind: 'searched', preview: { ...preview, kept: [...preview.kept, ...kept] } });
      port.close();
    }
  }
}

/** What SQLite or the disk refuses is told; anything else is a bug and ends the thread. */
function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (db.open) db.close();
    post({ kind: 'failed', failure: error instanceof Refused ? storeFailure(error.message, target) : failureOf(error, target) });
    port.close();
  }
}

attempt(() => {
  prepareTarget(db, parts.source);
  makeTables(db, hasTexts);
  attachParts(db, parts);
  port.on('message', (message: ToRedaction) => attempt(() => answer(message)));
  post({ kind: 'ready' });
});
