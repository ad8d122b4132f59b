import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { ReadableDb } from '../database.ts';

const CACHE_KIB = 16 * 1024;

/**
 * A connection to a case that was examined. Nothing in it is executed and nothing of it is written. Throws what SQLite refuses; the caller
 * closes it.
 */
export function connect(file: string): ReadableDb {
  const db = new Database(resolve(file), { readonly: true, fileMustExist: true });
  try {
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    db.pragma('mmap_size = 0');
    db.pragma('temp_store = MEMORY');
    db.pragma(`cache_size = -${CACHE_KIB}`);
    // Where the store has its text index, a case has an empty one: every text is behind its reach.
    db.exec("CREATE VIRTUAL TABLE temp.text_search USING fts5(value, content = '', tokenize = 'trigram')");
    db.pragma('query_only = ON');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
