import altitudes from '../../../domain/catalogue/altitudes.json' with { type: 'json' };
import blockers from '../../../domain/catalogue/blockers.json' with { type: 'json' };
import { STATUS_CODES } from '../../../domain/status.ts';
import { NEWEST_VERSION } from '../../migrations.ts';
import { caseForm } from '../form.ts';

/** Words of which every case file is made: statements of the schema, and what `caseVocabulary` names. */
export function* structureTexts(vocabulary: readonly string[]): Generator<string> {
  yield 'SQLite format integer real text blob null true false bpio';
  for (const { sql, name } of caseForm(NEWEST_VERSION).schema) yield sql ?? name;
  yield* vocabulary;
}

/** Sentences and names that this product brings along. */
export function* sentenceTexts(): Generator<string> {
  yield altitudes.filters;
  yield altitudes.companies;
  yield* textsIn(altitudes.groups);
  yield* textsIn(blockers);
  for (const { suffix, message } of STATUS_CODES) yield `${suffix} ${message}`;
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) yield* textsIn(item);
}
