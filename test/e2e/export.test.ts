import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { banner, exportDialog, fillMachine, openCase, openExport, savedBy } from './made-case.ts';
import { accessibilityViolations, launchBrowser, openPage, startWebShell, type WebShell } from './window.ts';

const SECRET_PATH = 'C:\\Users\\erika.mustermann\\Projects\\Nimbus\\data.bin';
const WARNING = 'This is not anonymisation: look before you send.';
const folder = mkdtempSync(join(tmpdir(), 'bpio-export-'));
let browser: Browser;
let shell: WebShell;

beforeAll(async () => {
  [browser, shell] = await Promise.all([launchBrowser(), startWebShell()]);
  await fillMachine(browser, shell);
});
afterAll(async () => {
  await browser?.close();
  await shell?.kill();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

async function started(hash = ''): Promise<{ page: Page; dialog: Locator }> {
  const { page } = await openPage(browser, `${shell.url}${hash}`);
  return { page, dialog: await openExport(page) };
}

/** The second step, with a path in it that names a person and a project. */
async function previewed(page: Page): Promise<Locator> {
  const dialog = await openExport(page);
  await dialog.getByRole('textbox', { name: 'Paths to ask about' }).fill(SECRET_PATH);
  await dialog.getByRole('switch').check();
  await dialog.getByRole('button', { name: 'Show what is replaced' }).click();
  await dialog.getByRole('row', { name: 'User names erika.mustermann' }).waitFor();
  return dialog;
}

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('an export', () => {
  test.each([
    [/Case file/, 'bpio', 'SQLite format 3'],
    [/HTML report/, 'html', '<!DOCTYPE html>'],
    [/JSON/, 'json', '{'],
    [/CSV table/, 'csv', '\uFEFF'],
    [/Markdown/, 'md', '**BypassIO'],
  ])('as %s is saved under the name, size and hash that it shows', async (format, extension, beginning) => {
    const { page, dialog } = await started();
    await dialog.getByRole('radio', { name: format }).check();
    const path = join(folder, `out.${extension}`);
    const name = await savedBy(page, dialog.getByRole('button', { name: 'Save' }), path);
    await dialog.getByRole('heading', { name: 'The file is written' }).waitFor();
    expect(name).toMatch(new RegExp(`^bypassio-DESKTOP-DEMO-.*\\.${extension}$`));
    expect(readFileSync(path, 'utf8').slice(0, beginning.length).toLowerCase()).toBe(beginning.toLowerCase());
    await dialog.getByText(name, { exact: true }).waitFor();
    await dialog.getByText(sha256(path)).waitFor();
    const again = join(folder, `again.${extension}`);
    await savedBy(page, dialog.getByRole('button', { name: 'Save again' }), again);
    expect(sha256(again)).toBe(sha256(path));
    await dialog.getByRole('button', { name: 'Copy the SHA-256' }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(sha256(path));
  });

  test('for a ticket is copied at once and shown', async () => {
    const { page, dialog } = await started();
    await dialog.getByRole('radio', { name: /Markdown/ }).check();
    await dialog.getByRole('button', { name: 'Copy for a ticket' }).click();
    await dialog.getByRole('heading', { name: 'Copied for the ticket' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain('1 volume blocked, 2 partial, 1 full');
    expect(await dialog.getByRole('region', { name: 'Text for the ticket' }).textContent()).toBe(copied.replaceAll('\r\n', '\n'));
  });

  test('of another table without its mark', async () => {
    const { page, dialog } = await started();
    await dialog.getByRole('radio', { name: /CSV table/ }).check();
    await dialog.getByRole('combobox', { name: 'Table' }).selectOption('Filters');
    await dialog.getByRole('checkbox', { name: /Byte order mark/ }).uncheck();
    const path = join(folder, 'filters.csv');
    await savedBy(page, dialog.getByRole('button', { name: 'Save' }), path);
    expect(readFileSync(path, 'utf8').split('\r\n').length).toBeGreaterThan(6);
    expect(readFileSync(path, 'utf8')).toContain('OldGuard');
  });

  test('remembers the form that was written last', async () => {
    const { page, dialog } = await started();
    await dialog.getByRole('radio', { name: /JSON/ }).check();
    await savedBy(page, dialog.getByRole('button', { name: 'Save' }), join(folder, 'again.json'));
    await dialog.getByRole('heading', { name: 'The file is written' }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const again = await openExport(page);
    expect(await again.getByRole('radio', { name: /JSON/ }).isChecked()).toBe(true);
  });

  test('is cancelled with Escape while it is written, says so, and can be started again', async () => {
    const { page } = await openPage(browser, 'about:blank');
    const held: (() => void)[] = [];
    let isHeld = false;
    await page.routeWebSocket(/rpc/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        if (isHeld) held.push(() => socket.send(message));
        else socket.send(message);
      });
    });
    await page.goto(shell.url);
    await page.getByRole('option').first().waitFor();
    const dialog = await openExport(page);
    isHeld = true; // the service may take as long as it likes
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('progressbar', { name: 'Writing' }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.getByText('Cancelled. Nothing was written.').waitFor();
    isHeld = false;
    for (const send of held) send();
    await savedBy(page, dialog.getByRole('button', { name: 'Save' }), join(folder, 'after.bpio'));
  });

  test('begins by keyboard alone', async () => {
    const { page, dialog } = await started();
    await dialog.getByRole('radio', { checked: true }).focus();
    for (let step = 0; step < 5 && !(await dialog.getByRole('radio', { name: /Markdown/ }).isChecked()); step += 1) {
      await page.keyboard.press('ArrowDown');
    }
    await dialog.getByRole('button', { name: 'Copy for a ticket' }).focus();
    await page.keyboard.press('Enter');
    await dialog.getByRole('heading', { name: 'Copied for the ticket' }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });
});

describe('what is replaced', () => {
  test('is shown before anything is written, with the warning in sight', async () => {
    const { page } = await openPage(browser, shell.url);
    const dialog = await openExport(page);
    expect(await dialog.getByText(WARNING).count()).toBe(0);
    await dialog.getByRole('textbox', { name: 'Paths to ask about' }).fill(SECRET_PATH);
    await dialog.getByRole('switch').check();
    await dialog.getByText(WARNING).waitFor();
    await dialog.getByRole('button', { name: 'Show what is replaced' }).click();
    await dialog.getByText(/^\d+ terms in \d categories, in [\d,]+ places/).waitFor();
    await dialog.getByText(WARNING).waitFor();
    await dialog.getByRole('button', { name: /^User names/ }).click();
    expect(await dialog.getByRole('grid', { name: 'Terms' }).getAttribute('aria-rowcount')).toBe('2');
    await dialog.getByRole('button', { name: 'All' }).click();
    await dialog.getByRole('textbox', { name: 'Show rows with this text' }).fill('nimbus');
    await dialog.getByRole('row', { name: 'Path parts Nimbus' }).waitFor();
  });

  test('can be kept, added to and undone; the file has what was chosen and nothing else', async () => {
    const { page } = await openPage(browser, shell.url);
    const dialog = await previewed(page);
    await dialog.getByRole('row', { name: 'Path parts Projects' }).click();
    await dialog.getByRole('button', { name: 'Keep as it is' }).click();
    await dialog
      .getByRole('group', { name: 'Kept as they are' })
      .getByRole('button', { name: /Projects/ })
      .waitFor();
    await dialog.getByRole('row', { name: 'Path parts Projects' }).waitFor({ state: 'detached' });
    await dialog.getByRole('textbox', { name: 'Also replace' }).fill('VaultFlt');
    await page.keyboard.press('Enter');
    await dialog.getByRole('row', { name: 'Added terms VaultFlt' }).waitFor();

    const path = join(folder, 'redacted.bpio');
    await savedBy(page, dialog.getByRole('button', { name: 'Save' }), path);
    await dialog
      .getByRole('region', { name: 'What was replaced' })
      .getByText(/User names: 1/)
      .waitFor();
    await dialog.getByText(WARNING).waitFor();
    const bytes = readFileSync(path);
    for (const secret of ['erika.mustermann', 'Nimbus', 'DESKTOP-DEMO', 'VaultFlt']) {
      expect(bytes.includes(secret)).toBe(false);
      expect(bytes.includes(Buffer.from(secret, 'utf16le'))).toBe(false);
    }
    expect(bytes.includes('Projects')).toBe(true);
  });

  test('names what cannot be replaced, and why', async () => {
    const { page } = await openPage(browser, shell.url);
    const dialog = await previewed(page);
    await dialog.getByRole('textbox', { name: 'Also replace' }).fill('blocked');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await dialog.getByText('1 term cannot be replaced').click();
    expect(await dialog.getByRole('listitem').filter({ hasText: 'blocked' }).textContent()).toMatch(/^blocked .+/);
  });

  test('Escape leads back from it, and what was typed is still there', async () => {
    const { page } = await openPage(browser, shell.url);
    const dialog = await previewed(page);
    await page.keyboard.press('Escape');
    await dialog.getByRole('heading', { name: 'Export what is known of this machine' }).waitFor();
    expect(await dialog.getByRole('textbox', { name: 'Paths to ask about' }).inputValue()).toBe(SECRET_PATH);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  test('undone, a term is replaced again', async () => {
    const { page } = await openPage(browser, shell.url);
    const dialog = await previewed(page);
    await dialog.getByRole('row', { name: 'User names erika.mustermann' }).click();
    await dialog.getByRole('button', { name: 'Keep as it is' }).click();
    await dialog.getByRole('row', { name: 'User names erika.mustermann' }).waitFor({ state: 'detached' });
    await dialog.getByRole('group', { name: 'Kept as they are' }).getByRole('button', { name: /erika/ }).click();
    await dialog.getByRole('row', { name: 'User names erika.mustermann' }).waitFor();
  });

  test('stays replaced on the other side, whose window says that it is redacted', async () => {
    const { page } = await openPage(browser, shell.url);
    const dialog = await previewed(page);
    const path = join(folder, 'sent.bpio');
    await savedBy(page, dialog.getByRole('button', { name: 'Save' }), path);
    await using desk = await startWebShell();
    const { page: there } = await openPage(browser, `${desk.url}#case`);
    await openCase(there, path);
    expect(await banner(there).textContent()).toMatch(/^Case file of machine-\S+, not this machine\. .* Redacted, simulated machine\./);
    await there.getByRole('complementary').getByText(WARNING).waitFor();
    await there.getByRole('combobox', { name: 'Ask the case about a path in it' }).click();
    await there.getByRole('option', { name: /^C:\\Users\\user-/ }).waitFor();
  });
});

test('Ctrl+S saves the page; where a page has nothing to save, it exports', async () => {
  const { page } = await openPage(browser, shell.url);
  await page.getByRole('option').first().waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Control+S')]);
  expect(download.suggestedFilename()).toMatch(/^bypassio-volumes-DESKTOP-DEMO-/);
  await page.getByRole('link', { name: 'Case' }).click();
  await page.getByRole('heading', { name: 'Open what another machine recorded' }).waitFor();
  await page.keyboard.press('Control+S');
  await exportDialog(page).waitFor();
});

test('a case can be exported on, without asking about more paths', async () => {
  const { page, dialog } = await started();
  await dialog.getByRole('radio', { name: /Case file/ }).check();
  const path = join(folder, 'first.bpio');
  await savedBy(page, dialog.getByRole('button', { name: 'Save' }), path);
  await using desk = await startWebShell();
  const { page: there } = await openPage(browser, `${desk.url}#case`);
  await openCase(there, path);
  await there.getByRole('button', { name: 'Export…' }).click();
  const onward = exportDialog(there);
  await onward.getByRole('heading', { name: 'Export from this case' }).waitFor();
  expect(await onward.getByRole('textbox', { name: 'Paths to ask about' }).count()).toBe(0);
  await onward.getByRole('radio', { name: /HTML report/ }).check();
  const html = join(folder, 'of-case.html');
  await savedBy(there, onward.getByRole('button', { name: 'Save' }), html);
  expect(readFileSync(html, 'utf8')).toContain('OldGuard');
});

const LOOKS = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['forced colours', { forcedColors: 'active' }],
] as const;

test.each(LOOKS)('every step is accessible in %s', async (_name, look) => {
  const { page } = await openPage(browser, shell.url, look);
  const dialog = await openExport(page);
  await dialog.getByRole('radio', { name: /CSV table/ }).check();
  expect(await accessibilityViolations(page)).toEqual([]);
  await dialog.getByRole('textbox', { name: 'Paths to ask about' }).fill(SECRET_PATH);
  await dialog.getByRole('switch').check();
  expect(await accessibilityViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Show what is replaced' }).click();
  await dialog.getByRole('row', { name: 'User names erika.mustermann' }).click();
  await dialog.getByRole('button', { name: 'Keep as it is' }).click();
  await dialog.getByRole('group', { name: 'Kept as they are' }).waitFor();
  await dialog.locator('button:enabled', { hasText: 'Save' }).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('heading', { name: 'The file is written' }).waitFor();
  expect(await accessibilityViolations(page)).toEqual([]);
});

test('every step fits into 427 pixels without scrolling sideways', async () => {
  const { page } = await openPage(browser, shell.url, { viewport: { width: 427, height: 267 } });
  const sideways = (): Promise<number> =>
    page.evaluate(() => {
      const scrollers = [document.documentElement, ...document.querySelectorAll('[role="dialog"], [role="dialog"] *:not([role="grid"])')];
      const wide = scrollers.filter((each) => each === document.documentElement || /auto|scroll/.test(getComputedStyle(each).overflowX));
      return Math.max(...wide.map((each) => each.scrollWidth - each.clientWidth));
    });
  const dialog = await openExport(page);
  expect(await sideways()).toBe(0);
  await dialog.getByRole('switch').check();
  await dialog.getByRole('button', { name: 'Show what is replaced' }).click();
  await dialog.getByRole('grid').waitFor();
  expect(await sideways()).toBe(0);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('heading', { name: 'The file is written' }).waitFor();
  expect(await sideways()).toBe(0);
});
