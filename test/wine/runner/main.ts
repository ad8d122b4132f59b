/**
 * Runs the bundled test files named on the command line, one process for each call. What happened goes to standard output, a line of JSON
 * for each event: a crash then leaves behind which test it was in.
 */
import { pathToFileURL } from 'node:url';

const tell = (event: object): void => void process.stdout.write(`${JSON.stringify(event)}\n`);

const [file, ...leftOut] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: main.js <bundled test file> [title of a test to leave out]…');
const { runCollected } = (await import(pathToFileURL(file).href)) as typeof import('./vitest.ts'); // every bundle carries its runner
await runCollected({
  isLeftOut: (title) => leftOut.includes(title),
  onStart: (title) => tell({ started: title }),
  onEnd: (outcome) => tell(outcome),
});
tell({ ended: true });
process.exit(0); // a timer or a worker that a test left behind is no reason to stay
