import type { ReactNode } from 'react';
import type { ImportedEvidence } from '../../main/contract/evidence.ts';
import { countOf, exactBytes, formatBytes, formatCount } from '../../main/contract/numbers.ts';
import { EVIDENCE_WORDS, zoneWords } from '../../main/contract/text/evidence.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { exactTime } from '../text/time.ts';
import styles from './case.module.css';
import { timeWords } from './evidence-words.ts';

type Fact = readonly [name: string, value: ReactNode];

/** Where the evidence comes from, and the lines of it that nobody understood. */
export function SourceFacts({ evidence }: { readonly evidence: ImportedEvidence }) {
  const lines = evidence.kind === 'fsutil' || evidence.kind === 'fltmc' ? evidence.notUnderstood : [];
  return (
    <>
      <dl className={styles.facts}>
        {[...sourceFacts(evidence), ...kindFacts(evidence)].map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {lines.length > 0 && (
        <section className={styles.section}>
          <h3>Not understood ({formatCount(lines.length)})</h3>
          <ol className={styles.lines} tabIndex={0} aria-label="Lines that were not understood">
            {lines.map(({ line, text }) => (
              <li key={line} value={line}>
                {text}
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

function sourceFacts({ kind, source }: ImportedEvidence): readonly Fact[] {
  const { machine, timeZone } = source;
  return [
    ['Name', source.name],
    ['Recognised as', `${EVIDENCE_WORDS[kind]}, by its content`],
    [
      'Size',
      <span key="size" title={exactBytes(source.sizeBytes)}>
        {formatBytes(source.sizeBytes)}
      </span>,
    ],
    [
      'SHA-256',
      <span key="hash" className={styles.hash}>
        <code>{source.sha256}</code>
        <CopyButton label="Copy the SHA-256" text={() => source.sha256} />
      </span>,
    ],
    ['Machine', machine.name ?? 'not named'],
    ['Windows', [machine.os, machine.product].filter((part) => part !== null).join(', ') || 'not known'],
    ['Time zone', timeZone === null ? 'not known' : zoneWords(timeZone)],
    ['Read', `${exactTime(source.readAt)}, on this computer`],
  ];
}

function kindFacts(evidence: ImportedEvidence): readonly Fact[] {
  switch (evidence.kind) {
    case 'etl': {
      const { header, buffers, records, lost } = evidence;
      return [
        ['Session', header.sessionName === '' ? 'not named' : header.sessionName],
        ['From', `${timeWords(header.startTimeIso)} UTC`],
        ['To', header.endTime === '0' ? 'not known: the trace was not closed' : `${timeWords(header.endTimeIso)} UTC`],
        [
          'Holds',
          `${countOf(records.total, 'record')} in ${countOf(buffers.count, 'buffer')}${buffers.compressed === 0 ? '' : `, ${formatCount(buffers.compressed)} compressed`}`,
        ],
        [
          'Lost',
          lost.events + lost.buffers === 0
            ? 'nothing, says the writer'
            : `${countOf(lost.events, 'event')} and ${countOf(lost.buffers, 'buffer')}, says the writer`,
        ],
      ];
    }
    case 'evtx':
      return [
        ['Log', evidence.channel ?? 'not named'],
        ['From', `${timeWords(evidence.firstTime)} UTC`],
        ['To', `${timeWords(evidence.lastTime)} UTC${evidence.isDirty ? ', not closed: its last events may be missing' : ''}`],
        ['Holds', countOf(evidence.records, 'record')],
      ];
    case 'fsutil':
    case 'fltmc':
      return [];
    default:
      return evidence satisfies never;
  }
}
