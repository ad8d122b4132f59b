import type { RedactionChoice, RedactionPreview } from '../../../contract/case.ts';
import { Redactor } from '../../../domain/redaction/redactor.ts';
import type { ReadableDb, WritableDb } from '../../database.ts';
import type { CaseTable } from '../form.ts';
import { Cells, type Role, roleOf } from './cells.ts';
import { digitsUnder } from './digits.ts';
import { sentenceTexts, structureTexts } from './own-texts.ts';

/** What is replaced, and by what secret: the same secret gives the same placeholders. */
export interface CaseRedaction {
  /** 32 bytes that stay with the sender. */
  readonly secret: Uint8Array;
  readonly choice: RedactionChoice;
}

/** Called often, with the rows that are done since the last call. Throws to stop. */
type OnRows = (rows: number) => void;

const ROWS_A_STEP = 5_000;
/** Nothing is learned from bytes. */
const isText = (role: Role): boolean => role !== 'number' && role !== 'bytes';
const isTextOrBytes = (role: Role): boolean => role !== 'number';
/** Beyond the table's own name: the schema that it is read from. */
type From = 'source' | 'added' | 'main';

/** Everything of a database on its way into a case file, with names replaced: first all of it is learned from, then it is copied. */
export class Rewriting {
  readonly #redactor: Redactor;
  readonly #cells: Cells;

  /** `vocabulary` is of `caseVocabulary`, which whoever loads the schemas anyway has at hand. */
  constructor({ secret, choice }: CaseRedaction, vocabulary: readonly string[]) {
    const digits = digitsUnder(secret);
    this.#redactor = new Redactor({ digits, ...choice, structure: structureTexts(vocabulary), sentences: sentenceTexts() });
    this.#cells = new Cells(this.#redactor);
  }

  get redactor(): Redactor {
    return this.#redactor;
  }

  learnMachine(name: string): void {
    this.#redactor.learnMachine(name);
  }

  learn(db: ReadableDb, from: From, table: CaseTable, onRows: OnRows): void {
    this.#visit(db, from, table, isText, onRows, (role, cell, folder) => this.#cells.learn(role, cell, folder));
  }

  settle(): void {
    this.#redactor.settle();
  }

  /** Counts what `copy` would replace. */
  count(db: ReadableDb, from: From, table: CaseTable, onRows: OnRows): void {
    this.#visit(db, from, table, isTextOrBytes, onRows, (role, cell, folder) => void this.#cells.redact(role, cell, folder));
  }

  /** True when nothing in the table would be replaced: what was written has nothing left. */
  isClean(db: ReadableDb, table: CaseTable): boolean {
    let clean = true;
    this.#visit(
      db,
      'main',
      table,
      isTextOrBytes,
      () => {},
      (role, cell, folder) => {
        const again = this.#cells.redact(role, cell, folder);
        clean &&= cell instanceof Uint8Array ? again === cell : again === cell;
      },
    );
    return clean;
  }

  /** Makes the functions that `copyRewritten` calls, `redacted_` with the role of a column behind it. */
  register(db: WritableDb, onRows: OnRows): void {
    let rows = 0;
    const step = (): void => {
      rows += 1;
      if (rows % ROWS_A_STEP === 0) onRows(ROWS_A_STEP);
    };
    for (const role of ['text', 'prose', 'machine', 'file', 'bytes'] as const) {
      db.function(`redacted_${role}`, (cell: unknown) => {
        step();
        return this.#cells.redact(role, cell, null);
      });
    }
    db.function('redacted_fileInFolder', (cell: unknown, folder: unknown) => {
      step();
      return this.#cells.redact('fileInFolder', cell, typeof folder === 'string' ? folder : null);
    });
  }

  redactManifest(text: string): string {
    return String(this.#cells.redact('text', text, null));
  }

  preview(): RedactionPreview {
    return this.#redactor.preview(this.#cells.emptied);
  }

  #visit(
    db: ReadableDb,
    from: From,
    table: CaseTable,
    isWanted: (role: Role) => boolean,
    onRows: OnRows,
    visit: (role: Role, cell: unknown, folder: string | null) => void,
  ): void {
    const roles = table.columns.flatMap((column) => {
      const role = roleOf(table, column);
      return isWanted(role) ? [{ role, name: column.name }] : [];
    });
    if (roles.length === 0) return;
    const columns = roles.map(({ name }) => `t.${name}`).join(', ');
    const isInFolders = roles.some(({ role }) => role === 'fileInFolder');
    const sql = isInFolders
      ? `SELECT ${columns}, f.path FROM ${from}.${table.name} t JOIN ${from}.scan_folders f ON f.id = t.folder`
      : `SELECT ${columns}, NULL FROM ${from}.${table.name} t`;
    let rows = 0;
    for (const row of db.prepare<[], unknown[]>(sql).raw().iterate()) {
      const folder = row[roles.length];
      for (const [index, { role }] of roles.entries()) visit(role, row[index], typeof folder === 'string' ? folder : null);
      rows += 1;
      if (rows % ROWS_A_STEP === 0) onRows(ROWS_A_STEP);
    }
  }
}
