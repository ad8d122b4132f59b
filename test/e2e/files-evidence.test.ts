import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { pane, scan } from './files-window.ts';
import { accessibilityViolations, launchBrowser, openPage, startWebShell, type WebShell } from './window.ts';

const KIB = 1024;
const folder = mkdtempSync(join(tmpdir(), 'bpio-files-evidence-'));
const tree = join(folder, 'tree');
let browser: Browser;
let shell: WebShell;

function write(path: string, content: string | Uint8Array): void {
  const file = join(tree, ...path.split('\\'));
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
}

/** `dstorage.dll` with nothing in it but its version. */
function runtimeLibrary(): Buffer {
  const file = NtExecutable.createEmpty(false, true);
  const resources = NtExecutableResource.from(file);
  const info = Resource.VersionInfo.createEmpty();
  info.setFileVersion(1, 2, 2302, 8, 1033);
  info.outputToResourceEntries(resources.entries);
  resources.outputResource(file);
  return Buffer.from(file.generate());
}

/** A library of Steam with one title, a manifest that leads out of it, and files that nobody may open. */
function makeScenario(): string {
  write('Steam\\steamapps\\libraryfolders.vdf', '"libraryfolders" { "0" { "path" "D:\\\\Steam" } }');
  write('Steam\\steamapps\\appmanifest_1.acf', '"AppState" { "appid" "1" "name" "Night Drive" "installdir" "NightDrive" }');
  write('Steam\\steamapps\\appmanifest_2.acf', '"AppState" { "appid" "2" "name" "Bad" "installdir" "..\\\\Windows" }');
  write('Steam\\steamapps\\common\\NightDrive\\bin\\dstorage.dll', runtimeLibrary());
  write('Steam\\steamapps\\common\\NightDrive\\data.pak', Buffer.alloc(300 * KIB, 1));
  write('Changing\\one.bin', Buffer.alloc(20 * KIB, 1));
  const files = [
    { path: '\\Packed\\Paks\\big.pak', size: 900 * KIB, attributes: ['compressed'] },
    { path: '\\Packed\\Paks\\more.pak', size: 600 * KIB, attributes: ['compressed'] },
    { path: '\\Packed\\overlay.exe', size: 500 * KIB, attributes: ['wof'] },
    { path: '\\Packed\\plain.bin', size: 400 * KIB },
    { path: '\\Closed\\held.bin', size: 200 * KIB, open: 'inUse' },
    { path: '\\Closed\\fine.bin', size: 100 * KIB },
    { path: '\\Closed\\Secret', attributes: ['directory'], open: 'denied' },
  ];
  const path = join(folder, 'scenario.json');
  const volume = { mount: 'D:', label: 'Games', fileSystem: 'NTFS', storageDriver: 'stornvme.sys', busType: 'NVMe', compatible: true };
  const registry = [{ key: 'HKCU\\Software\\Valve\\Steam', name: 'SteamPath', text: 'd:/steam' }];
  const machine = { name: 'GAMES-PC', os: '10.0.26100', elevated: true };
  writeFileSync(path, JSON.stringify({ schemaVersion: 1, machine, registry, volumes: [{ ...volume, hostDirectory: tree, files }] }));
  return path;
}

beforeAll(async () => {
  const scenario = makeScenario();
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

const open = async (): Promise<Page> => (await openPage(browser, `${shell.url}#files`)).page;

test('a title of a launcher is picked and scanned; what of the launchers cannot be read is said', async () => {
  const page = await open();
  await page.getByText('1 part of the launchers could not be read').click();
  await page.getByText(/^Steam: .*would lead out of the library/).waitFor();
  await page.getByRole('button', { name: /^Night Drive Steam · .* · dstorage\.dll 1\.2\.2302\.8$/ }).click();
  await page.getByRole('heading', { level: 2, name: /^All 30\d KB in 2 files can use BypassIO$/ }).waitFor();
  await page.getByText('Nothing is in the way of any file that was asked.').waitFor();
});

describe('what undoes it', () => {
  test('stands beside the cause exactly as it would be typed, and is copied', async () => {
    const page = await open();
    await scan(page, 'D:\\Packed');
    const causes = page.getByRole('list', { name: 'Causes, worst first' });
    const command = 'compact /u /a /i /s:"D:\\Packed\\Paks"';
    await causes.getByText(command, { exact: true }).waitFor();
    await causes.getByRole('button', { name: 'Copy the command' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(command);
    await pane(page).getByText(`Undone by: ${command}`).waitFor();
  });

  test('overlay compression is told although no cause is, with its command', async () => {
    const page = await open();
    await scan(page, 'D:\\Packed');
    const found = page.getByRole('list', { name: 'Also found' });
    await found.getByText(/^1 file \(500 KB\) under D:\\Packed is compressed by the Windows Overlay Filter/).waitFor();
    await found.getByText('compact /u /exe /a /i /s:"D:\\Packed"', { exact: true }).waitFor();
    await found.getByRole('button', { name: 'Show the file' }).click();
    await page.getByRole('grid', { name: 'Files' }).getByRole('row', { name: 'overlay.exe' }).waitFor();
  });
});

describe('what could not be opened', () => {
  test('is counted by call and code, and each row explains itself', async () => {
    const page = await open();
    await scan(page, 'D:\\Closed');
    await page.getByRole('tab', { name: 'Errors 2' }).click();
    const kinds = page.getByRole('grid', { name: 'Failures by call and code' });
    await kinds.getByRole('row', { name: 'In use by another program' }).click();
    await pane(page).getByRole('heading', { name: 'In use by another program' }).waitFor();
    await pane(page).getByText('A file that could not be asked counts as unknown.').waitFor();
    const each = page.getByRole('grid', { name: 'Failures', exact: true });
    await each.getByRole('row', { name: 'Secret' }).click();
    await pane(page).getByRole('heading', { name: 'Access denied' }).waitFor();
    await pane(page).getByText('D:\\Closed\\Secret').first().waitFor();
    await pane(page).getByText('What is in a folder that could not be listed is not counted anywhere.').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  test('is part of the answer', async () => {
    const page = await open();
    await scan(page, 'D:\\Closed');
    await page
      .getByRole('heading', { level: 2, name: /1 file could not be asked \(error 32\)\. 1 folder could not be listed \(error 5\)/ })
      .waitFor();
    await page.getByRole('tab', { name: /^Files/ }).click();
    await page
      .getByRole('grid', { name: 'Files' })
      .getByRole('row', { name: /^Unknown failed/ })
      .waitFor();
  });
});

test('a change between two scans explains itself', async () => {
  const page = await open();
  await scan(page, 'D:\\Changing');
  write('Changing\\one.bin', Buffer.alloc(30 * KIB, 1));
  write('Changing\\two.bin', Buffer.alloc(10 * KIB, 1));
  await scan(page, 'D:\\Changing');
  await page.getByRole('tab', { name: /^Scans/ }).click();
  await page.getByRole('combobox', { name: 'Compare it with' }).selectOption({ label: await laterOption(page, 'D:\\Changing') });
  const changes = page.getByRole('grid', { name: 'Changes' });
  await changes.getByRole('row', { name: 'one.bin' }).click();
  await pane(page).getByRole('heading', { name: 'It changed and kept its verdict' }).waitFor();
  await pane(page).getByText('Before: Full, 20.0 KB').waitFor();
  await pane(page).getByText('After: Full, 30.0 KB').waitFor();
  await changes.getByRole('row', { name: 'two.bin' }).click();
  await pane(page).getByRole('heading', { name: 'It came between the two scans' }).waitFor();
});

test('a scan is removed when one is sure, by its name', async () => {
  const page = await open();
  await scan(page, 'D:\\Packed');
  await scan(page, 'D:\\Closed');
  const tab = page.getByRole('tab', { name: /^Scans/ });
  await tab.click();
  const before = Number((await tab.textContent())?.replace(/\D/g, ''));
  await page.getByRole('button', { name: 'Remove…' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Remove “D:\\Closed”?' });
  await dialog.getByText(/2 files\. What its files answered then cannot be asked again/).waitFor();
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Remove…' }).click();
  await dialog.getByRole('button', { name: 'Remove “D:\\Closed”' }).click();
  await expect.poll(async () => Number((await tab.textContent())?.replace(/\D/g, ''))).toBe(before - 1);
});

/** The words of the newest other scan of a folder. */
async function laterOption(page: Page, root: string): Promise<string> {
  const options = await page.getByRole('combobox', { name: 'Compare it with' }).getByRole('option').allTextContents();
  const found = options.find((text) => text.startsWith(root));
  if (found === undefined) throw new Error(options.join('; '));
  return found;
}
