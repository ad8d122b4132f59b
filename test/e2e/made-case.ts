import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { openPage, type WebShell } from './window.ts';

const TRACE = join(import.meta.dirname, '..', 'fixtures', 'evidence', 'vetoes.etl');
/** Asked about in every case that is made here. */
export const ASKED_PATH = 'D:\\Games\\Title\\pak3-compressed.bin';
/** Text that is nothing but text, whatever it looks like. */
export const NOTE = 'Ticket 4711: stutters since Tuesday.\n<img src=x onerror=alert(1)> \u202Egnp.exe';

export const banner = (page: Page): Locator => page.getByRole('group', { name: 'Open case file' });
export const exportDialog = (page: Page): Locator =>
  page.getByRole('dialog', { name: /^(Export|What is replaced|Writing|Saving|The file|Copied)/ });

export async function openExport(page: Page): Promise<Locator> {
  await page.getByRole('heading', { level: 2 }).waitFor();
  await page.keyboard.press('Control+Shift+S');
  const dialog = exportDialog(page);
  await dialog.waitFor();
  return dialog;
}

/** What was saved by pressing `button`, under `path`. */
export async function savedBy(page: Page, button: Locator, path: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  await download.saveAs(path);
  return download.suggestedFilename();
}

/** A machine with a past: a trace read in, a folder scanned. */
export async function fillMachine(browser: Browser, shell: WebShell): Promise<void> {
  const { page } = await openPage(browser, `${shell.url}#case`);
  await page.locator('input[type=file]').setInputFiles(TRACE);
  await page.getByRole('region', { name: 'Imported evidence' }).waitFor();
  await page.getByRole('link', { name: 'Files' }).click();
  await page.getByRole('textbox', { name: 'Folder to scan' }).fill('D:\\Games\\Title');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /is not eligible/ }).waitFor();
  await page.context().close();
}

/** A case file of what the machine shows, written by the window itself. */
export async function makeCase(browser: Browser, shell: WebShell, path: string): Promise<void> {
  const { page } = await openPage(browser, shell.url);
  const dialog = await openExport(page);
  await dialog.getByRole('radio', { name: /Case file/ }).check();
  await dialog.getByRole('textbox', { name: 'Note' }).fill(NOTE);
  await dialog.getByRole('textbox', { name: 'Paths to ask about' }).fill(ASKED_PATH);
  await savedBy(page, dialog.getByRole('button', { name: 'Save' }), path);
  await page.context().close();
}

export async function openCase(page: Page, path: string): Promise<void> {
  await page.locator('input[type=file]').first().setInputFiles(path);
  await banner(page).waitFor();
}

/** Hands the window a file as a drop from the desktop would. */
export async function dropFile(page: Page, name: string, bytes: Buffer): Promise<void> {
  await page.evaluate(
    ([fileName, base64]) => {
      const content = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], fileName));
      document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
    },
    [name, bytes.toString('base64')] as const,
  );
}
