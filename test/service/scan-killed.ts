/** Scans a host folder until it is killed. Prints a line each time more is stored. */

import { Scans } from '../../main/service/scan/scans.ts';
import { gameVolume, startMachine } from './machine.ts';
import { must } from './scans.ts';

const [hostDirectory = '', databaseFile = ''] = process.argv.slice(2);
const machine = startMachine({
  volumes: [
    { ...gameVolume, mount: 'C:' },
    { ...gameVolume, hostDirectory },
  ],
});
const scans = new Scans(machine.system, databaseFile);
const { id } = must(scans.start({ roots: ['D:\\'], mode: 'every' }));
let seen = -1;
const look = (): void => {
  const progress = scans.progress(id);
  if (progress !== null && progress.files !== seen) {
    seen = progress.files;
    process.stdout.write(`${progress.files}\n`);
  }
  if (progress?.state === 'running') setImmediate(look);
};
look();
