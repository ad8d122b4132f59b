import { type Assets, findAsset } from '../web/assets.ts';
import { SECURITY_HEADERS } from '../web/headers.ts';

export const SCHEME = 'app';
const ORIGIN = `${SCHEME}://bundle`;
export const PAGE_URL = `${ORIGIN}/index.html`;

/** Answers the window's requests out of the built window in memory; there is no path of the disk to reach. */
export async function answerPage(assets: Assets, request: Request): Promise<Response> {
  const asset = request.method === 'GET' ? findAsset(assets, pathOf(request.url)) : undefined;
  if (asset === undefined) return new Response('Not found.', { status: 404, headers: SECURITY_HEADERS });
  return new Response(asset.body, { headers: { ...SECURITY_HEADERS, 'content-type': asset.type } });
}

/** True for our own page and nothing else: not its query, not another host of the scheme. */
export function isOurPage(url: string): boolean {
  return url.split('#', 1)[0] === PAGE_URL;
}

function pathOf(url: string): string {
  const { host, protocol, pathname } = new URL(url);
  return `${protocol}//${host}` === ORIGIN ? pathname.slice(1) : ':';
}
