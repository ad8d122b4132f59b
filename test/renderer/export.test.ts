import { describe, expect, test } from 'vitest';
import type { ExportStep, RedactionPreview } from '../../main/contract/case.ts';
import { type Draft, EMPTY_DRAFT, NOTHING_CHOSEN, problemOf, requestOf } from '../../renderer/export/export-draft.ts';
import { replacedSentence } from '../../renderer/export/export-words.ts';
import { runExport } from '../../renderer/export/run-export.ts';
import { reportJson, reportText } from '../../renderer/frame/report.ts';
import type { ViewClient } from '../../renderer/view.ts';

const DRAFT: Draft = { ...EMPTY_DRAFT, format: 'bpio' };

describe('what the user filled in', () => {
  test('becomes the request: paths one a line, no note where none was written, nothing about tables', () => {
    expect(requestOf({ ...DRAFT, paths: 'D:\\a.bin\r\n"D:\\b c.bin"\n', note: '  ' }, NOTHING_CHOSEN)).toEqual({
      format: 'bpio',
      paths: ['D:\\a.bin', 'D:\\b c.bin'],
      redact: null,
    });
  });

  test('a table with its mark, and what is kept and added of the redaction', () => {
    const choice = { allow: ['Games'], add: ['Contoso'] };
    expect(requestOf({ ...DRAFT, format: 'csv', table: 'vetoes', isRedacted: true }, choice)).toEqual({
      format: 'csv',
      paths: [],
      redact: choice,
      table: 'vetoes',
      bom: true,
    });
  });

  test.each([
    ['', null],
    ['x'.repeat(40_000), 'A path has at most 32,767 characters.'],
    [Array.from({ length: 1_001 }, (_, index) => `D:\\${index}`).join('\n'), 'At most 1,000 paths are asked about.'],
  ])('paths that cannot be asked about are said before anything is written', (paths, problem) => {
    expect(problemOf({ ...DRAFT, paths })).toBe(problem);
  });

  test('a note that is too long is said', () => {
    expect(problemOf({ ...DRAFT, note: 'x'.repeat(100_001) })).toBe('A note has at most 100,000 characters.');
  });
});

const preview = (categories: RedactionPreview['categories']): RedactionPreview => ({
  terms: [],
  categories,
  more: false,
  kept: [],
  emptied: 0,
});

test.each([
  [[], 'Nothing to replace was found'],
  [[{ category: 'user', terms: 1, cells: 1 }], '1 term in 1 category, in 1 place'],
  [
    [
      { category: 'user', terms: 2, cells: 1_200 },
      { category: 'sid', terms: 1, cells: 3 },
      { category: 'serial', terms: 0, cells: 0 },
    ],
    '3 terms in 2 categories, in 1,203 places',
  ],
] as const)('what is replaced, in one sentence: %j', (categories, sentence) => {
  expect(replacedSentence(preview([...categories]))).toBe(sentence);
});

/** A service that writes ten bytes and hands them out four at a time. */
class FakeExports {
  readonly dropped: string[] = [];
  sizeBytes = 10;
  readonly client = {
    exports: {
      write: async () => this.#steps(),
      read: async ({ offset }: { readonly offset: number }) => ({ bytes: new File(['0123456789'.slice(offset, offset + 4)], 'chunk') }),
      drop: async ({ export: id }: { readonly export: string }) => {
        this.dropped.push(id);
        return null;
      },
    },
  } as unknown as ViewClient; // nothing else is called
  async *#steps(): AsyncGenerator<ExportStep> {
    yield { kind: 'writing', part: 'events', fraction: 0.5 };
    yield { kind: 'done', export: 'one', fileName: 'a.md', sizeBytes: this.sizeBytes, sha256: 'a'.repeat(64), redaction: null };
  }
}

describe('an export', () => {
  const listen = () => {
    const seen: string[] = [];
    return {
      seen,
      running: {
        signal: new AbortController().signal,
        onWriting: (part: string, fraction: number) => seen.push(`${part} ${fraction}`),
        onFetched: (bytes: number, total: number) => seen.push(`${bytes}/${total}`),
      },
    };
  };

  test('is fetched whole, tells how far it is, and leaves nothing in the service', async () => {
    const service = new FakeExports();
    const { seen, running } = listen();
    const { file, written } = await runExport(service.client, { format: 'md' }, running);
    expect(await file.text()).toBe('0123456789');
    expect(written.fileName).toBe('a.md');
    expect(seen).toEqual(['events 0.5', '0/10', '4/10', '8/10', '10/10']);
    expect(service.dropped).toEqual(['one']);
  });

  test('that is not all there is refused, and dropped too', async () => {
    const service = new FakeExports();
    service.sizeBytes = 12;
    await expect(runExport(service.client, { format: 'md' }, listen().running)).rejects.toThrow('10 of 12 bytes came.');
    expect(service.dropped).toEqual(['one']);
  });
});

describe('a page of a case', () => {
  const report = { command: 'volumes', askedAt: '2026-11-20T08:00:00.000Z', lines: ['E: Blocked'], data: { volumes: [] } } as const;
  const from = { name: 'c.bpio', manifest: { createdUs: 1_795_000_000_000_000, redacted: true } } as Parameters<typeof reportText>[2];

  test('copied as text says which case it is of, and that redaction is no anonymisation', () => {
    expect(reportText(report, null, from).split('\r\n').slice(3)).toEqual([
      'Case file c.bpio, written 2026-11-18T11:06:40.000Z, redacted',
      'This is not anonymisation: look before you send.',
      '',
      'E: Blocked',
    ]);
  });

  test('saved as JSON names the case', () => {
    expect(JSON.parse(reportJson(report, null, from))).toMatchObject({ case: { name: 'c.bpio', redacted: true } });
    expect(JSON.parse(reportJson(report, null))).not.toHaveProperty('case');
  });
});
