import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityViolations, launchBrowser, openPage, startWebShell, type WebShell } from './window.ts';

let browser: Browser;
let shell: WebShell;
beforeAll(async () => {
  [browser, shell] = await Promise.all([launchBrowser(), startWebShell('recording.json')]);
});
afterAll(async () => {
  await browser?.close();
  await shell?.kill();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

const open = async (hash = '#events'): Promise<Page> => (await openPage(browser, `${shell.url}${hash}`)).page;
const grid = (page: Page) => page.getByRole('grid', { name: 'Events' });
const headline = (page: Page) => page.getByRole('heading', { level: 2 });
const pane = (page: Page) => page.getByRole('complementary', { name: 'Explanation' });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
/** With rows in it: keys have nothing to move among before. */
async function focusGrid(page: Page): Promise<void> {
  await grid(page).getByRole('row').nth(1).waitFor();
  await grid(page).focus();
}
const firstRow = (page: Page) => grid(page).getByRole('row').nth(1).textContent();

describe('a recording', () => {
  test('starts with Ctrl+E from any page, is seen everywhere, and is summed up in one sentence while it runs', async () => {
    const { page, complaints } = await openPage(browser, shell.url);
    await page.getByRole('option').first().waitFor();
    await page.getByRole('link', { name: 'Events' }).click();
    await page.getByRole('heading', { name: 'Nothing recorded yet' }).waitFor();
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.keyboard.press('Control+e');
    await expect.poll(() => headline(page).textContent()).toMatch(/^[\d,]+ vetoes in .*, (all|most) by VaultFlt$/);
    await page.getByText('nothing lost').waitFor();
    await page.getByText('files with BypassIO on').waitFor();
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('link', { name: 'Events, recording' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('keeps the newest in view, holds still on P, and goes on from the newest', async () => {
    const page = await open();
    await grid(page).waitFor();
    const before = await firstRow(page);
    await expect.poll(() => firstRow(page)).not.toBe(before);
    await focusGrid(page);
    await page.keyboard.press('p');
    await button(page, 'Follow again').waitFor();
    await page.getByText('newer ones held back').waitFor();
    const held = await firstRow(page);
    await page.waitForFunction(
      (count) => Number(document.querySelector('h2')?.textContent?.split(' ')[0]?.replaceAll(',', '')) > count + 100,
      await vetoes(page),
    );
    expect((await firstRow(page))?.replace(/^\D*\d* ?\w+ ago|^just now/, '')).toBe(held?.replace(/^\D*\d* ?\w+ ago|^just now/, ''));
    await page.keyboard.press('Pause');
    await button(page, 'Pause the table').waitFor();
  });

  test('a row that is looked at stays, with its fields, their meaning and the bytes', async () => {
    const page = await open();
    await focusGrid(page);
    await page.keyboard.press('ArrowDown');
    await pane(page)
      .getByRole('heading', { name: /(VaultFlt|ScanLite) refused (enable|query)/ })
      .waitFor();
    await pane(page).getByText('FilterManager event 12 version 0').waitFor();
    await pane(page)
      .getByText(/BypassVetoingReason/)
      .waitFor();
    await pane(page)
      .getByRole('button', { name: /^Raw \d+ bytes$/ })
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('group', { name: 'Hex dump' }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await button(page, 'Show the newest').click();
    await button(page, 'Show the newest').waitFor({ state: 'detached' });
  });

  test('further down is asked for page by page, and the end is one key away', async () => {
    const page = await open();
    await expect.poll(() => vetoes(page)).toBeGreaterThan(1_000);
    await focusGrid(page);
    await page.keyboard.press('p');
    await page.keyboard.press('End');
    await expect.poll(() => grid(page).getByRole('row', { selected: true }).count()).toBe(1);
    const last = await grid(page).getByRole('row', { selected: true }).getAttribute('aria-rowindex');
    expect(Number(last)).toBeGreaterThan(1_000);
    for (let step = 0; step < 60; step += 1) await page.keyboard.press('PageUp');
    await expect
      .poll(async () => Number(await grid(page).getByRole('row', { selected: true }).getAttribute('aria-rowindex')))
      .toBeLessThan(Number(last) - 300);
  });

  test('stops, and says whether BypassIO was seen in use, and that samples are coarse', async () => {
    const page = await open();
    await button(page, 'Stop recording').click();
    await page.getByText(/BypassIO was seen in use on D:.*"not seen" is not "not used"/).waitFor();
    await page.getByText(/Recorded .* ago, stopped/).waitFor();
    await page.getByRole('link', { name: 'Events', exact: true }).waitFor();
  });
});

async function vetoes(page: Page): Promise<number> {
  return Number(((await headline(page).textContent()) ?? '').split(' ')[0]?.replaceAll(',', ''));
}

describe('what was recorded', () => {
  test('is filtered by column, by text and by time, and each filter can be taken away', async () => {
    const page = await open();
    await grid(page).waitFor();
    await button(page, 'Filter by Filter').click();
    await page.getByRole('menuitemcheckbox', { name: 'ScanLite' }).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => firstRow(page)).toContain('ScanLite');
    await page.keyboard.press('Control+l');
    await page.keyboard.type('texture7');
    await expect.poll(() => firstRow(page)).toContain('texture7');
    await button(page, 'Remove all filters').click();
    await expect.poll(() => page.getByRole('group', { name: 'Filters in use' }).count()).toBe(0);
    const timeline = page.getByRole('group', { name: /^Events over time/ });
    await timeline.focus();
    await page.keyboard.press('+');
    await page
      .getByRole('group', { name: 'Filters in use' })
      .getByText(/^\d\d:\d\d:\d\d\.\d{3} to /)
      .waitFor();
    await page.keyboard.press('ArrowRight');
    await page
      .getByText(/^\d\d:\d\d:\d\d\.\d{3} to .*: (no event|.*events?)/)
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('group', { name: 'Filters in use' }).count()).toBe(0);
  });

  test('a time is chosen by dragging', async () => {
    const page = await open();
    const timeline = page.getByRole('group', { name: /^Events over time/ });
    await timeline.locator('svg').waitFor();
    const box = await timeline.boundingBox();
    if (box === null) throw new Error('the timeline has no place');
    await page.mouse.move(box.x + 150, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + 350, box.y + 30, { steps: 4 });
    await page.mouse.up();
    await page.getByRole('group', { name: 'Filters in use' }).getByText(/ to /).waitFor();
    await button(page, 'Whole time').click();
    await expect.poll(() => page.getByRole('group', { name: 'Filters in use' }).count()).toBe(0);
  });

  test('is counted by filter, and a group opens as its events', async () => {
    const page = await open();
    await button(page, 'By filter').click();
    const groups = page.getByRole('grid', { name: 'Events by filter' });
    await groups.getByRole('row', { name: /^VaultFlt/ }).waitFor();
    await groups.getByRole('row', { name: /^ScanLite/ }).click();
    await page.getByRole('group', { name: 'Filters in use' }).getByText('Filter: ScanLite').waitFor();
    await expect.poll(() => firstRow(page)).toContain('ScanLite');
  });

  test('is copied as rows and saved whole, in the console’s columns and envelope', async () => {
    const page = await open();
    await focusGrid(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+c');
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toMatch(/^When\tFilter\tProcess\tPath\tReason[\s\S]*\t(Vault|Scan)/);
    const count = await vetoes(page);
    const csv = await saved(page, 'Save all matching events as CSV');
    expect(csv.split('\r\n')[0]).toBe('seq,time,eventId,processId,processName,path,operation,filter,reason,ntstatus,ntstatusName,own');
    expect(csv.trimEnd().split('\r\n').length - 1).toBeGreaterThanOrEqual(count);
    const json: unknown = JSON.parse(await saved(page, 'Save all matching events as JSON'));
    expect(json).toMatchObject({
      schemaVersion: 1,
      command: 'events',
      machine: { name: 'GAME-RIG', simulated: true },
      data: { more: false, lost: { events: 0, buffers: 0 } },
    });
  });

  test('is kept as the user chooses', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Recording 1' }).click();
    await page.getByRole('menuitem', { name: 'What is kept' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Nothing is removed unless you choose so here').waitFor();
    // On the dialog itself it would be lost: screen readers would have no modal before them.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
    await dialog.getByRole('checkbox', { name: 'Remove events older than' }).check();
    await dialog.getByRole('spinbutton', { name: 'Remove events older than' }).fill('0');
    await dialog.getByRole('alert').waitFor();
    await dialog.getByRole('spinbutton', { name: 'Remove events older than' }).fill('90');
    expect(await accessibilityViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Recording 1' }).click();
    await page.getByRole('menuitem', { name: 'What is kept' }).click();
    expect(await dialog.getByRole('spinbutton', { name: 'Remove events older than' }).inputValue()).toBe('90');
  });

  test('past vetoes come from the System log', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Recording 1' }).click();
    await page.getByRole('menuitemradio', { name: /^System log/ }).click();
    await page.getByRole('heading', { name: /vetoes in the System log$/ }).waitFor();
    await page.getByRole('grid', { name: 'Past events' }).getByRole('row').nth(1).click();
    await pane(page)
      .getByRole('heading', { name: /refused/ })
      .waitFor();
  });
});

async function saved(page: Page, item: string): Promise<string> {
  await page.getByRole('button', { name: 'Copy or save' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: item }).click()]);
  return readFile(await download.path(), 'utf8');
}

describe.each(['light', 'dark'] as const)('accessible in %s', (colorScheme) => {
  test.each(['#events', '#events/log', '#events/all'])('%s', async (hash) => {
    const { page } = await openPage(browser, `${shell.url}${hash}`, { colorScheme });
    await page.getByRole('main').getByRole('grid').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });
});

test.each(['#events', '#events/log'])('%s fits into 427 pixels without scrolling sideways, as at 300 percent', async (hash) => {
  const { page } = await openPage(browser, `${shell.url}${hash}`, { viewport: { width: 427, height: 267 } });
  await page.getByRole('main').getByRole('grid').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
});

test('with forced colours the series differ by pattern, not by colour alone', async () => {
  const { page } = await openPage(browser, `${shell.url}#events`, { forcedColors: 'active', reducedMotion: 'reduce' });
  await page.locator('path[data-series="first"]').waitFor({ state: 'attached' });
  const fills = await page.locator('path[data-series]').evaluateAll((paths) => paths.map((path) => getComputedStyle(path).fill));
  expect(new Set(fills).size).toBe(fills.length);
  expect(await accessibilityViolations(page)).toEqual([]);
});

test('who may not record is told who may, and where past vetoes are', async () => {
  await using locked = await startWebShell('not-elevated.json');
  const { page } = await openPage(browser, `${locked.url}#events`);
  await page.getByRole('button', { name: /^Record events/ }).click();
  const note = page.getByRole('group', { name: 'Recording is not allowed for this account' });
  await note.getByText('members of the group Performance Log Users may').waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  await note.getByRole('button', { name: 'System log' }).click();
  await page.getByRole('heading', { name: /in the System log$/ }).waitFor();
});
