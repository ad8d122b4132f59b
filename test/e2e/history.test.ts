import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityViolations, launchBrowser, openPage, startWebShell, type WebShell } from './window.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'bpio-history-'));
let browser: Browser;

interface Machine {
  readonly file: string;
  readonly guard: { readonly version: string; readonly supportedFeatures: number };
  readonly elevated: boolean;
  readonly upMinutes: number;
  readonly wd: string;
  readonly others: readonly object[];
}

const filterOn = (name: string, altitude: string, volumes: readonly string[], over: object = {}) => ({
  name,
  driver: `${name}.sys`,
  altitude,
  supportedFeatures: 15,
  version: '10.0.26100.1742',
  volumes,
  ...over,
});
const volume = (mount: string, label: string) => ({
  mount,
  label,
  fileSystem: 'NTFS',
  storageDriver: 'stornvme.sys',
  busType: 'NVMe',
  compatible: true,
  files: [{ path: '\\Games\\pak0.bin', size: 1_048_576 }],
});

/** A machine of two volumes, as it was before an update, or after it. */
function scenario({ file, guard, elevated, upMinutes, wd, others }: Machine): string {
  const path = join(folder, file);
  const filters = [
    filterOn('WdFilter', '328010', ['C:', 'D:'], { version: wd }),
    filterOn('OldGuard', '321000', ['D:'], { company: 'Example Security', ...guard }),
    ...others,
  ];
  const machine = { name: 'GAME-RIG', os: '10.0.26100.1742', elevated, upMinutes };
  writeFileSync(path, JSON.stringify({ schemaVersion: 1, machine, filters, volumes: [volume('C:', 'Windows'), volume('D:', 'Games')] }));
  return path;
}

const before = scenario({
  file: 'before.json',
  guard: { version: '3.1.0.220', supportedFeatures: 15 },
  elevated: true,
  upMinutes: 600,
  wd: '4.18.25080.1',
  others: [filterOn('wcifs', '189900', ['C:'])],
});
const after = scenario({
  file: 'after.json',
  guard: { version: '3.2.0.4', supportedFeatures: 7 },
  elevated: true,
  upMinutes: 30,
  wd: '4.18.25090.3009',
  others: [filterOn('ScanLite', '385100', ['C:'])],
});
const lockedDown = scenario({
  file: 'locked.json',
  guard: { version: '3.2.0.4', supportedFeatures: 7 },
  elevated: false,
  upMinutes: 30,
  wd: '4.18.25090.3009',
  others: [],
});

/** A data folder of its own, as environment. */
function dataFolder(name: string): Readonly<Record<string, string>> {
  const data = join(folder, name);
  mkdirSync(data, { recursive: true });
  return { XDG_DATA_HOME: data, LOCALAPPDATA: data };
}

/** The console of the same build, on the same database. */
function bpio(env: Readonly<Record<string, string>>, ...args: readonly string[]): string {
  try {
    return execFileSync(process.execPath, [join(root, 'build', 'main', 'bpio.js'), ...args], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
  } catch (error) {
    // A verdict is an exit code, and no failure.
    if (error instanceof Error && 'stdout' in error && 'status' in error && Number(error.status) < 6) return String(error.stdout);
    throw error;
  }
}

const PAK = 'D:\\Games\\pak0.bin';
const kept = dataFolder('kept');
let shell: WebShell;

beforeAll(async () => {
  bpio(kept, 'snapshot', '--sim', before, '--name', 'Before the update', '--path', PAK);
  bpio(kept, 'snapshot', '--sim', after, '--name', 'After the update', '--path', PAK);
  [browser, shell] = await Promise.all([launchBrowser(), startWebShell(after, kept)]);
});
afterAll(async () => {
  await browser?.close();
  await shell?.kill();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

const open = async (options: BrowserContextOptions = {}, hash = '#history'): Promise<Page> =>
  (await openPage(browser, `${shell.url}${hash}`, options)).page;
const sentence = (page: Page) => page.getByRole('main').getByRole('heading', { level: 2 });
const pane = (page: Page) => page.getByRole('complementary', { name: 'Explanation' });
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const CHANGED =
  /^Since (today |yesterday)?.*D: and pak0\.bin went from full to blocked: filter OldGuard\.sys 3\.1\.0\.220 → 3\.2\.0\.4 no longer opts in \(0xF → 0x7\)$/;

describe('what changed', () => {
  test('is said in one sentence, with the two snapshots that it rests on, and nothing on the page breaks a rule of its host', async () => {
    const { page, complaints } = await openPage(browser, `${shell.url}#history`);
    await page.getByRole('heading', { name: CHANGED }).waitFor();
    await page.getByRole('main').getByText('Before the update').first().waitFor();
    await page.getByRole('main').getByText('After the update').first().waitFor();
    expect(await page.getByRole('link', { name: 'History' }).getAttribute('aria-current')).toBe('page');
    expect(complaints).toEqual([]);
  });

  test('each verdict is explained by the change in its stack, with what helps and the bytes; by keyboard alone', async () => {
    const page = await open();
    const tree = page.getByRole('tree', { name: 'Verdicts that changed' });
    await tree.getByRole('treeitem').first().focus();
    await pane(page).getByRole('heading', { name: 'D: went from full to blocked' }).waitFor();
    await pane(page).getByText('That the one led to the other is concluded').waitFor();
    await pane(page).getByText('What helps, safest first').waitFor();
    await pane(page).getByRole('button', { name: 'Raw 352 bytes' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await pane(page).getByText('Bit 0x8 of SupportedFeatures is the opt-in to BypassIO.').waitFor();
    await pane(page).getByText('Before: 0xF').waitFor();
    await page.keyboard.press('Control+c');
    await expect.poll(() => clipboard(page)).toBe('filter OldGuard.sys 3.1.0.220 → 3.2.0.4 no longer opts in (0xF → 0x7)');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await pane(page)
      .getByRole('heading', { name: `${PAK} went from full to blocked` })
      .waitFor();
  });

  test('everything else stands by its place, what means nothing is folded, what is not known is said', async () => {
    const page = await open();
    const changes = page.getByRole('grid', { name: 'Changes', exact: true });
    await changes.getByRole('row', { name: /ScanLite\.sys .* is new/ }).waitFor();
    await changes.getByRole('row', { name: /wcifs\.sys .* is gone/ }).waitFor();
    await changes.getByRole('row', { name: /^Several Filter version filter WdFilter\.sys/ }).click();
    await pane(page).getByText('Before: 4.18.25080.1').waitFor();
    await changes.focus();
    await page.keyboard.press('Control+c');
    await expect.poll(() => clipboard(page)).toMatch(/^Where\tWhat\tChange\r\nSeveral\tFilter version\tfilter WdFilter\.sys/);
    const noise = page.getByRole('grid', { name: 'Differences that come and go by themselves' });
    expect(await noise.count()).toBe(0);
    await page.getByText('1 difference that comes and goes by itself').click();
    await noise.getByRole('row', { name: /Restart/ }).click();
    await pane(page).getByText('The machine was started anew in between.').waitFor();
    await page
      .getByRole('grid', { name: 'Not compared' })
      .getByRole('row', { name: /^BitLocker and shadow copies of D:/ })
      .click();
    await pane(page).getByText('Nothing is said of it: it may have changed, and it may be the same.').waitFor();
  });

  test('is reported with the data of bpio diff', async () => {
    const page = await open();
    await page.getByRole('heading', { name: CHANGED }).waitFor();
    await page
      .getByRole('button', { name: /^Report|^Save/ })
      .first()
      .click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /JSON/ }).first().click()]);
    const saved: unknown = JSON.parse(await readFile(await download.path(), 'utf8'));
    const printed = JSON.parse(bpio(kept, 'diff', 'previous', 'latest', '--json')) as { readonly data: unknown };
    expect(saved).toMatchObject({ command: 'diff', machine: { name: 'GAME-RIG', simulated: true }, data: printed.data });
  });
});

describe('the two that are compared', () => {
  test('are chosen with Space, stand in the address, and can be told the other way round', async () => {
    const page = await open();
    await page.getByRole('tab', { name: /^Snapshots/ }).click();
    const list = page.getByRole('grid', { name: /^Snapshots/ });
    await list.getByRole('checkbox', { name: 'Compare Before the update', checked: true }).waitFor();
    await list.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await page.getByRole('heading', { name: 'Choose a second snapshot' }).waitFor();
    await page.keyboard.press('Space');
    await sentence(page).getByText('D: and pak0.bin went from full to blocked').waitFor();
    await page.waitForFunction(() => window.location.hash === '#history/store-1/store-2');
    await page.getByRole('button', { name: 'Swap' }).click();
    await sentence(page).getByText('D: and pak0.bin went from blocked to full').waitFor();
    await page.reload();
    await sentence(page).getByText('D: and pak0.bin went from blocked to full').waitFor();
  });

  test('a snapshot is explained: what it saw, and what could not be found out', async () => {
    const page = await open();
    await page.getByRole('tab', { name: /^Snapshots/ }).click();
    await page
      .getByRole('grid', { name: /^Snapshots/ })
      .getByRole('row', { name: /After the update/ })
      .click();
    await pane(page).getByRole('heading', { name: 'After the update' }).waitFor();
    await pane(page).getByText('D: NTFS: Blocked, 2 filters').waitFor();
    await pane(page).getByText('the volume stack was not asked: OldGuard.sys refuses before it').waitFor();
  });
});

describe('the timeline', () => {
  const timeline = (page: Page) => page.getByRole('group', { name: /^History over time/ });

  test('is read by arrows with exact times, and Enter explains', async () => {
    const page = await open();
    await timeline(page).focus();
    await page.keyboard.press('Home');
    const readout = page.getByRole('region', { name: 'Timeline' }).getByRole('status');
    await expect.poll(() => readout.textContent()).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/);
    // The two were taken so soon after one another that they are drawn as one: Enter comes nearer, then explains.
    await page.keyboard.press('Enter');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await pane(page).getByRole('heading', { name: 'Before the update' }).waitFor();
  });

  test('is zoomed by keys, and the table beside it shows the same time', async () => {
    const page = await open();
    await page.getByRole('tab', { name: /^Timeline/ }).click();
    const table = page.getByRole('grid', { name: 'Timeline' });
    await table
      .getByRole('row', { name: /Verdict changed/ })
      .first()
      .waitFor();
    const all = await table.getAttribute('aria-rowcount');
    await timeline(page).focus();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('PageUp');
    await expect.poll(() => table.getAttribute('aria-rowcount')).not.toBe(all);
    await page.keyboard.press('Escape');
    await expect.poll(() => table.getAttribute('aria-rowcount')).toBe(all);
    await table
      .getByRole('row', { name: /Verdict changed/ })
      .first()
      .click();
    await pane(page).getByRole('button', { name: 'Compare with the one before' }).click();
    await sentence(page).getByText('D: and pak0.bin went from full to blocked').waitFor();
  });
});

describe('taking, scheduling and removing', () => {
  test('begins empty, takes one by keyboard, compares it with the next, and removes by name', async () => {
    await using fresh = await startWebShell(after, dataFolder('fresh'));
    const { page } = await openPage(browser, `${fresh.url}#history`);
    await page.getByRole('heading', { name: 'No snapshot yet' }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Take a snapshot' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Name' }).focus();
    await page.keyboard.type('First');
    await page.keyboard.press('Tab');
    await page.keyboard.type(`${PAK}\n"D:\\nowhere"`);
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Take it' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^One snapshot so far, today/ }).waitFor();
    await pane(page).getByText(`${PAK}: Blocked`).waitFor();
    await page.getByRole('button', { name: 'Take a snapshot' }).click();
    await page.getByRole('button', { name: 'Take it' }).click();
    await page.getByRole('heading', { name: /^Nothing that both know changed between the last two snapshots$/ }).waitFor();
    await page.getByRole('tab', { name: /^Snapshots/ }).click();
    await page
      .getByRole('grid', { name: /^Snapshots/ })
      .getByRole('row', { name: /First/ })
      .click();
    await pane(page).getByRole('button', { name: 'Remove…' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Remove “First”?' });
    expect(await accessibilityViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('heading', { name: /^Nothing that both know changed/ }).waitFor();
    await pane(page).getByRole('button', { name: 'Remove…' }).click();
    await dialog.getByRole('button', { name: 'Remove “First”' }).click();
    await page.getByRole('heading', { name: /^One snapshot so far/ }).waitFor();
  });

  test('a schedule takes the first one at once, says what it costs, refuses what is none, and is kept', async () => {
    await using fresh = await startWebShell(after, dataFolder('scheduled'));
    const { page } = await openPage(browser, `${fresh.url}#history`);
    await page.getByText('None is taken by itself.').waitFor();
    await page.getByRole('button', { name: 'Schedule' }).click();
    const dialog = page.getByRole('dialog', { name: 'Snapshots by schedule' });
    await dialog.getByRole('checkbox', { name: 'Take one every' }).click();
    await dialog.getByRole('spinbutton').fill('3');
    await dialog.getByRole('alert').getByText('From 5 minutes').waitFor();
    await dialog.getByRole('spinbutton').fill('30');
    await dialog.getByText('at most 48 snapshots a day').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/^One every 30 minutes while a window is open, next /).waitFor();
    await page.getByRole('heading', { name: /^One snapshot so far/ }).waitFor();
    await page.reload();
    await page.getByText(/^One every 30 minutes while a window is open/).waitFor();
  });

  test('what cannot be stored is said in the dialog, and what was typed stays', async () => {
    const data = join(folder, 'a-file');
    writeFileSync(data, 'no folder');
    await using broken = await startWebShell(after, { XDG_DATA_HOME: data, LOCALAPPDATA: data });
    const { page } = await openPage(browser, `${broken.url}#history`);
    await page.getByRole('button', { name: 'Take a snapshot' }).click();
    const dialog = page.getByRole('dialog', { name: 'Take a snapshot' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Kept');
    await dialog.getByRole('button', { name: 'Take it' }).click();
    await dialog.getByRole('button', { name: 'Try again' }).waitFor();
    expect(await dialog.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Kept');
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  test('without elevation it is said what a snapshot then does not know', async () => {
    await using locked = await startWebShell(lockedDown, dataFolder('locked'));
    const { page } = await openPage(browser, `${locked.url}#history`);
    await page.getByRole('button', { name: 'Take a snapshot' }).click();
    await page.getByText('Not elevated: the filters are noted as not known.').waitFor();
    await page.getByRole('button', { name: 'Take it' }).click();
    await page.getByRole('heading', { name: /^One snapshot so far/ }).waitFor();
    await pane(page)
      .getByText(/^Filters( and .*)? of C:, D: /)
      .waitFor();
    // A closed dialog leaves guards of its library in the page until it is loaded again.
    await page.reload();
    await page.getByRole('img', { name: 'not elevated' }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });
});

describe('a case file', () => {
  test('shows its own history, read-only, and is compared with this computer’s', async () => {
    const file = join(folder, 'customer.bpio');
    bpio(dataFolder('customer'), 'snapshot', '--sim', before, '--name', 'At the customer’s');
    bpio(dataFolder('customer'), 'report', file, '--sim', before);
    await using here = await startWebShell(after, kept);
    const { page } = await openPage(browser, `${here.url}#case`);
    await page.locator('input[type=file]').first().setInputFiles(file);
    await page.getByRole('button', { name: 'Close case' }).waitFor();
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByRole('heading', { name: /^Nothing( that both know)? changed between these two snapshots$/ }).waitFor();
    expect(await page.getByRole('button', { name: 'Take a snapshot' }).count()).toBe(0);
    await page.getByRole('tab', { name: /^Snapshots/ }).click();
    const list = page.getByRole('grid', { name: /^Snapshots/ });
    await list.getByRole('row', { name: /At the customer’s/ }).click();
    await pane(page).getByRole('heading', { name: 'At the customer’s' }).waitFor();
    expect(await pane(page).getByRole('button', { name: 'Remove…' }).count()).toBe(0);
    await page.getByRole('switch', { name: /^List this computer’s snapshots too/ }).click();
    await list.getByRole('row', { name: /After the update.*on this computer/ }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await list.getByRole('checkbox', { name: 'Compare After the update' }).click();
    await sentence(page).getByText('D: went from').waitFor();
    await page.getByRole('main').getByText('(this computer)').waitFor();
    await page.getByRole('button', { name: 'Close case' }).click();
    await page.getByRole('heading', { name: CHANGED }).waitFor();
  });
});

const TABS = [/^What changed/, /^Snapshots/, /^Timeline/];

describe.each(['light', 'dark'] as const)('accessible in %s', (colorScheme) => {
  test('every view, with what comes and goes unfolded', async () => {
    const page = await open({ colorScheme });
    await page.getByText('1 difference that comes and goes by itself').click();
    for (const name of TABS) {
      await page.getByRole('tab', { name }).click();
      await page.getByRole('tabpanel').getByRole('grid').first().waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);
    }
  });
});

test('fits into 427 pixels without scrolling sideways, as at 300 percent', async () => {
  const page = await open({ viewport: { width: 427, height: 267 } });
  for (const name of TABS) {
    await page.getByRole('tab', { name }).click();
    await page.getByRole('tabpanel').getByRole('grid').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  }
});

test('where there is no room for a pane the explanation is a sheet that Escape closes', async () => {
  const page = await open({ viewport: { width: 800, height: 600 } });
  await page.getByRole('tree').getByRole('treeitem').first().click();
  const sheet = page.getByRole('dialog', { name: 'Explanation' });
  await sheet.getByRole('heading', { name: 'D: went from full to blocked' }).waitFor();
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
});
