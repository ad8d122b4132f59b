import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type LaunchOptions, type Page } from 'playwright-core';

const root = join(import.meta.dirname, '..', '..');
const STARTS_WITHIN_MS = 20_000;

/** The web shell as a user starts it, on a simulated machine. */
export interface WebShell extends AsyncDisposable {
  readonly url: string;
  /** Ends the program as a crash would. */
  kill(): Promise<void>;
}

/** `scenario`: a file, from beside this one; none: the machine that comes with the program. `env` is added to this process's own.
 * What it stores goes into a folder of its own unless `env` names one. */
export async function startWebShell(scenario?: string, env: Readonly<Record<string, string>> = {}): Promise<WebShell> {
  const sim = scenario === undefined ? ['--sim'] : ['--sim', resolve(import.meta.dirname, scenario)];
  const data = await mkdtemp(join(tmpdir(), 'bypassio-e2e-'));
  const child = spawn(process.execPath, [join(root, 'build', 'main', 'bpio.js'), 'serve', ...sim], {
    stdio: ['ignore', 'inherit', 'pipe'],
    env: { ...process.env, XDG_DATA_HOME: data, LOCALAPPDATA: data, ...env },
  });
  const kill = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    await rm(data, { recursive: true, force: true });
  };
  try {
    return { url: await addressOf(child), kill, [Symbol.asyncDispose]: kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

/** The address it prints on standard error; fails with all it said when it ends first. */
function addressOf(child: ChildProcessByStdio<null, null, Readable>): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const give = (why: string): void => reject(new Error(`bpio serve ${why}: ${said}`));
    const timer = setTimeout(() => give('printed no address'), STARTS_WITHIN_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      give(`ended with ${code}`);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const [address] = /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(said) ?? [];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

/** The same browser that the set-up found or fetched. Its module is plain JavaScript, which is why its type is told here. */
export async function launchBrowser(): Promise<Browser> {
  const finder = (await import(new URL('../browser.mjs', import.meta.url).href)) as { browserLaunchOptions(): Promise<LaunchOptions> };
  return chromium.launch(await finder.browserLaunchOptions());
}

/** A page in a fresh profile. What the page complains about (errors, refused scripts and styles) is collected. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints };
}

/** Every rule of axe that the page as it stands breaks, with the first element that breaks it. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  await page.evaluate(settled);
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary}`);
}

/** A colour that is still on its way is nobody's colour: what moves and ends is waited for. */
async function settled(): Promise<void> {
  // What lies in a closed fold is not drawn, so it never arrives.
  const isDrawn = (effect: AnimationEffect | null): boolean =>
    !(effect instanceof KeyframeEffect) || effect.target?.checkVisibility() !== false;
  const ending = document
    .getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY && isDrawn(effect));
  await Promise.allSettled(ending.map(({ finished }) => finished));
}
