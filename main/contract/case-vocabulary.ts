import { z } from 'zod';
import { CaseManifest } from './case.ts';
import { EventDetail } from './events.ts';
import { Failure } from './failure.ts';
import { Recording } from './recordings.ts';
import { Scan, ScannedFile } from './scan.ts';
import { SnapshotContent, SnapshotEntry } from './snapshot.ts';

const SCHEMAS = [CaseManifest, EventDetail, Failure, Recording, Scan, ScannedFile, SnapshotContent, SnapshotEntry];

/** Words that stand in what a case file holds whatever machine it is of: the keys of its JSON, and the values that those allow. */
export function* caseVocabulary(): Generator<string> {
  for (const schema of SCHEMAS) yield* wordsIn(z.toJSONSchema(schema, { io: 'input' }));
}

function* wordsIn(schema: unknown): Generator<string> {
  if (Array.isArray(schema)) {
    for (const item of schema) yield* wordsIn(item);
    return;
  }
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'const' || key === 'enum') yield* [value].flat().filter((word) => typeof word === 'string');
    else if (key === 'properties') yield* Object.keys(value);
    if (key !== 'enum') yield* wordsIn(value);
  }
}
