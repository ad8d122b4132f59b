import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityViolations, launchBrowser, openPage, startWebShell, type WebShell } from './window.ts';

let browser: Browser;
let shell: WebShell;
beforeAll(async () => {
  [browser, shell] = await Promise.all([launchBrowser(), startWebShell()]);
});
afterAll(async () => {
  await browser?.close();
  await shell?.kill();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

const PAGES = [
  ['overview', '#overview', 'E: Library'],
  ['filter stack', '#filters/E%3A/stack', 'OldGuard'],
  ['filter table', '#filters/E%3A/table', 'OldGuard'],
  ['one target', `#query/${encodeURIComponent('E:\\SteamLibrary')}`, 'Not asked ('],
  ['several targets', `#query/${encodeURIComponent('E:\\')}|${encodeURIComponent('D:\\Games')}`, 'D:\\Games'],
] as const;

describe.each(['light', 'dark'] as const)('accessible in %s', (colorScheme) => {
  test.each(PAGES)('%s', async (_name, hash, sign) => {
    const { page } = await openPage(browser, `${shell.url}${hash}`, { colorScheme });
    await page.getByRole('main').getByText(sign).first().waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  test('raw bytes', async () => {
    const { page } = await openPage(browser, shell.url, { colorScheme });
    await page.getByRole('button', { name: 'Raw 352 bytes' }).click();
    await page.getByRole('dialog').getByText('OpStatus').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  test('settings', async () => {
    const { page } = await openPage(browser, shell.url, { colorScheme });
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });
});

test.each(PAGES)('%s fits into 427 pixels without scrolling sideways, as at 300 percent', async (_name, hash, sign) => {
  const { page } = await openPage(browser, `${shell.url}${hash}`, { viewport: { width: 427, height: 267 } });
  await page.getByRole('main').getByText(sign).first().waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
});

test('where there is no room for a pane the explanation is a sheet that Escape closes', async () => {
  const { page } = await openPage(browser, shell.url, { viewport: { width: 800, height: 600 } });
  await page.getByRole('option', { name: /^C:/ }).click();
  const sheet = page.getByRole('dialog', { name: 'Explanation' });
  await sheet.getByRole('heading', { name: 'BitLocker encrypts this volume' }).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
});

test('the theme follows the system until one is chosen, and the choice is kept', async () => {
  const { page } = await openPage(browser, shell.url, { colorScheme: 'dark' });
  const scheme = () => page.locator('[data-scheme]').first().getAttribute('data-scheme');
  await page.getByRole('button', { name: 'Settings' }).click();
  expect(await scheme()).toBe('dark');
  await page.getByRole('radio', { name: 'Light' }).click();
  await page.reload();
  await page.getByRole('option').first().waitFor();
  expect(await scheme()).toBe('light');
});

test('without elevation verdicts stay, and the missing list says how to get it', async () => {
  await using locked = await startWebShell('not-elevated.json');
  const { page } = await openPage(browser, locked.url);
  await page.getByRole('heading', { name: '1 volume blocked, 1 full' }).waitFor();
  await page.getByRole('button', { name: 'Enable more' }).waitFor();
  await page.getByRole('link', { name: 'Filters' }).click();
  await page.getByRole('main').getByRole('group', { name: 'Needs administrator rights' }).waitFor();
  await page.getByRole('complementary').getByRole('heading', { name: 'OldGuard.sys has not opted in' }).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
});

test('a service that dies is said, and what was on screen stays', async () => {
  await using doomed = await startWebShell();
  const { page } = await openPage(browser, doomed.url);
  await page.getByRole('heading', { name: '1 volume blocked, 2 partial, 1 full' }).waitFor();
  await doomed.kill();
  await page.getByText('The service stopped answering.').waitFor();
  await page.getByRole('button', { name: 'Retry' }).waitFor();
  await page.keyboard.press('F5');
  await page.getByRole('heading', { name: '1 volume blocked, 2 partial, 1 full' }).waitFor();
  expect(await page.getByRole('option').count()).toBe(5);
});
