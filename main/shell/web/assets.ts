import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Result } from '../../contract/failure.ts';

export type Asset = { readonly type: string; readonly body: Uint8Array<ArrayBuffer> };
/** The built window by path relative to its page, with `/` between folders: `index.html`, `assets/index-1a2b.js`. */
export type Assets = ReadonlyMap<string, Asset>;

const PAGE = 'index.html';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/**
 * Reads the built window into memory, once. Requests are then looked up by their whole text and never become a path of the disk, so
 * there is nothing to climb out of. Fails with `refused` when the folder holds no page.
 */
export function loadAssets(folder: string): Result<Assets> {
  const assets = new Map<string, Asset>();
  try {
    addFolder(assets, folder, '');
  } catch (error) {
    return noWindow(folder, error instanceof Error ? error.message : String(error));
  }
  return assets.has(PAGE) ? { ok: true, value: assets } : noWindow(folder, `${PAGE} is missing`);
}

/** By hand and not with `recursive`, which Electron's archive does not know. */
function addFolder(assets: Map<string, Asset>, folder: string, prefix: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const type = TYPES[extname(entry.name)];
    if (entry.isDirectory()) addFolder(assets, path, `${prefix}${entry.name}/`);
    else if (type !== undefined) assets.set(`${prefix}${entry.name}`, { type, body: new Uint8Array(readFileSync(path)) });
  }
}

/** The asset a request for `path` means, the folder itself meaning the page. */
export function findAsset(assets: Assets, path: string): Asset | undefined {
  return assets.get(path === '' ? PAGE : path);
}

function noWindow(folder: string, detail: string): Result<never> {
  return { ok: false, error: { kind: 'refused', call: 'read the built window', detail, target: folder } };
}
