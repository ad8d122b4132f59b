import type { Page } from 'playwright-core';

/** Where the selected thing is explained. */
export const pane = (page: Page) => page.getByRole('complementary', { name: 'Explanation' });

/** Scans a folder as a user would, by keyboard, and waits for its answer. */
export async function scan(page: Page, path: string): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Folder to scan' });
  const fold = page.getByText('New scan', { exact: true });
  await fold.waitFor();
  if (!(await box.isVisible())) await fold.click();
  await box.fill(path);
  const before = page.url();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.href !== before);
  await page.getByText(`${path}, `).first().waitFor();
  await page.getByText(/(Every file was|All but \d+ were) asked/).waitFor();
  await page.getByRole('progressbar').waitFor({ state: 'detached' });
  await page.getByRole('tab', { name: /^Causes/ }).waitFor();
}
