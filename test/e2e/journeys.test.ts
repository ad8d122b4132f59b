import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, openPage, startWebShell, type WebShell } from './window.ts';

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

const open = async (hash = ''): Promise<Page> => (await openPage(browser, `${shell.url}${hash}`)).page;
const card = (page: Page, mount: string) => page.getByRole('option', { name: new RegExp(`^${mount}`) });
const pane = (page: Page) => page.getByRole('complementary', { name: 'Explanation' });

describe('overview', () => {
  test('opens with the answer in one sentence, a card for each volume, and nothing refused by the page’s own policy', async () => {
    const { page, complaints } = await openPage(browser, shell.url);
    await page.getByRole('heading', { name: '1 volume blocked, 2 partial, 1 full' }).waitFor();
    await page.getByText('Simulated machine', { exact: true }).waitFor();
    await page.getByRole('option').first().waitFor();
    const cards = await page.getByRole('option').allInnerTexts();
    expect(cards.map((text) => text.split('\n').slice(0, 2).join(' '))).toEqual([
      'C: Windows Partial',
      'D: Games Full',
      'E: Library Blocked',
      'F: Archive Partial',
      'G: Stick Not applicable',
    ]);
    expect(complaints).toEqual([]);
  });

  test('explains the worst volume first, and any other on a click', async () => {
    const page = await open();
    await pane(page).getByRole('heading', { name: 'OldGuard.sys has not opted in' }).waitFor();
    await pane(page).getByText('OpStatus 0xC00004D2 → 506').waitFor();
    await card(page, 'C:').click();
    await pane(page).getByRole('heading', { name: 'BitLocker encrypts this volume' }).waitFor();
    await pane(page).getByRole('heading', { name: 'What helps, safest first' }).waitFor();
  });

  test('shows the raw bytes of an answer beside their fields', async () => {
    const page = await open();
    await pane(page).getByRole('button', { name: 'Raw 352 bytes' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('0xC00004D2').waitFor();
    expect(await dialog.getByRole('group', { name: 'FailingDriverName', exact: true }).textContent()).toBe(
      'FailingDriverName @30OldGuard.sys',
    );
    await dialog.getByRole('tab', { name: 'GET_INFO' }).click();
    expect(await dialog.getByRole('group', { name: 'StorageDriverName', exact: true }).textContent()).toBe(
      'StorageDriverName @30stornvme.sys',
    );
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  test('copies the page as a report', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Report' }).click();
    await page.getByRole('menuitem', { name: 'Copy report' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text.replaceAll('\r', '')).toContain('E: Library: Blocked\n');
  });

  test('saves the page as JSON in the console’s envelope', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Report' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Save JSON' }).click()]);
    const saved: unknown = JSON.parse(await readFile(await download.path(), 'utf8'));
    expect(saved).toMatchObject({
      schemaVersion: 1,
      command: 'volumes',
      machine: { simulated: true },
      data: { volumes: [{ mount: 'C:' }, {}, {}, {}, {}] },
    });
  });
});

describe('asking about a file', () => {
  test('gives the verdict with its cause and what was not asked', async () => {
    const page = await open();
    await page.getByRole('combobox').fill('"E:\\SteamLibrary\\steamapps\\common\\Title\\data.pak"');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'data.pak Blocked' }).waitFor();
    await page.getByRole('main').getByText('OldGuard.sys has not opted in').waitFor();
    await page.getByRole('heading', { name: 'Not asked (' }).waitFor();
    await page.getByRole('row', { name: 'QUERY, filter stack only 0xC00004D2' }).waitFor();
  });

  test('names the property of the file itself', async () => {
    const page = await open(`#query/${encodeURIComponent('D:\\Games\\Title\\pak3-compressed.bin')}`);
    await page.getByRole('main').getByText('The file is compressed', { exact: true }).waitFor();
    await page.getByRole('main').getByText('NTFS-compressed', { exact: true }).waitFor();
  });

  test('a path that is not there says which call failed and what to do', async () => {
    const page = await open(`#query/${encodeURIComponent('D:\\nowhere.bin')}`);
    const note = page.getByRole('main').getByRole('group', { name: 'Not found' });
    await note.waitFor();
    expect(await note.textContent()).toMatch(/Check the path and ask again[\s\S]*CreateFileW D:\\nowhere\.bin: error 2/);
  });

  test('several pasted paths become a table, and copied rows are text', async () => {
    const page = await open();
    await page.evaluate(() => navigator.clipboard.writeText('"D:\\Games\\Title\\pak0.bin"\r\n"E:\\"\r\nD:\\Games\\Title\\pak4-sparse.bin'));
    await page.getByRole('combobox').focus();
    await page.keyboard.press('Control+V');
    await page.getByRole('heading', { name: '2 targets blocked, 1 full' }).waitFor();
    const table = page.getByRole('grid', { name: 'Targets' });
    await table.focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+C');
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toMatch(/^Verdict\tPath\tKind\t[\s\S]*\r\nFull\tD:\\Games\\Title\\pak0\.bin\tFile/);
  });

  test('remembers the last paths', async () => {
    const page = await open();
    await page.getByRole('combobox').fill('D:\\Games\\Title\\pak0.bin');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'pak0.bin Full' }).waitFor();
    await page.reload();
    await page.getByRole('combobox').click();
    await page.getByRole('option', { name: 'D:\\Games\\Title\\pak0.bin' }).waitFor();
  });

  test('a file dropped in a browser has no path, and that is said', async () => {
    const page = await open();
    await page.getByRole('heading', { level: 2 }).waitFor();
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['x'], 'pak0.bin'));
      document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
    });
    await page.getByText('A browser does not tell where “pak0.bin” lies').waitFor();
  });
});

describe('filters', () => {
  test('a missing opt-in: one driver stands out, nobody else is called good', async () => {
    const page = await open('#filters/E%3A/stack');
    const stack = page.getByRole('grid', { name: 'Stack of E: Library' });
    await stack.waitFor();
    const tones = await stack.locator('[data-key^="filter/"]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-tone')));
    expect(tones.toSorted()).toEqual(['quiet', 'quiet', 'quiet', 'quiet', 'quiet', 'refused']);
    await stack.getByRole('row', { name: 'OldGuard Example Security' }).getByText('no opt-in (0x3)').waitFor();
  });

  test('the table sorts by altitude as a number, filters, and keeps the choice of columns', async () => {
    const page = await open('#filters/E%3A/table');
    const table = page.getByRole('grid', { name: 'Filter instances' });
    await page.getByRole('columnheader', { name: 'Altitude' }).getByRole('button').click();
    expect(await page.getByRole('columnheader', { name: 'Altitude' }).getAttribute('aria-sort')).toBe('ascending');
    expect(await table.getByRole('row').nth(1).textContent()).toContain('FileInfo');
    await page.keyboard.press('Control+l');
    await page.keyboard.type('oldguard');
    await expect.poll(() => table.getAttribute('aria-rowcount')).toBe('2');
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Company' }).click();
    await page.reload();
    await page.getByRole('columnheader', { name: 'Filter' }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'Company' }).count()).toBe(0);
  });
});

test('the whole way by keyboard: volume, its stack, a driver, back to asking', async () => {
  const page = await open();
  await card(page, 'E:').waitFor();
  await page.keyboard.press('F6');
  await page.keyboard.press('F6');
  await page.keyboard.press('F6');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('option');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  expect(await card(page, 'E:').getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('Enter');
  const stack = page.getByRole('grid', { name: 'Stack of E: Library' });
  await stack.waitFor();
  await stack.getByRole('row', { selected: true }).focus();
  await page.keyboard.press('Home');
  await pane(page).getByRole('heading', { name: 'bindflt.sys was not asked' }).waitFor();
  await page.keyboard.press('Control+F');
  await page.keyboard.type('D:\\Games');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'D:\\Games Full' }).waitFor();
  await page.goBack();
  await stack.waitFor();
});
