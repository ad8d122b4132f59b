import { readFileSync, writeFileSync } from 'node:fs';

export type Bounds = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type Placement = { readonly bounds: Bounds; readonly isMaximized: boolean };

export const MIN_WIDTH = 640;
export const MIN_HEIGHT = 480;
/** How much of the title bar must be on a screen for a hand to get hold of it. */
const GRIP_WIDTH = 100;
const GRIP_HEIGHT = 30;

/** Where the window last was, or null when nobody knows, the file is not what we wrote, or that place is on no screen any more. */
export function loadPlacement(file: string, screens: readonly Bounds[]): Placement | null {
  const placement = parse(readText(file));
  return placement !== null && screens.some((screen) => isReachable(placement.bounds, screen)) ? placement : null;
}

/** Forgetting the place is no reason to keep a window from closing: a disk that refuses is passed over. */
export function savePlacement(file: string, placement: Placement): void {
  try {
    writeFileSync(file, JSON.stringify(placement));
  } catch {
    return;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function parse(text: string): Placement | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || !isRecord(value.bounds) || typeof value.isMaximized !== 'boolean') return null;
  const { x, y, width, height } = value.bounds;
  if (!isPixel(x) || !isPixel(y) || !isPixel(width) || !isPixel(height) || width < MIN_WIDTH || height < MIN_HEIGHT) return null;
  return { bounds: { x, y, width, height }, isMaximized: value.isMaximized };
}

function isReachable(window: Bounds, screen: Bounds): boolean {
  const seen = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  return seen >= GRIP_WIDTH && window.y >= screen.y && window.y <= screen.y + screen.height - GRIP_HEIGHT;
}

function isPixel(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
