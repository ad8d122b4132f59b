import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rounded } from './measure.ts';
import { scanOnce } from './scan-run.ts';

const SMALL = { folders: 100, files: 1_000 };
/** Past this the caches are full: from here on nothing may grow. */
const MEDIUM = { folders: 400, files: 1_000 };
const LARGE = { folders: 1_000, files: 1_000 };

/** Memory of scans up to a million files: it must not grow with their number. Takes minutes, and an inode for each file. */
export async function bench(): Promise<Readonly<Record<string, number>>> {
  const folder = mkdtempSync(join(tmpdir(), 'bpio-large-'));
  try {
    const small = await scanOnce(makeTree(join(folder, 'small'), SMALL));
    const medium = await scanOnce(makeTree(join(folder, 'medium'), MEDIUM));
    const large = await scanOnce(makeTree(join(folder, 'large'), LARGE));
    return {
      smallFiles: small.files,
      smallPeakRssMiB: rounded(small.peakRssMiB, 0),
      mediumFiles: medium.files,
      mediumPeakRssMiB: rounded(medium.peakRssMiB, 0),
      largeFiles: large.files,
      largePeakRssMiB: rounded(large.peakRssMiB, 0),
      largeFilesPerSecond: rounded((large.files * 1e6) / large.us, 0),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeTree(root: string, { folders, files }: typeof SMALL): string {
  for (let folder = 0; folder < folders; folder++) {
    const path = join(root, `${folder % 10}`, `folder${folder}`);
    mkdirSync(path, { recursive: true });
    for (let file = 0; file < files; file++) closeSync(openSync(join(path, `file${file}.pak`), 'w'));
  }
  return root;
}
