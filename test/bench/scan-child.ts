/** One scan of a real folder as a volume, into a database of its own. Prints `{files, bytes, us, peakRssMiB}`. */
import { Scenario } from '../../main/contract/scenario.ts';
import { Scans } from '../../main/service/scan/scans.ts';
import { simulatedLibraries } from '../../main/win32/library.ts';
import { SimulatedMachine } from '../../main/win32/simulator.ts';
import { openSystem } from '../../main/win32/system.ts';

const [hostDirectory = '/usr', databaseFile = 'scans.db'] = process.argv.slice(2);

/** The machine that native/scan-reference.c builds for itself. */
const machine = Scenario.parse({
  schemaVersion: 1,
  machine: { name: 'REFERENCE', os: '10.0.26100', elevated: true },
  filters: ['328010', '180451', '40700'].map((altitude) => ({
    name: `Filter${altitude}`,
    driver: `filter${altitude}.sys`,
    altitude,
    supportedFeatures: 15,
    volumes: ['D:'],
  })),
  volumes: [{ mount: 'D:', fileSystem: 'NTFS', storageDriver: 'stornvme.sys', busType: 'NVMe', compatible: true, hostDirectory }],
});

const libraries = simulatedLibraries();
const system = openSystem(libraries);
if (!system.ok) throw new Error(JSON.stringify(system.error));
const made = SimulatedMachine.create(libraries, machine, system.value.targets);
if (!made.ok) throw new Error(JSON.stringify(made.error));
using _machine = made.value;
using scans = new Scans(system.value, databaseFile);
if (!scans.list().ok) throw new Error('the database cannot be opened');

const start = performance.now();
const started = scans.start({ roots: ['D:\\'], mode: 'every' });
if (!started.ok) throw new Error(JSON.stringify(started.error));
await scans.ended(started.value.id);
const us = (performance.now() - start) * 1000;
const progress = scans.progress(started.value.id);
if (progress?.state !== 'finished') throw new Error(JSON.stringify(progress));
const { files, bytes } = progress;
// Kilobytes, of the whole process with its threads.
process.stdout.write(JSON.stringify({ files, bytes, us, peakRssMiB: process.resourceUsage().maxRSS / 1024 }));
