import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ASKED_PATH, banner, dropFile, fillMachine, makeCase, NOTE, openCase } from './made-case.ts';
import { accessibilityViolations, launchBrowser, openPage, startWebShell, type WebShell } from './window.ts';

const folder = mkdtempSync(join(tmpdir(), 'bpio-case-'));
const file = join(folder, 'customer.bpio');
let browser: Browser;
/** The machine that the case is of, and the desk where it is read. */
let machine: WebShell;
let desk: WebShell;

beforeAll(async () => {
  [browser, machine] = await Promise.all([launchBrowser(), startWebShell()]);
  await fillMachine(browser, machine);
  await makeCase(browser, machine, file);
});
afterAll(async () => {
  await browser?.close();
  await machine?.kill();
  rmSync(folder, { recursive: true, force: true });
});
/** A case is open for all windows of a service: each test has a service of its own. */
beforeEach(async () => {
  desk = await startWebShell();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await desk?.kill();
});

async function openedCase(hash = '#case'): Promise<Page> {
  const { page } = await openPage(browser, `${desk.url}#case`);
  await openCase(page, file);
  if (hash !== '#case') await page.evaluate((next) => (window.location.hash = next), hash);
  return page;
}

describe('a case file', () => {
  test('chosen with the button shows whose it is, from when, and what it holds', async () => {
    const { page, complaints } = await openPage(browser, `${desk.url}#case`);
    await openCase(page, file);
    expect(await banner(page).textContent()).toMatch(
      /^Case file of DESKTOP-DEMO, not this machine\. customer\.bpio, written .* by bpio \S+\. Not redacted, simulated machine\./,
    );
    await banner(page).getByText('Contents match').waitFor();
    await page.getByRole('heading', { name: '1 volume blocked, 2 partial, 1 full' }).waitFor();
    for (const holding of ['5 volumes', '1 snapshot', '1 recording', '1 scan', '1 imported source'])
      await page.getByRole('list', { name: 'What the case holds' }).getByText(holding, { exact: true }).waitFor();
    await page.getByRole('complementary').getByText('Who wrote it is not proved by that.').waitFor();
    expect(complaints).toEqual([]);
  });

  test('shows its note to the letter, as text', async () => {
    const page = await openedCase();
    const note = page.locator('blockquote');
    expect(await note.textContent()).toBe(NOTE.replace('\u202E', '\\u202e'));
    expect(await note.locator('img').count()).toBe(0);
  });

  test('shows its imported sources and the hash of every table when they are asked for', async () => {
    const page = await openedCase();
    await page.getByRole('tab', { name: /^Sources/ }).click();
    await page.getByRole('row', { name: 'vetoes.etl' }).click();
    await page.getByRole('complementary').getByText('SHA-256 6bdb1dbb8e04d982').waitFor();
    await page.getByRole('tab', { name: /^Tables/ }).click();
    await page.getByRole('row', { name: 'snapshots 1 match' }).click();
    await page.getByRole('complementary').getByRole('heading', { name: 'snapshots: contents match' }).waitFor();
  });

  test('dropped on any page is opened, not asked about', async () => {
    const { page } = await openPage(browser, `${desk.url}#overview`);
    await page.getByRole('heading', { level: 2 }).waitFor();
    await dropFile(page, 'customer.bpio', readFileSync(file));
    // Where a window tells the places of what was dropped, it tells this one's too.
    await page.evaluate(() => window.postMessage({ kind: 'droppedPaths', paths: ['C:\\customer.bpio'] }, window.location.origin));
    await banner(page).waitFor();
    expect(new URL(page.url()).hash).toBe('#case');
  });

  test('stays in sight on every page, and in every window of the service', async () => {
    const page = await openedCase();
    for (const name of ['Overview', 'Filters', 'Files', 'Events', 'History', 'Case']) {
      await page.getByRole('link', { name, exact: true }).click();
      await banner(page).waitFor();
    }
    const { page: other } = await openPage(browser, desk.url);
    await banner(other).waitFor();
  });

  test('closed by keyboard gives the machine back', async () => {
    const page = await openedCase('#events');
    await page.getByRole('heading', { name: '6 vetoes' }).waitFor();
    await page.getByRole('button', { name: 'Close case' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Nothing recorded yet' }).waitFor();
    expect(await banner(page).count()).toBe(0);
    await page.getByRole('button', { name: 'Record events' }).waitFor();
  });

  test('closed in another window says so where it was looked at', async () => {
    const page = await openedCase('#overview');
    const { page: other } = await openPage(browser, desk.url);
    await other.getByRole('button', { name: 'Close case' }).click();
    await page.getByText('customer.bpio is no longer open. It was closed in another window.').waitFor();
    await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Close' }).click();
    expect(await page.getByText('is no longer open').count()).toBe(0);
  });
});

/** A game comes and goes on that machine: how many files have BypassIO on belongs to its moment, also in the bytes of the answer. */
const withoutCounts = (data: object): unknown =>
  JSON.parse(
    JSON.stringify(data, (key, value) => {
      if (key === 'activeBypassIoCount') return undefined;
      return value?.question === 'getInfo' ? { ...value, raw: undefined } : value;
    }),
  );

describe('the pages of a case', () => {
  /** What a page shows, without what says when, and what a case cannot do. */
  async function shown(page: Page, hash: string, rows: string): Promise<readonly string[]> {
    await page.evaluate((next) => (window.location.hash = next), hash);
    const list = page.getByRole('main').locator(rows);
    await list.nth(1).waitFor();
    await page.getByRole('heading', { level: 2 }).filter({ hasNotText: /…$/ }).waitFor(); // what is still being counted says so
    const texts = [(await page.getByRole('heading', { level: 2 }).textContent()) ?? '', ...(await list.allInnerTexts())];
    return texts.map((text) =>
      text
        .replace(/^(just now|\d+ \w+ ago)\s*/, '')
        .replace(/(No file|\d+ files?) (has|have|had) BypassIO on \w+/, '')
        .trim(),
    );
  }

  test.each([
    ['overview', '#overview', '[role=option]'],
    ['filter stack', '#filters/E%3A/stack', '[role=row]'],
    ['filter table', '#filters//table', '[role=row]'],
    ['causes of a scan', '#files', '[aria-label="Causes, worst first"] > li'],
    ['events', '#events', '[role=row]'],
    ['one path', `#query/${encodeURIComponent(ASKED_PATH)}`, 'tr, dd'],
  ])('%s: the same as on its machine', async (_name, hash, rows) => {
    const page = await openedCase();
    const { page: live } = await openPage(browser, machine.url);
    expect(await shown(page, hash, rows)).toEqual(await shown(live, hash, rows));
  });

  test('saved with Ctrl+S hold what the machine’s own hold, and name the case', async () => {
    const page = await openedCase('#filters/E%3A/stack');
    const { page: live } = await openPage(browser, `${machine.url}#filters/E%3A/stack`);
    const saved = async (from: Page): Promise<{ data: object; case?: { name: string } }> => {
      await from.getByRole('main', { name: 'Filters' }).getByRole('grid').waitFor();
      const [download] = await Promise.all([from.waitForEvent('download'), from.keyboard.press('Control+S')]);
      return JSON.parse(readFileSync(await download.path(), 'utf8'));
    };
    const [ofCase, ofMachine] = [await saved(page), await saved(live)];
    expect(withoutCounts(ofCase.data)).toEqual(withoutCounts(ofMachine.data));
    expect(ofCase.case?.name).toBe('customer.bpio');
  });

  test('offer nothing that would ask or change a machine', async () => {
    const page = await openedCase('#events');
    await page.getByRole('grid', { name: 'Events' }).waitFor();
    expect(await page.getByRole('button', { name: /Record/ }).allInnerTexts()).toEqual(['Recording 1']);
    await page.getByRole('button', { name: 'Recording 1' }).click();
    expect(await page.getByRole('menuitemradio', { name: 'System log' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+E');
    await page.getByText('Events are recorded on this computer, not in a case.').waitFor();
    await page.getByRole('link', { name: 'Files' }).click();
    await page.getByRole('tab', { name: /^Scans/ }).click();
    await page.getByRole('button', { name: 'Show this scan' }).waitFor();
    expect(await page.getByText('New scan').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Remove it' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Filters' }).click();
    await page.getByRole('grid').waitFor();
    expect(await page.getByRole('region', { name: 'Probe driver' }).count()).toBe(0);
  });

  test('the query box offers the paths in the case, and says of others that nobody can be asked', async () => {
    const page = await openedCase('#overview');
    const box = page.getByRole('combobox', { name: 'Ask the case about a path in it' });
    await box.click();
    await page.getByRole('option', { name: ASKED_PATH }).click();
    await page.getByRole('main').getByText('The file is compressed', { exact: true }).waitFor();
    await box.fill('D:\\elsewhere.bin');
    await box.press('Enter');
    await page.getByRole('main').getByRole('group', { name: 'Not in this case' }).waitFor();
  });
});

describe('refused', () => {
  const refused = async (name: string, bytes: Buffer): Promise<Page> => {
    const { page } = await openPage(browser, `${desk.url}#case`);
    await page.locator('input[type=file]').setInputFiles({ name, mimeType: '', buffer: bytes });
    await page.getByRole('heading', { name: `${name} could not be read` }).waitFor();
    expect(await banner(page).count()).toBe(0);
    return page;
  };

  test('a database of another program', async () => {
    const path = join(folder, 'foreign.db');
    const db = new Database(path);
    db.exec('CREATE TABLE secrets (value TEXT)');
    db.close();
    const page = await refused('foreign.bpio', readFileSync(path));
    await page.getByText('an SQLite database with the application id 0x00000000').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  test('a case with a trigger that is not ours', async () => {
    const path = join(folder, 'trigger.bpio');
    writeFileSync(path, readFileSync(file));
    const db = new Database(path);
    db.exec("CREATE TRIGGER evil AFTER INSERT ON case_notes BEGIN SELECT load_extension('evil'); END");
    db.close();
    const page = await refused('trigger.bpio', readFileSync(path));
    await page.getByText('the trigger "evil" as this program does not write it').waitFor();
  });

  test('a case cut off in the middle', async () => {
    const bytes = readFileSync(file);
    await refused('cut.bpio', bytes.subarray(0, bytes.length / 2));
  });

  test('and the case that was open stays open', async () => {
    const page = await openedCase();
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'evil.bpio', mimeType: '', buffer: Buffer.from('SQLite format 3\0cut') });
    await page.getByRole('heading', { name: 'evil.bpio could not be read' }).waitFor();
    await page.getByRole('button', { name: 'Back to the case that is open' }).click();
    await page.getByRole('list', { name: 'What the case holds' }).waitFor();
  });
});

test('contents that were changed after it was written: the bar turns to a warning that names the table', async () => {
  const path = join(folder, 'changed.bpio');
  writeFileSync(path, readFileSync(file));
  const db = new Database(path);
  db.exec("UPDATE case_notes SET text = 'All is well.'");
  db.close();
  const { page } = await openPage(browser, `${desk.url}#case`);
  await openCase(page, path);
  await banner(page).getByText('Contents differ in case_notes').waitFor();
  await page.getByRole('complementary').getByText('Ask the sender for the file again').waitFor();
  await page.getByRole('tab', { name: /^Tables/ }).click();
  await page.getByRole('row', { name: 'case_notes 1 differ' }).waitFor();
});

test('a case without a snapshot says so where a machine would be shown', async () => {
  const path = join(folder, 'bare.bpio');
  writeFileSync(path, readFileSync(file));
  const db = new Database(path);
  db.exec('DELETE FROM snapshots');
  db.close();
  const { page } = await openPage(browser, `${desk.url}#case`);
  await openCase(page, path);
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('heading', { name: 'This case holds no snapshot' }).waitFor();
  await page.getByRole('link', { name: '1 recording' }).click();
  await page.getByRole('heading', { name: '6 vetoes' }).waitFor();
});

const LOOKS = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['forced colours', { forcedColors: 'active' }],
] as const;

test.each(LOOKS)('accessible in %s', async (_name, look) => {
  const { page } = await openPage(browser, `${desk.url}#case`, look);
  await openCase(page, file);
  await banner(page).getByText('Contents match').waitFor();
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await page.getByRole('tabpanel').locator('> *').first().waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  }
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('option').first().waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  for (const [name, sign] of [
    ['Filters', page.getByRole('row').nth(1)],
    ['Files', page.getByRole('list', { name: 'Causes, worst first' })],
    ['Events', page.getByRole('row').nth(1)],
    ['History', page.getByRole('main').getByRole('heading', { level: 2 })],
  ] as const) {
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('main', { name }).waitFor();
    await sign.waitFor();
    expect([name, await accessibilityViolations(page)]).toEqual([name, []]);
  }
});

test('fits into 427 pixels without scrolling sideways, on every page', async () => {
  const { page } = await openPage(browser, `${desk.url}#case`, { viewport: { width: 427, height: 267 } });
  await openCase(page, file);
  for (const name of ['Case', 'Overview', 'Filters', 'Files', 'Events', 'History']) {
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('main', { name }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  }
});
