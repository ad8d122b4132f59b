import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { accessibilityViolations, launchBrowser, openPage, startWebShell } from './window.ts';

let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), 'bpio-elevation-e2e-'));
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

test('"Enable more": the person agrees, and the list, the badge and live events come from a service with rights', async () => {
  await using locked = await startWebShell('not-elevated.json');
  const { page, complaints } = await openPage(browser, `${locked.url}#filters/D%3A/stack`);
  await page.getByRole('main').getByRole('group', { name: 'Needs administrator rights' }).waitFor();
  const enable = page.getByRole('button', { name: 'Enable more' });
  expect(await accessibilityViolations(page)).toEqual([]);
  await enable.focus();
  await page.getByRole('tooltip').getByText('Windows asks for your consent.').waitFor();

  await page.keyboard.press('Enter');
  await page.getByRole('note').getByText('Elevated service').waitFor();
  await page.getByRole('main').getByText('OldGuard').first().waitFor();
  expect([await page.getByText('Not elevated:').count(), await enable.count()]).toEqual([0, 0]);
  await page
    .getByRole('note', { name: /LOCKED-DOWN/ })
    .or(page.getByText(/LOCKED-DOWN ·/))
    .hover();
  await page.getByRole('tooltip').getByText('elevated').waitFor();
  await page.mouse.move(0, 400);

  await page.goto(`${locked.url}#events`);
  await page.keyboard.press('Control+e');
  await page.getByRole('main').getByRole('button', { name: /Stop/ }).waitFor();
  await page.getByRole('tooltip').waitFor({ state: 'detached' });
  expect(await accessibilityViolations(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('when the person says no, the window says so and stays as it was', async () => {
  const scenario = JSON.parse(readFileSync(join(import.meta.dirname, 'not-elevated.json'), 'utf8'));
  const declining = join(folder, 'declining.json');
  writeFileSync(declining, JSON.stringify({ ...scenario, machine: { ...scenario.machine, elevationPrompt: 'declined' } }));
  await using locked = await startWebShell(declining);
  const { page } = await openPage(browser, locked.url);
  await page.getByRole('button', { name: 'Enable more' }).click();
  await page.getByText('Windows gave no administrator rights. Everything stays as it was').waitFor();
  await page.getByRole('heading', { name: '1 volume blocked, 1 full' }).waitFor();
  await page.mouse.move(0, 0);
  await page.getByRole('tooltip').waitFor({ state: 'detached' });
  expect([await page.getByText('Elevated service').count(), await page.getByRole('button', { name: 'Enable more' }).isEnabled()]).toEqual([
    0,
    true,
  ]);
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Close' }).click();
  expect(await page.getByText('Windows gave no').count()).toBe(0);
});

test('two windows of one service see the same', async () => {
  await using locked = await startWebShell('not-elevated.json');
  const [one, two] = [await openPage(browser, locked.url), await openPage(browser, locked.url)];
  await two.page.getByRole('button', { name: 'Enable more' }).waitFor();
  await one.page.getByRole('button', { name: 'Enable more' }).click();
  await two.page.getByRole('note').getByText('Elevated service').waitFor();
  // The page is asked again with rights; until the answer is there, it shows the one before.
  await expect.poll(() => two.page.getByText('Not elevated:').count(), { timeout: 30_000 }).toBe(0);
});
