import type { ImportedFilter } from '../contract/evidence.ts';
import type { TargetVerdict } from '../contract/verdicts.ts';
import type { TargetKind } from '../contract/words.ts';
import type { Surroundings } from './causes.ts';
import { win32Of, win32Text } from './status.ts';
import type { StatusTexts } from './system.ts';

/** Codes and texts of a machine that cannot be asked: the table's, in English. */
export const TABLE_TEXTS: StatusTexts = { win32Of, textOf: win32Text };

type Known = Surroundings['filters'][number];

/** The filters that the rules can use: one without a mask says nothing about opt-in. */
export const knownOf = (filters: readonly ImportedFilter[]): Known[] =>
  filters.flatMap(({ supportedFeatures, optedIn, ...filter }) =>
    supportedFeatures === null || optedIn === null ? [] : [{ ...filter, supportedFeatures, optedIn }],
  );

/** What surrounds a refusal on a machine of which only the evidence is known. */
export const surroundings = (targetKind: TargetKind, filters: readonly ImportedFilter[]): Surroundings => ({
  targetKind,
  filters: knownOf(filters),
  storageDriver: null,
  busType: null,
  facts: [],
  texts: TABLE_TEXTS,
});

/** `C:\` is a directory, `C:` the volume; what else a path names is not known where the machine is not. */
export const kindOf = (path: string): TargetKind =>
  /^[A-Za-z]:$/.test(path) ? 'volume' : /^[A-Za-z]:\\$/.test(path) ? 'directory' : 'unknown';

/** The drive a path begins with, such as `C:`; null for any other. */
export const mountOf = (path: string | null): string | null => /^[A-Za-z]:/.exec(path ?? '')?.[0].toUpperCase() ?? null;

/** Everything of a verdict that evidence from elsewhere does not say. */
export const UNSAID = {
  complete: false,
  notAsked: [],
  notAskedComplete: false,
  outFlags: [],
  storage: null,
  activeBypassIoCount: null,
  facts: [],
  factsComplete: false,
  answers: [],
  failure: null,
  advice: null,
} satisfies Partial<TargetVerdict>;
