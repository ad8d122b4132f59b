import { z } from 'zod';
import { BUS_TYPES, EDITIONS } from './words.ts';

/** A scenario file describes a simulated machine. Every object is strict: a misspelt key is an error that names it, not a silent default. */

const Mount = z.string().regex(/^[A-Za-z]:$/, 'expected a drive letter and a colon, such as "D:"');
const StatusName = z.string().regex(/^STATUS_[A-Z0-9_]+$/, 'expected the name of an NTSTATUS, such as "STATUS_NOT_SUPPORTED"');
const AltitudeText = z.string().regex(/^\d+(\.\d+)?$/, 'expected decimal text, such as "328010" or "404960.5"');
const DrivePath = z.string().regex(/^[A-Za-z]:\\/, 'expected a path that starts with a drive, such as "C:\\\\Secret\\\\*"');
const FileVersion = z.string().regex(/^\d+(\.\d+){0,3}$/, 'expected up to four numbers, such as "4.18.25090.3009"');
/** Those that the simulated machine speaks. */
const DISPLAY_LANGUAGES = ['en-US', 'de-DE', 'fr-FR', 'es-ES', 'ja-JP', 'pt-BR', 'ru-RU', 'zh-CN'] as const;
const Uint32 = z.number().int().min(0).max(0xffff_ffff);

/** A filter refuses through FltVetoBypassIo, or (as badly behaved drivers do) fills the output itself with whatever bytes it likes. */
const Veto = z.union([
  z.strictObject({ path: DrivePath, status: StatusName, reason: z.string().min(1) }),
  z.strictObject({ path: DrivePath, raw: z.string().regex(/^([0-9A-Fa-f]{2})*$/, 'expected pairs of hex digits'), bytesReturned: Uint32 }),
]);

const Filter = z.strictObject({
  name: z.string().min(1).max(255),
  driver: z.string().min(1).max(255),
  altitude: AltitudeText,
  supportedFeatures: Uint32,
  filtersReadWrite: z.boolean().default(true),
  kind: z.enum(['minifilter', 'legacy']).default('minifilter'),
  version: FileVersion.default('10.0.26100.1'),
  company: z.string().default('Microsoft Corporation'),
  instance: z.string().min(1).max(255).optional(),
  volumes: z.array(Mount).default([]),
  vetoes: z.array(Veto).default([]),
});

const DriverFile = z.strictObject({
  driver: z.string().min(1).max(128),
  version: FileVersion,
  company: z.string().max(256).default('Microsoft Corporation'),
});

const StackDriver = z.strictObject({
  driver: z.string().min(1).max(255),
  layer: z.enum(['volume', 'storage']),
  veto: z.strictObject({ status: StatusName, reason: z.string().min(1) }).optional(),
});

const File = z.strictObject({
  path: z.string().regex(/^\\./, 'expected a path below the volume, such as "\\\\Games\\\\pak0.bin"'),
  size: z.number().int().min(0).default(0),
  attributes: z.array(z.enum(['compressed', 'encrypted', 'sparse', 'resident', 'pagingFile', 'wof', 'directory'])).default([]),
  /** What an open for data meets: a program that has it exclusively, or a missing right. */
  open: z.enum(['allowed', 'inUse', 'denied']).default('allowed'),
});

const Volume = z.strictObject({
  mount: Mount,
  label: z.string().max(32).default(''),
  fileSystem: z.string().min(1).max(32),
  dax: z.boolean().default(false),
  storageDriver: z.string().min(1).max(255),
  busType: z.enum(BUS_TYPES),
  compatible: z.boolean(),
  stack: z.array(StackDriver).default([]),
  files: z.array(File).default([]),
  /** A real folder of this computer as the volume's tree, relative to the scenario file. */
  hostDirectory: z.string().min(1).optional(),
});

const atMs = z.number().int().min(0);
const TimelineStep = z.union([
  z.strictObject({
    atMs,
    process: z.string().min(1).max(260),
    pid: Uint32,
    operation: z.enum(['enable', 'disable', 'query', 'close']),
    path: DrivePath,
  }),
  z.strictObject({ atMs, loadFilter: Filter }),
  /** Many vetoes of one filter at once, on `files` files whose names begin with `path`: what a game's loading screen causes. */
  z.strictObject({
    atMs,
    burst: z.strictObject({
      process: z.string().min(1).max(260),
      pid: Uint32,
      filter: z.string().min(1).max(255),
      path: DrivePath,
      files: z.number().int().min(1).max(10_000_000),
      events: z.number().int().min(1).max(100_000_000),
      /** 0: as fast as it goes. */
      perSecond: Uint32.default(0),
      operation: z.enum(['enable', 'query']).default('enable'),
      status: StatusName,
      reason: z.string().min(1).max(127),
    }),
  }),
  z.strictObject({ atMs, unloadFilter: z.string().min(1).max(255) }),
]);

const RegistryText = z.strictObject({
  key: z.string().regex(/^HK(LM|CU)\\./, 'expected a key below HKLM or HKCU, such as "HKLM\\\\SOFTWARE\\\\Vendor"'),
  name: z.string().max(255),
  text: z.string().max(1_000),
});

export const Scenario = z.strictObject({
  schemaVersion: z.literal(1),
  machine: z.strictObject({
    name: z.string().min(1).max(15),
    os: z.string().regex(/^\d+\.\d+\.\d+(\.\d+)?$/, 'expected version and build, such as "10.0.26100"'),
    elevated: z.boolean(),
    /** How the person answers when Windows asks whether to give administrator rights; accepted when absent. */
    elevationPrompt: z.enum(['accepted', 'declined']).optional(),
    edition: z.enum(EDITIONS).optional(),
    /** How long ago Windows was started. */
    upMinutes: z.number().int().min(0).max(10_000_000).optional(),
    displayLanguage: z.enum(DISPLAY_LANGUAGES).optional(),
    /** FilterSupportedFeaturesMode: 1 makes every filter count as declaring no feature. */
    featuresMode: z.union([z.literal(0), z.literal(1)]).optional(),
    /** Class filters of disks, by service, from the top down. */
    diskFilters: z.array(z.string().min(1).max(128)).max(16).optional(),
  }),
  /** Driver files with a version of their own; any other has that of Windows. */
  drivers: z.array(DriverFile).optional(),
  filters: z.array(Filter).default([]),
  volumes: z.array(Volume).min(1),
  timeline: z.array(TimelineStep).default([]),
  /** Sample minifilters in C, loaded and attached to every volume. */
  samples: z.array(z.enum(['SampleEncryption', 'SampleNoOptIn', 'SampleSelfOpted', 'SampleObserver'])).optional(),
  /** Texts in the registry, as launchers leave them there. */
  registry: z.array(RegistryText).optional(),
  /** What FilterLoad makes of the probe driver; installed and good when absent. */
  probeDriver: z.enum(['installed', 'notInstalled', 'unsigned', 'otherMachine', 'otherVersion']).optional(),
});
export type Scenario = z.infer<typeof Scenario>;
export type ScenarioFilter = z.infer<typeof Filter>;

/** The scenario, or everything that is wrong with it, as `volumes[1].busType: …`. Whether a status exists is for the reader's table to say. */
export function readScenario(value: unknown): { readonly scenario: Scenario } | { readonly problem: string } {
  const read = Scenario.safeParse(value);
  if (read.success) return { scenario: read.data };
  return { problem: read.error.issues.map(issueText).join('; ') };
}

function issueText(issue: z.core.$ZodIssue): string {
  const nested = issue.code === 'invalid_union' ? closest(issue.errors) : undefined;
  if (nested !== undefined) return issueText({ ...nested, path: [...issue.path, ...nested.path] });
  const keys = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  const field = keys
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
  const text = issue.code === 'unrecognized_keys' ? 'unknown key' : issue.message;
  return field === '' ? text : `${field}: ${text}`;
}

/** Of the alternatives of a union, the one that the input nearly is: with the fewest complaints. */
const closest = (alternatives: readonly (readonly z.core.$ZodIssue[])[]): z.core.$ZodIssue | undefined =>
  alternatives.toSorted((a, b) => a.length - b.length)[0]?.[0];
