/**
 * `npm run --silent bench -- NAME [--json]`: measures one thing and prints `{bench, figures}`. Each bench compares two things in the same
 * run, because the machines it runs on are never quiet; nothing here fails on a figure.
 */
import { readdirSync } from 'node:fs';

interface Bench {
  bench(): Promise<Readonly<Record<string, number>>>;
}

const [name, ...flags] = process.argv.slice(2);
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length));

if (name === undefined || !known.includes(name)) {
  process.stderr.write(`bench: name one of ${known.join(', ')}\n`);
  process.exitCode = 6;
} else {
  const { bench } = (await import(`./${name}.bench.ts`)) as Bench; // a template import has no type of its own
  const figures = await bench();
  if (flags.includes('--json')) process.stdout.write(`${JSON.stringify({ bench: name, figures })}\n`);
  else
    process.stdout.write(
      `${name}\n${Object.entries(figures)
        .map(([figure, value]) => `  ${figure}  ${value}\n`)
        .join('')}`,
    );
}
