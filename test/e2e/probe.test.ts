import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { accessibilityViolations, launchBrowser, openPage, startWebShell, type WebShell } from './window.ts';

let browser: Browser;
let shell: WebShell;
beforeAll(async () => {
  [browser, shell] = await Promise.all([launchBrowser(), startWebShell('../fixtures/three-refusers.json')]);
});
afterAll(async () => {
  await browser?.close();
  await shell?.kill();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

const FILE = `#query/${encodeURIComponent('D:\\Games\\pak0.bin')}`;

test.each(['light', 'dark'] as const)('a plain query names one refuser, the probe all of them in order, in %s', async (colorScheme) => {
  const { page, complaints } = await openPage(browser, `${shell.url}${FILE}`, { colorScheme });
  const main = page.getByRole('main');
  await main.getByText('A query names the first refuser only.').waitFor();
  await main.getByText('Installed, not loaded.').waitFor();
  await main.getByRole('switch', { name: 'Ask every layer (probe driver)' }).click();
  await main.getByText('the list is complete, 4 refusers.').waitFor();
  const causes = await main.getByRole('listitem').filter({ hasText: 'Probe' }).allInnerTexts();
  expect(causes.map((text) => text.split('\n')[0])).toEqual([
    'Guard.sys refuses this file',
    'Sync.sys refuses this file',
    'Vault.sys refuses this file',
    'ntfs.sys refuses this file',
  ]);
  expect(await accessibilityViolations(page)).toEqual([]);
  await main.getByRole('switch').click();
  await main.getByText('A query names the first refuser only.').waitFor();
  expect(complaints).toEqual([]);
});

test('the drawn stack shows who was asked through the probe, and says that it is complete', async () => {
  const { page } = await openPage(browser, `${shell.url}#filters/D%3A/stack`);
  const stack = page.getByRole('grid', { name: 'Stack of D: Games' });
  await stack.getByRole('row', { name: 'Sync' }).getByText('opted in, not asked').waitFor();
  await page.getByRole('switch').focus();
  await page.keyboard.press('Space');
  await page.getByText('Every layer was asked through the probe: the list is complete, 1 refuser.').waitFor();
  await stack.getByRole('row', { name: 'Sync' }).getByText('passed it on').waitFor();
  await stack.getByRole('row', { name: 'Guard' }).getByText('Probe').waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
});

test('without rights the switch says what to do, and the plain verdict stands', async () => {
  await using locked = await startWebShell('not-elevated.json');
  const { page } = await openPage(browser, `${locked.url}#filters/D%3A/stack`);
  await page.getByRole('switch').click();
  await page.getByText('The probe driver needs administrator rights.').waitFor();
  await page.getByRole('heading', { name: 'D: Games Blocked' }).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
});
