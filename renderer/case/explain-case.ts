import type { CaseContents, CaseManifest } from '../../main/contract/case.ts';
import { REDACTION_WARNING } from '../../main/contract/case-words.ts';
import { countOf, exactBytes } from '../../main/contract/numbers.ts';
import type { RecordingSource } from '../../main/contract/recordings.ts';
import { visible } from '../../main/contract/visible.ts';
import { type Check, caseTool, checkText, hashWords } from '../text/case.ts';
import type { Explanation } from '../text/explain.ts';

const BARE = { background: null, remedies: [], risk: null, confidence: null, sources: [] } as const;
const NONE = { others: [], notAsked: [], notAskedNote: null, answers: [] } as const;
const ASK_AGAIN = 'Ask the sender for the file again, and compare its SHA-256 with what was shown there after writing.';

/** The case file itself: what it says of itself, and whether that holds. */
export function explainCase({ name, manifest, sizeBytes, check }: CaseContents): Explanation {
  const { tone, words, meaning } = checkText(check);
  return {
    key: 'case',
    about: 'Case file',
    mark: { kind: 'tone', tone: ({ good: 'passed', bad: 'refused', quiet: 'quiet' } as const)[tone] },
    first: {
      ...BARE,
      title: words,
      lead: meaning,
      seen: [
        visible(name),
        exactBytes(sizeBytes),
        `Written ${isoTime(manifest.createdUs)} UTC`,
        `By ${caseTool(manifest)}`,
        `Form of the tables ${manifest.form}`,
        `Catalogue of ${visible(manifest.catalogueDate)}`,
        `${countOf(manifest.tables.length, 'table')}, ${countOf(
          manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
          'row',
        )}`,
      ],
      concluded: [
        'It is opened read-only, and nothing in it is run.',
        ...(manifest.redacted ? [`Names in it were replaced by its sender. ${REDACTION_WARNING}`] : []),
        ...(manifest.simulated ? ['It was written where the simulated machine was asked: no real computer is in it.'] : []),
      ],
      remedies: tone === 'bad' ? [ASK_AGAIN] : [],
    },
    ...NONE,
  };
}

export function explainSource(key: string, recording: number, source: RecordingSource): Explanation {
  return {
    key,
    about: 'Imported source',
    mark: { kind: 'tone', tone: source.warnings.length > 0 ? 'limits' : 'quiet' },
    first: {
      ...BARE,
      title: visible(source.name),
      lead: `What it held was read into recording ${recording} of this case.`,
      seen: [exactBytes(source.sizeBytes), `SHA-256 ${source.sha256}`, `Read in ${isoTime(source.importedUs)} UTC`],
      concluded: source.warnings.map(({ message, count }) => `${visible(message)}${count > 1 ? `, ${countOf(count, 'time')}` : ''}`),
    },
    ...NONE,
  };
}

export function explainTable(table: CaseManifest['tables'][number], check: Check): Explanation {
  const words = hashWords(table.name, check);
  const isBad = words === 'differ';
  return {
    key: `table ${table.name}`,
    about: 'Table of the case file',
    mark: { kind: 'tone', tone: isBad ? 'refused' : words === 'match' ? 'passed' : 'quiet' },
    first: {
      ...BARE,
      title: `${visible(table.name)}: contents ${words}`,
      lead: isBad
        ? 'Its contents have another hash than the file gives for them: changed after it was written, or damaged.'
        : 'The hash is made of every row in the order of its key, so that it does not depend on where SQLite puts them.',
      seen: [countOf(table.rows, 'row'), `SHA-256 ${table.sha256}`],
      concluded: [],
      remedies: isBad ? [ASK_AGAIN] : [],
    },
    ...NONE,
  };
}

const isoTime = (us: number): string => new Date(us / 1_000).toISOString().slice(0, 19).replace('T', ' ');
