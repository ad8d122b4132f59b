import type { Fields, FieldValue } from './field-reader.ts';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue };

/** Decoded fields as JSON can hold them: 64-bit numbers and FILETIMEs as decimal text, bytes as hex text, a SYSTEMTIME as its eight numbers. */
export const fieldsJson = (fields: Fields): { [name: string]: JsonValue } =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, fieldJson(value)]));

function fieldJson(value: FieldValue): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return isList(value) ? value.map(fieldJson) : fieldsJson(value);
}

const isList = (value: readonly FieldValue[] | Fields): value is readonly FieldValue[] => Array.isArray(value);
