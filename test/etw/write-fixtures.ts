import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURES, fixtures } from './fixtures.ts';

/** `node test/etw/write-fixtures.ts` writes the small traces and logs of test/fixtures/evidence anew. */
mkdirSync(FIXTURES, { recursive: true });
for (const [name, make] of Object.entries(fixtures)) writeFileSync(join(FIXTURES, name), make());
