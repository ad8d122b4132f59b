/**
 * Windows' icon out of the window's own drawing, renderer/icon.svg: every size that Windows shows, drawn anew instead of shrunk. It knows
 * what that drawing uses (a filled rectangle with round corners, strokes of straight pieces with round ends) and refuses the rest: a
 * drawing that it would show wrongly is an error, not an icon.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

const root = join(import.meta.dirname, '..', '..', '..');
/** At 100, 125, 150, 200 and 250 percent in lists, on the taskbar and on the desktop; electron-builder wants 256. */
export const ICON_SIZES = [16, 20, 24, 32, 40, 48, 64, 256];
const INHERITED = ['fill', 'stroke', 'stroke-width', 'stroke-linecap', 'stroke-linejoin'];
const KNOWN = new Set([...INHERITED, 'xmlns', 'viewBox', 'width', 'height', 'rx', 'd', 'opacity']);

/** Writes build/icon.ico and gives its path. */
export function makeIcon() {
  const file = join(root, 'build', 'icon.ico');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, iconOf(readFileSync(join(root, 'renderer', 'icon.svg'), 'utf8')));
  return file;
}

/** @param {string} svg */
export function iconOf(svg) {
  const drawing = readDrawing(svg);
  const images = ICON_SIZES.map((size) => ({ size, png: pngOf(size, pixelsOf(drawing, size)) }));
  const head = Buffer.alloc(6);
  head.writeUInt16LE(1, 2); // an icon, not a cursor
  head.writeUInt16LE(images.length, 4);
  let offset = head.length + images.length * 16;
  const entries = images.map(({ size, png }) => {
    const entry = Buffer.alloc(16);
    entry.writeUInt8(size % 256, 0); // 0 means 256
    entry.writeUInt8(size % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(png.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += png.length;
    return entry;
  });
  return Buffer.concat([head, ...entries, ...images.map(({ png }) => png)]);
}

/**
 * What is drawn, from the bottom up. A shape tells how far outside of it a point lies, in the drawing's units.
 * @returns {{ side: number, shapes: { color: number[], opacity: number, outside: (x: number, y: number) => number }[] }}
 */
export function readDrawing(svg) {
  const groups = [{}];
  const shapes = [];
  let side = 0;
  for (const [, isEnd, name, text, isEmpty] of svg.matchAll(/<(\/?)(\w+)((?:\s+[\w-]+="[^"]*")*)\s*(\/?)>/g)) {
    if (isEnd) {
      groups.pop();
      continue;
    }
    const own = Object.fromEntries([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
    const unknown = Object.keys(own).find((key) => !KNOWN.has(key));
    if (unknown !== undefined) throw new Error(`icon: <${name}> has ${unknown}, which is not drawn`);
    const all = { ...groups.at(-1), ...own };
    if (name === 'svg') side = sideOf(own.viewBox);
    else if (name === 'rect') shapes.push({ ...inkOf(all, 'fill'), outside: roundRect(own) });
    else if (name === 'path') shapes.push({ ...inkOf(all, 'stroke'), outside: stroke(own.d, all) });
    else if (name !== 'g') throw new Error(`icon: <${name}> is not drawn`);
    if (!isEmpty) groups.push(Object.fromEntries(Object.entries(all).filter(([key]) => INHERITED.includes(key))));
  }
  if (side === 0 || shapes.length === 0) throw new Error('icon: nothing is drawn');
  return { side, shapes };
}

function sideOf(viewBox) {
  const [x, y, width, height] = (viewBox ?? '').split(' ').map(Number);
  if (x !== 0 || y !== 0 || !(width > 0) || width !== height) throw new Error(`icon: viewBox "${viewBox}" is no square from 0 0`);
  return width;
}

function inkOf(attributes, name) {
  const hex = /^#([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(attributes[name] ?? '')?.[1];
  if (hex === undefined) throw new Error(`icon: ${name}="${attributes[name]}" is no colour in hex digits`);
  const digits = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
  return { color: [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)), opacity: Number(attributes.opacity ?? 1) };
}

function roundRect({ width, height, rx = '0' }) {
  const [halfWidth, halfHeight, radius] = [Number(width) / 2, Number(height) / 2, Number(rx)];
  return (x, y) => {
    const dx = Math.abs(x - halfWidth) - halfWidth + radius;
    const dy = Math.abs(y - halfHeight) - halfHeight + radius;
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
  };
}

/** Straight pieces with round ends, which also meet round. */
function stroke(d, { fill, 'stroke-width': width, 'stroke-linecap': cap }) {
  if (fill !== 'none' || cap !== 'round') throw new Error('icon: a path is drawn as a stroke with round ends only');
  const pieces = piecesOf(d);
  return (x, y) => Math.min(...pieces.map((piece) => distance(piece, x, y))) - Number(width) / 2;
}

/** Pieces as [x1, y1, x2, y2]. */
function piecesOf(d) {
  const tokens = d.match(/[a-z]|-?(?:\d+\.?\d*|\.\d+)/gi) ?? [];
  const pieces = [];
  let [x, y, command] = [0, 0, ''];
  const take = () => {
    const value = Number(tokens.shift());
    if (Number.isNaN(value)) throw new Error(`icon: the path "${d}" ends in the middle of a command`);
    return value;
  };
  while (tokens.length > 0) {
    if (/[a-z]/i.test(tokens[0])) command = tokens.shift();
    const [fromX, fromY] = [x, y];
    if (command === 'M') [x, y] = [take(), take()];
    else if (command === 'm' || command === 'l') [x, y] = [x + take(), y + take()];
    else if (command === 'h') x += take();
    else if (command === 'v') y += take();
    else throw new Error(`icon: the path command "${command}" is not drawn`);
    if (command !== 'M' && command !== 'm') pieces.push([fromX, fromY, x, y]);
    else command = command === 'm' ? 'l' : 'L'; // more numbers behind a move are lines
  }
  return pieces;
}

function distance([x1, y1, x2, y2], x, y) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const at = length === 0 ? 0 : Math.min(Math.max(((x - x1) * dx + (y - y1) * dy) / length, 0), 1);
  return Math.hypot(x - x1 - at * dx, y - y1 - at * dy);
}

/** Red, green, blue and opacity of each pixel, a row after the other. An edge covers of a pixel what a straight one would. */
export function pixelsOf({ side, shapes }, size) {
  const scale = size / side;
  const pixels = Buffer.alloc(size * size * 4);
  for (let at = 0; at < size * size; at++) {
    const [x, y] = [((at % size) + 0.5) / scale, (Math.floor(at / size) + 0.5) / scale];
    let [ink, alpha] = [[0, 0, 0], 0];
    for (const { color, opacity, outside } of shapes) {
      const covered = Math.min(Math.max(0.5 - outside(x, y) * scale, 0), 1) * opacity;
      const together = covered + alpha * (1 - covered);
      if (together > 0) ink = ink.map((below, channel) => (color[channel] * covered + below * alpha * (1 - covered)) / together);
      alpha = together;
    }
    pixels.set([...ink.map(Math.round), Math.round(alpha * 255)], at * 4);
  }
  return pixels;
}

function pngOf(size, pixels) {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let row = 0; row < size; row++) pixels.copy(rows, row * (size * 4 + 1) + 1, row * size * 4, (row + 1) * size * 4);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6], 8); // 8 bits a channel; red, green, blue, opacity
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
