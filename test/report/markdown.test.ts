import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Report } from '../../main/contract/report.ts';
import { markdownReport } from '../../main/report/markdown.ts';
import { codeSpan, plain } from '../../main/report/markdown-text.ts';
import { Evidence, PATHS } from './evidence.ts';

// The evidence is made by a real scan, whose threads start slowly beside other work.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let evidence: Evidence;
let report: Report;
let text: string;
beforeAll(async () => {
  evidence = await Evidence.make();
  report = await evidence.report();
  text = markdownReport(report);
});
afterAll(async () => {
  await evidence[Symbol.asyncDispose]();
});

test('the verdict is the first line, and whose it is the next', () => {
  expect(text.split('\n').slice(0, 3)).toEqual([
    '**BypassIO: 2 targets blocked, 1 full, 1 unknown; 1 volume blocked, 2 partial, 1 full**',
    '',
    expect.stringMatching(/^\*\*Simulated machine\.\*\* QUIRM-PC7: Windows 10\.0\.26100\.1742, .*; asked \d{4}-.* UTC\.$/),
  ]);
});

test('the worst comes first, with its cause, whether it was seen, and the safest remedy', () => {
  const at = text.indexOf('- **Blocked** E: Library');
  expect(at).toBeGreaterThan(0);
  expect(at).toBeLessThan(text.indexOf('- **Full** D: Games'));
  expect(text.slice(at)).toMatch(/^- \*\*Blocked\*\* E: Library: `OldGuard\.sys 506` .* \(seen\); and 1 more cause\n {2}- Safest first: /);
});

test('it is short, however much there is', async () => {
  const paths = Array.from({ length: 500 }, (_, index) => `D:\\Games\\none${index}.bin`);
  const many = markdownReport(await evidence.report([...PATHS, ...paths]));
  expect(many.split('\n').length).toBeLessThan(120);
  expect(many).toContain('- … and 484 more paths');
});

/** What is left of the text when code spans are taken out, as GitHub does it. */
const outsideOfCode = (markdown: string): string => markdown.replace(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');

test('foreign text is neither markup, nor a link, nor a mention, in GitHub and in Jira', () => {
  const rest = outsideOfCode(text);
  expect(rest).not.toMatch(/<|@\w|https?:|\[|\]|\{|\}|!|(?<!\n)#|\|/);
  expect(text).not.toMatch(/\{html|\{code|!http|\[~/); // Jira's wiki knows no code spans
  expect(text.match(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u)).toBeNull();
});

describe('text within a line', () => {
  test.each([
    ['OldGuard.sys has not opted in', 'OldGuard.sys has not opted in'],
    ['all under D:\\Games\\pak_0.bin', 'all under D:\\Games\\pak_0.bin'],
    ['C:\\.git', '`C:\\.git`'],
    ['_bold_', '`_bold_`'],
    ['@admin', '`@admin`'],
    ['see #12', '`see #12`'],
    ['https://evil.example', '`https://evil.example`'],
    ['www.evil.example', '`www.evil.example`'],
    ['- item', '`- item`'],
    ['1. item', '`1. item`'],
    ['a `tick`', '`` a `tick` ``'],
    ['[DLC] pack', '`[DLC] pack`'],
    ['', '(empty)'],
    ['\u202egnp', '\\u202egnp'],
  ])('%j', (said, shown) => {
    expect(said === '' ? codeSpan(said) : plain(said)).toBe(shown);
  });

  test.each([
    ['{code}', '`\\u007bcode}`'],
    ['{html:title=x}', '`\\u007bhtml:title=x}`'],
    ['[~admin]', '`\\u005b~admin]`'],
    ['[click|http://evil.example]', '`\\u005bclick|http://evil.example]`'],
    ['!http://evil.example/x.png!', '`\\u0021http://evil.example/x.png!`'],
    ['Oh no! {guid}', '`Oh no! \\u007bguid}`'],
    ['`', '`` ` ``'],
  ])('as code, with what Jira would act on broken up: %j', (said, shown) => {
    expect(codeSpan(said)).toBe(shown);
  });
});
