import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../main/contract/report.ts';
import { htmlReport } from '../../main/report/html/document.ts';
import { Evidence, MACHINE } from '../report/evidence.ts';
import { accessibilityViolations, launchBrowser, openPage } from './window.ts';

let browser: Browser;
let evidence: Evidence;
let bare: Evidence;
let report: Report;
const urls = { whole: '', little: '' };
beforeAll(async () => {
  [browser, evidence] = await Promise.all([launchBrowser(), Evidence.make()]);
  bare = Evidence.bare({ ...MACHINE, machine: { name: 'LIMITED', os: '10.0.26100', elevated: false } });
  report = await evidence.report();
  urls.whole = save('whole.html', htmlReport(report));
  urls.little = save('little.html', htmlReport(await bare.report([], null)));
});
afterAll(async () => {
  await browser?.close();
  await evidence?.[Symbol.asyncDispose]();
  await bare?.[Symbol.asyncDispose]();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

function save(name: string, text: string): string {
  const file = join(evidence.folder.path, name);
  writeFileSync(file, text);
  return pathToFileURL(file).href;
}

const scriptsOff = { javaScriptEnabled: false } as const;

describe('with scripts off', () => {
  test('it opens, complains of nothing and asks for nothing', async () => {
    const { page, complaints } = await openPage(browser, 'about:blank', scriptsOff);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(urls.whole);
    await page.getByRole('heading', { level: 1, name: report.summary }).waitFor();
    await page.getByRole('img', { name: 'Stack of E: Blocked' }).waitFor();
    expect({ asked, complaints }).toEqual({ asked: [urls.whole], complaints: [] });
  });

  test('the contents lead to every part', async () => {
    const { page } = await openPage(browser, urls.whole, scriptsOff);
    for (const link of await page.getByRole('navigation').getByRole('link').all()) {
      const name = (await link.textContent()) ?? '';
      await link.click();
      await expect.poll(() => isInView(page, name)).toBe(true);
    }
  });

  test.each([
    [1280, 800],
    [800, 600],
    [400, 700],
  ])('at %i by %i nothing is cut off at the side', async (width, height) => {
    const { page } = await openPage(browser, urls.whole, { ...scriptsOff, viewport: { width, height } });
    const [content, frame] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    expect(content).toBe(frame);
  });
});

const isInView = async (page: Page, name: string): Promise<boolean> =>
  page
    .getByRole('heading', { level: 2, name: name.startsWith('Machine') ? /^Machine/ : name, exact: true })
    .first()
    .evaluate((heading) => {
      const { top } = heading.getBoundingClientRect();
      return top >= -1 && top < innerHeight;
    });

describe.each(['light', 'dark'] as const)('accessible in %s', (colorScheme) => {
  test.each(['whole', 'little'] as const)('a report that says %s', async (which) => {
    const { page } = await openPage(browser, urls[which], { colorScheme });
    expect(await accessibilityViolations(page)).toEqual([]);
  });
});

test('the two themes differ, and paper is always light', async () => {
  const colors: string[] = [];
  for (const [colorScheme, media] of [
    ['light', 'screen'],
    ['dark', 'screen'],
    ['dark', 'print'],
  ] as const) {
    const { page } = await openPage(browser, urls.whole, { colorScheme });
    await page.emulateMedia({ media, colorScheme });
    colors.push(await page.evaluate(() => getComputedStyle(document.body).color));
  }
  const [light, dark, paper] = colors;
  expect(dark).not.toBe(light);
  expect(paper).toBe(light);
});

test('it prints on pages of A4', async () => {
  const { page } = await openPage(browser, urls.whole, scriptsOff);
  const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
  const boxes = [...pdf.matchAll(/\/MediaBox \[0 0 (\d+)[.\d]* (\d+)/g)].map(([, width, height]) => `${width} ${height}`);
  expect(boxes.length).toBeGreaterThan(3);
  expect(new Set(boxes)).toEqual(new Set(['594 841']));
});
