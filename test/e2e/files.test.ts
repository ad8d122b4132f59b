import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { pane, scan } from './files-window.ts';
import { accessibilityViolations, launchBrowser, openPage, startWebShell, type WebShell } from './window.ts';

const KIB = 1024;
const folder = mkdtempSync(join(tmpdir(), 'bpio-files-'));
let browser: Browser;
let shell: WebShell;

/** A real tree below a simulated `D:`: sparse paks, movies that a filter refuses, and plain data. */
function makeTree(): string {
  const tree = join(folder, 'tree');
  for (const name of ['Title/Paks', 'Title/Movies', 'Title/Data/deep', 'Many']) mkdirSync(join(tree, name), { recursive: true });
  for (let index = 1; index <= 12; index++) {
    const pak = join(tree, 'Title', 'Paks', `pak${index}.bin`);
    writeFileSync(pak, '');
    truncateSync(pak, index * 100 * KIB);
    writeFileSync(join(tree, 'Title', 'Movies', `m${index}.mp4`), Buffer.alloc(index * 10 * KIB, 1));
    writeFileSync(join(tree, 'Title', 'Data', 'deep', `d${index}.dat`), Buffer.alloc(index * 40 * KIB, 1));
  }
  for (let index = 0; index < 1_500; index++)
    writeFileSync(join(tree, 'Many', `f${String(index).padStart(4, '0')}.txt`), `${index}`.padEnd(20, 'x'));
  return tree;
}

function scenarioOf(tree: string): string {
  const path = join(folder, 'scenario.json');
  const vault = {
    name: 'Vault',
    driver: 'Vault.sys',
    altitude: '141200',
    supportedFeatures: 15,
    filtersReadWrite: true,
    volumes: ['D:'],
    vetoes: [{ path: 'D:\\Title\\Movies\\*', status: 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION', reason: 'Encrypted file not supported' }],
  };
  const large = {
    mount: 'E:',
    label: 'Large',
    fileSystem: 'NTFS',
    storageDriver: 'stornvme.sys',
    busType: 'NVMe',
    compatible: true,
    hostDirectory: '/usr',
  };
  const volume = {
    mount: 'D:',
    label: 'Games',
    fileSystem: 'NTFS',
    storageDriver: 'stornvme.sys',
    busType: 'NVMe',
    compatible: true,
    hostDirectory: tree,
  };
  writeFileSync(
    path,
    JSON.stringify({
      schemaVersion: 1,
      machine: { name: 'GAMES-PC', os: '10.0.26100', elevated: true },
      filters: [vault],
      volumes: [volume, large],
    }),
  );
  return path;
}

beforeAll(async () => {
  const scenario = scenarioOf(makeTree());
  [browser, shell] = await Promise.all([launchBrowser(), startWebShell(scenario, { LOCALAPPDATA: join(folder, 'data') })]);
});
afterAll(async () => {
  await browser?.close();
  await shell?.kill();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

const open = async (options: BrowserContextOptions = {}): Promise<Page> => (await openPage(browser, `${shell.url}#files`, options)).page;
describe('a scan', () => {
  test('opens with one sentence, the verdicts, and the causes worst first', async () => {
    const { page, complaints } = await openPage(browser, `${shell.url}#files`);
    await scan(page, 'D:\\Title');
    await page
      .getByRole('heading', { level: 2, name: /is not eligible: 12 sparse files, all under \\Paks; 12 files that Vault\.sys refuses/ })
      .waitFor();
    expect(await page.getByRole('list', { name: 'Bytes by verdict' }).getByRole('listitem').allTextContents()).toEqual([
      expect.stringMatching(/^Blocked /),
      expect.stringMatching(/^Full /),
    ]);
    const causes = page.getByRole('list', { name: 'Causes, worst first' });
    expect(await causes.getByRole('button', { pressed: true }).textContent()).toBe('The file is sparse');
    await causes.getByRole('button', { name: /Vault\.sys refuses/ }).click();
    await pane(page).getByText('Reason “Encrypted file not supported”').waitFor();
    expect(complaints).toEqual([]);
  });

  test('lists the largest files of a cause and all of them', async () => {
    const page = await open();
    await scan(page, 'D:\\Title');
    await page.getByText('Largest files').first().click();
    await page.getByText('D:\\Title\\Paks\\pak12.bin').waitFor();
    await page.getByRole('button', { name: 'Show all 12 files' }).first().click();
    const grid = page.getByRole('grid', { name: 'Files' });
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('13');
    await grid.getByRole('row', { name: 'pak11.bin' }).click();
    await pane(page).getByRole('heading', { name: 'The file is sparse' }).waitFor();
  });

  test('many files come page by page as one scrolls, and their true number is told', async () => {
    const page = await open();
    await scan(page, 'D:\\Many');
    await page.getByRole('tab', { name: /^Files/ }).click();
    const grid = page.getByRole('grid', { name: 'Files' });
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('1501');
    await page.getByText('500 read so far').waitFor();
    await grid.focus();
    await expect
      .poll(async () => {
        await page.keyboard.press('End');
        return page.getByText('read so far').count();
      })
      .toBe(0);
    expect(await grid.getAttribute('aria-rowcount')).toBe('1501');
    expect(await grid.getByRole('row').count()).toBeLessThan(100);
  });

  test('marks what fast mode concluded', async () => {
    const page = await open();
    await scan(page, 'D:\\Title');
    await page.getByText('New scan', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Folder to scan' }).fill('D:\\Many');
    await page.getByRole('checkbox', { name: /^Fast/ }).check();
    await page.getByRole('button', { name: 'Scan', exact: true }).click();
    await page
      .getByText(/files were concluded, not asked/)
      .first()
      .waitFor();
    await page.getByRole('tab', { name: /^Files/ }).click();
    await page.getByRole('gridcell', { name: 'concluded' }).first().waitFor();
  });

  test('a folder that is not there is said, with the call', async () => {
    const page = await open();
    await page.getByText('New scan', { exact: true }).waitFor();
    const box = page.getByRole('textbox', { name: 'Folder to scan' });
    if (!(await box.isVisible())) await page.getByText('New scan', { exact: true }).click();
    await box.fill('D:\\Nowhere');
    await page.keyboard.press('Enter');
    await page.getByRole('main').getByRole('group', { name: 'Not found' }).waitFor();
  });
});

test('folders as areas: by keyboard into one, and back', async () => {
  const page = await open();
  await scan(page, 'D:\\Title');
  await page.getByRole('tab', { name: 'Folders' }).click();
  const map = page.getByRole('listbox', { name: 'Folders by bytes' });
  await map.getByRole('option', { name: /^Paks, .* 100 % blocked/ }).focus();
  await page.keyboard.press('ArrowRight');
  await pane(page)
    .getByText(/of the bytes/)
    .first()
    .waitFor();
  await map.getByRole('option', { name: /^Data,/ }).focus();
  await page.keyboard.press('Home');
  await map.getByRole('option', { name: /^Data,/ }).dblclick();
  await page.getByRole('navigation', { name: 'Folder' }).getByText('Data', { exact: true }).waitFor();
  await map.getByRole('option', { name: /^deep,/ }).focus();
  await page.keyboard.press('Backspace');
  await map.getByRole('option', { name: /^Paks,/ }).waitFor();
  expect(await page.getByRole('grid', { name: 'Folders' }).getByRole('row').count()).toBe(4);
});

test('all files are exported as CSV and as JSON', async () => {
  const page = await open();
  await scan(page, 'D:\\Title');
  const save = async (item: string): Promise<string> => {
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: item }).click()]);
    return readFile(await download.path(), 'utf8');
  };
  const csv = await save('All files as CSV');
  expect(csv.trimEnd().split(/\r?\n/).length).toBe(37);
  const json = JSON.parse(await save('Sums and all files as JSON'));
  expect([json.scan.files, json.files.length]).toEqual([36, 36]);
});

test('two scans of one folder are compared', async () => {
  const page = await open();
  await scan(page, 'D:\\Title');
  writeFileSync(join(folder, 'tree', 'Title', 'Data', 'new.dat'), Buffer.alloc(5 * KIB, 1));
  await scan(page, 'D:\\Title');
  await page.getByRole('tab', { name: /^Scans/ }).click();
  await page.getByRole('combobox', { name: 'Compare it with' }).selectOption({ index: 1 });
  await page.getByRole('region', { name: 'Comparison' }).getByText('Added: 1 file').waitFor();
  await page.getByRole('grid', { name: 'Changes' }).getByRole('row', { name: 'new.dat' }).waitFor();
  rmSync(join(folder, 'tree', 'Title', 'Data', 'new.dat'));
});

test('a long scan shows how far it is, is cancelled with Escape, and goes on where it stopped', async () => {
  const page = await open();
  const box = page.getByRole('textbox', { name: 'Folder to scan' });
  await page.getByText('New scan', { exact: true }).waitFor();
  if (!(await box.isVisible())) await page.getByText('New scan', { exact: true }).click();
  await box.fill('E:\\');
  await page.keyboard.press('Enter');
  const running = page.getByRole('region', { name: 'Running scan' });
  await running.getByText(/^[1-9][\d,]* files? · .* left/).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('The scan was cancelled: these are the figures so far.').waitFor();
  const filesSoFar = async (): Promise<number> =>
    Number((await page.getByRole('tab', { name: /^Files/ }).textContent())?.replace(/\D/g, ''));
  const before = await filesSoFar();
  await page.getByRole('button', { name: 'Resume the scan' }).click();
  await running.waitFor();
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('link', { name: 'Files' }).click();
  await running.waitFor();
  await expect.poll(filesSoFar, { timeout: 20_000 }).toBeGreaterThan(before);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Resume the scan' }).waitFor();
});

const VIEWS = ['Causes', 'Folders', 'Files', 'Scans'] as const;

async function openView(page: Page, view: (typeof VIEWS)[number]): Promise<void> {
  await page.getByRole('tab', { name: new RegExp(`^${view}`) }).click();
  await page.getByRole('tabpanel', { name: view }).locator('> *').first().waitFor();
}

describe.each(['light', 'dark'] as const)('accessible in %s', (colorScheme) => {
  test.each(VIEWS)('%s of a scan', async (view) => {
    const page = await open({ colorScheme });
    await scan(page, 'D:\\Title');
    await openView(page, view);
    expect(await accessibilityViolations(page)).toEqual([]);
  });
});

test('fits into 427 pixels without scrolling sideways', async () => {
  const page = await open({ viewport: { width: 427, height: 267 } });
  await scan(page, 'D:\\Title');
  for (const view of VIEWS) {
    await openView(page, view);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  }
});
