/**
 * Runs the bundled test files named on the command line, one process for each call. What happened goes to standard output, a line of JSON
 * for each event: a crash then leaves behind which test it was in.
 */
import { pathToFileURL } from 'node:url';

const tell = (event: object): void => void process.stdout.write(`${JSON.stringify(event)}\n`);

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: main.js <bundled test file>');
const { runCollected } = (await import(pathToFileURL(file).href)) as typeof import('./vitest.ts'); // every bundle carries its runner
await runCollected(
  (title) => tell({ started: title }),
  (outcome) => tell(outcome),
);
tell({ ended: true });
process.exit(0); // a timer or a worker that a test left behind is no reason to stay
