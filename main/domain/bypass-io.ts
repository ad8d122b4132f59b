import type { OUT_FLAGS } from '../contract/words.ts';
import { statusText } from './status.ts';

/** FS_BPIO_OPERATIONS by the names the console takes. `query-filter-stack` is a QUERY with its own input flag. Source: ntifs.h. */
export const OPERATIONS = {
  enable: { code: 1, changesState: false },
  disable: { code: 2, changesState: false },
  query: { code: 3, changesState: false },
  'query-filter-stack': { code: 3, changesState: false },
  'volume-stack-pause': { code: 4, changesState: true },
  'volume-stack-resume': { code: 5, changesState: true },
  'stream-pause': { code: 6, changesState: true },
  'stream-resume': { code: 7, changesState: true },
  'get-info': { code: 8, changesState: false },
} as const;
export type Operation = keyof typeof OPERATIONS;

export const isOperation = (word: string): word is Operation => Object.hasOwn(OPERATIONS, word);

/**
 * A pause outlives the handle it was sent on, so whoever sends it owes the resume.
 * Enabling does not: it ends when the handle closes.
 */
export const RESUME_OF: Partial<Record<Operation, Operation>> = {
  'volume-stack-pause': 'volume-stack-resume',
  'stream-pause': 'stream-resume',
};

export const OUT_FLAG = {
  VOLUME_STACK_BYPASS_PAUSED: 0x1,
  STREAM_BYPASS_PAUSED: 0x2,
  FILTER_ATTACH_BLOCKED: 0x4,
  COMPATIBLE_STORAGE_DRIVER: 0x8,
} as const satisfies Record<(typeof OUT_FLAGS)[number], number>;

/** The flags by name; bits that no header names are kept as hex text, so that nothing seen is lost. */
export function outFlagNames(flags: number): string[] {
  const names = Object.entries(OUT_FLAG)
    .filter(([, bit]) => (flags & bit) !== 0)
    .map(([name]) => name);
  const unnamed = Object.values(OUT_FLAG).reduce((rest, bit) => rest & ~bit, flags) >>> 0;
  return unnamed === 0 ? names : [...names, statusText(unnamed)];
}

/** SUPPORTED_FS_FEATURES_BYPASS_IO of a filter's SupportedFeatures. */
export const OPT_IN_BIT = 0x8;
export const hasOptedIn = (supportedFeatures: number): boolean => (supportedFeatures & OPT_IN_BIT) !== 0;

/** FS_BPIO_OUTPUT, decoded as far as the returned bytes reach. Source: ntifs.h; lengths are characters, clamped to their arrays. */
export interface BypassIoAnswer {
  readonly outFlags: number;
  /** Unsigned NTSTATUS; null when the answer ends before it, or belongs to another member of the union. */
  readonly opStatus: number | null;
  readonly failingDriver: string | null;
  readonly failureReason: string | null;
  /** GET_INFO only. */
  readonly activeBypassIoCount: number | null;
  readonly storageDriver: string | null;
  readonly bytesReturned: number;
  /** The whole output buffer: bytes past `bytesReturned` are zero. */
  readonly raw: Uint8Array;
}

/** A refusal is an answer whose status is an error: the call itself succeeds. */
export const isRefusal = (answer: BypassIoAnswer): boolean => answer.opStatus !== null && answer.opStatus >= 0x8000_0000;
