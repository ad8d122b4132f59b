import { readFileSync } from 'node:fs';
import { appendFile, copyFile, mkdtempDisposable, readFile, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { IMPORT_FILE_MAX_BYTES } from '../../main/contract/import-words.ts';
import { accessibilityViolations, launchBrowser, openPage, startWebShell, type WebShell } from './window.ts';

const evidence = join(import.meta.dirname, '..', 'fixtures', 'evidence');
const PASTED = [
  'BypassIo on "c:\\" is not currently supported.',
  'Status: 506 (At least one minifilter does not support bypass IO)',
  'Driver: VaultFlt.sys',
  'Reason: The specified minifilter does not support bypass IO.',
  '',
  'VaultFlt     C:      141200   VaultFlt     0   00000007',
  'WdFilter     C:      328010   WdFilter Instance   0   0000000f',
  'a line that means nothing here',
  '',
].join('\n');

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

const open = async (): Promise<Page> => (await openPage(browser, `${shell.url}#case`)).page;
const pane = (page: Page) => page.getByRole('complementary', { name: 'Explanation' });
const bar = (page: Page) => page.getByRole('region', { name: 'Imported evidence' });

async function openFile(page: Page, name: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(join(evidence, name));
  await bar(page).waitFor();
}

describe('a trace', () => {
  test('is opened, recognised, and says whose it is and who refused', async () => {
    const { page, complaints } = await openPage(browser, `${shell.url}#case`);
    await openFile(page, 'vetoes.etl');
    await page.getByRole('heading', { name: '6 vetoes by VaultFlt' }).waitFor();
    expect(await bar(page).textContent()).toContain(
      'Imported, not this machine. vetoes.etl · event trace · 12.0 KB · from Windows 10.0.26100',
    );
    await pane(page).getByRole('heading', { name: 'VaultFlt.sys refuses this target' }).waitFor();
    await pane(page).getByText('Imported evidence', { exact: true }).waitFor();
    await page.getByRole('row', { name: 'D:\\Games\\Title\\pak3.bin' }).click();
    await pane(page).getByText('Process game.exe, id').waitFor();
    expect(complaints).toEqual([]);
  });

  test('shows what was lost and what could not be read', async () => {
    const page = await open();
    await openFile(page, 'vetoes.etl');
    await page.getByRole('tab', { name: 'Warnings' }).click();
    await page.getByRole('row', { name: 'the writer lost 2 events' }).waitFor();
    await page.getByRole('tab', { name: 'Source' }).click();
    await page.getByText('2 events and 0 buffers, says the writer').waitFor();
    await page.getByText('6bdb1dbb8e04d982').waitFor();
    await page.getByRole('link', { name: 'Events' }).click();
    await page.getByText('2 events lost').first().waitFor();
    const use = await page.getByText('Whether BypassIO was in use is not known').textContent();
    expect(use).toMatch(/no counts of files in use\.$/);
  });

  test('cut off in the middle keeps what came before', async () => {
    const page = await open();
    await openFile(page, 'cut-off.etl');
    await page.getByRole('tab', { name: /^Warnings/ }).click();
    await page.getByRole('grid', { name: 'Warnings' }).getByRole('row').nth(1).waitFor();
  });

  test('is saved in the console’s envelope, with its own machine', async () => {
    const page = await open();
    await openFile(page, 'system-log.evtx');
    await page.getByRole('button', { name: 'Report' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Save JSON' }).click()]);
    expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toMatchObject({
      command: 'import',
      machine: { name: 'MADE-UP', simulated: false },
      data: { kind: 'evtx', vetoCount: 2 },
    });
  });
});

describe('handed in', () => {
  test('dropped on the page', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Open file…' }).waitFor();
    const bytes = readFileSync(join(evidence, 'system-log.evtx')).toString('base64');
    await page.evaluate((base64) => {
      const content = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], 'System.evtx'));
      document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
    }, bytes);
    await page.getByRole('heading', { name: '2 vetoes by VaultFlt' }).waitFor();
    await page.getByRole('tab', { name: /^History/ }).click();
    await page.getByRole('row', { name: 'GoneFlt unloaded' }).waitFor();
    expect(await page.getByText('A browser does not tell where').count()).toBe(0);
  });

  test('pasted anywhere on the page: verdicts, opt-in, and the lines that mean nothing', async () => {
    const page = await open();
    await page.getByRole('heading', { name: 'Open what another machine recorded' }).waitFor();
    await page.evaluate((text) => navigator.clipboard.writeText(text), PASTED);
    await page.getByRole('main').focus();
    await page.keyboard.press('Control+V');
    await page.getByRole('heading', { name: '1 target blocked' }).waitFor();
    await pane(page).getByRole('heading', { name: 'VaultFlt.sys has not opted in' }).waitFor();
    await page.getByRole('tab', { name: /^Filters/ }).click();
    await page.getByRole('row', { name: 'VaultFlt no opt-in (0x7)' }).click();
    await pane(page).getByText('SupportedFeatures 0x00000007 (0x8 clear)').waitFor();
    await page.getByRole('tab', { name: 'Source' }).click();
    await page.getByText('a line that means nothing here').waitFor();
  });

  test('what is no evidence says what it is', async () => {
    const page = await open();
    await page.locator('input[type=file]').setInputFiles({ name: 'all.etl', mimeType: '', buffer: Buffer.from('PK\x03\x04rest of a zip') });
    await page.getByRole('heading', { name: 'all.etl could not be read' }).waitFor();
    await page.getByText('a ZIP archive (or an Office document)').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });
});

test('the evidence stays while other pages are looked at, until it is closed', async () => {
  const page = await open();
  await openFile(page, 'vetoes.etl');
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('heading', { name: '1 volume blocked, 2 partial, 1 full' }).waitFor();
  await page.getByRole('link', { name: 'Case' }).click();
  await page.getByRole('heading', { name: '6 vetoes by VaultFlt' }).waitFor();
  await page.getByRole('button', { name: 'Close this evidence' }).click();
  await page.getByRole('button', { name: 'Open file…' }).waitFor();
});

/** A trace with nothing behind it up to the largest size there may be: handing it over takes longer than whatever a test does meanwhile. */
async function largeTrace(folder: string): Promise<string> {
  const path = join(folder, 'large.etl');
  await copyFile(join(evidence, 'vetoes.etl'), path);
  await truncate(path, IMPORT_FILE_MAX_BYTES);
  return path;
}

test('a large file can be cancelled with Escape', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'bpio-e2e-'));
  const page = await open();
  await page.locator('input[type=file]').setInputFiles(await largeTrace(folder.path));
  await page.getByRole('progressbar').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Reading large.etl was cancelled' }).waitFor();
  await page.getByText('Nothing is kept of it').waitFor();
  await page.getByRole('button', { name: 'Open file…' }).waitFor();
});

test('a file that changes while it is handed over: what came before is read, and where it ends is said', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'bpio-e2e-'));
  const page = await open();
  const path = await largeTrace(folder.path);
  await page.locator('input[type=file]').setInputFiles(path);
  await page.getByText(/Handing over: [1-9]/).waitFor();
  await appendFile(path, 'more');
  await page.getByRole('heading', { name: '6 vetoes by VaultFlt' }).waitFor();
  await page.getByRole('tab', { name: /^Warnings/ }).click();
  await page.getByRole('row', { name: 'the rest of the file could not be read' }).waitFor();
});

test('by keyboard alone: from the text field to a row’s explanation', async () => {
  const page = await open();
  await page.getByRole('textbox', { name: 'Or paste what' }).fill(PASTED);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: /^Verdicts/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('grid', { name: 'Filters' }).focus();
  await page.keyboard.press('End');
  await pane(page)
    .getByRole('heading', { name: /has opted in|may refuse|refused/ })
    .waitFor();
});

describe.each(['light', 'dark'] as const)('accessible in %s', (colorScheme) => {
  test('empty and with evidence', async () => {
    const { page } = await openPage(browser, `${shell.url}#case`, { colorScheme });
    await page.getByRole('button', { name: 'Open file…' }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await openFile(page, 'vetoes.etl');
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      expect(await accessibilityViolations(page)).toEqual([]);
    }
  });
});

test('fits into 427 pixels without scrolling sideways', async () => {
  const { page } = await openPage(browser, `${shell.url}#case`, { viewport: { width: 427, height: 267 } });
  const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.getByRole('button', { name: 'Open file…' }).waitFor();
  expect(await sideways()).toBe(0);
  await openFile(page, 'vetoes.etl');
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    expect(await sideways()).toBe(0);
  }
});
