import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Report } from '../../main/contract/report.ts';
import { jsonReport } from '../../main/report/json.ts';
import { Evidence, MACHINE } from './evidence.ts';
import { reportSchema, SCHEMA_FILE } from './write-schema.ts';

// The evidence is made by a real scan, whose threads start slowly beside other work.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const published = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as object; // a JSON Schema, which ajv checks
const compile = (schema: object): ValidateFunction => new Ajv2020({ strictRequired: false, validateFormats: false }).compile(schema);
const valid = compile(published);

/** What is wrong with it by the schema; nothing: it is valid. */
const complaints = (validate: ValidateFunction, value: unknown): string[] =>
  validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

let evidence: Evidence;
let report: Report;
beforeAll(async () => {
  evidence = await Evidence.make();
  report = await evidence.report();
});
afterAll(async () => {
  await evidence[Symbol.asyncDispose]();
});

test('the published schema is the one of this version: `node test/report/write-schema.ts` and the formatter write it anew', () => {
  expect(published).toEqual(JSON.parse(JSON.stringify(reportSchema('open'))));
});

describe('valid by the published schema', () => {
  test('a report of everything', () => {
    expect(complaints(valid, JSON.parse(jsonReport(report)))).toEqual([]);
  });

  test('a report of a machine that says little', async () => {
    await using bare = Evidence.bare({ ...MACHINE, machine: { name: 'LIMITED', os: '10.0.19045', elevated: false } });
    expect(complaints(valid, JSON.parse(jsonReport(await bare.report([], null))))).toEqual([]);
  });

  test('and every key of it is in the schema', () => {
    expect(complaints(compile(reportSchema('closed')), JSON.parse(jsonReport(report)))).toEqual([]);
  });

  test('a later version may add keys', () => {
    expect(complaints(valid, { ...report, somethingNew: { of: 'version 2' } })).toEqual([]);
  });
});

const broken: readonly (readonly [string, (valid: Report) => unknown])[] = [
  ['no summary', ({ summary: _summary, ...rest }) => rest],
  ['another version', (it) => ({ ...it, schemaVersion: 2 })],
  ['a verdict that there is not', (it) => ({ ...it, verdict: 'good' })],
  ['volumes without their number', (it) => ({ ...it, volumes: { items: it.volumes.items } })],
  ['a count below zero', (it) => ({ ...it, vetoes: { ...it.vetoes, total: -1 } })],
  ['a time that is text', (it) => ({ ...it, snapshot: { ...it.snapshot, takenUs: '2026-11-20' } })],
  ['a cause that does not say whether it was seen', (it) => withCause(it, ({ concluded: _concluded, ...cause }) => cause)],
  ['a status without its form', (it) => withCause(it, (cause) => ({ ...cause, ntstatus: 'C00004D2' }))],
  ['no JSON object', () => []],
];

const withCause = (it: Report, change: (cause: Report['volumes']['items'][number]['causes'][number]) => unknown): unknown => ({
  ...it,
  volumes: { ...it.volumes, items: it.volumes.items.map((volume) => ({ ...volume, causes: volume.causes.map(change) })) },
});

test.each(broken)('refused by the published schema: %s', (_name, change) => {
  expect(complaints(valid, JSON.parse(JSON.stringify(change(report))))).not.toEqual([]);
});
