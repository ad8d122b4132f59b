import { Button } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { activeSentence, countOf } from '../../main/contract/numbers.ts';
import { causeReason, causeTag, causeTitle, isConcluded, LAYER_WORDS } from '../../main/contract/text/causes.ts';
import { attributesText, KIND_WORDS, QUESTION_WORDS, storageText } from '../../main/contract/text/targets.ts';
import { VERDICT_MEANINGS } from '../../main/contract/text/verdicts.ts';
import type { TargetVerdict, VolumeVerdict } from '../../main/contract/verdicts.ts';
import { useIsNarrow } from '../media.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import { VerdictIcon } from '../parts/verdict-mark.tsx';
import { formatRoute } from '../route.ts';
import { nameOf } from '../text/explain.ts';
import styles from './query.module.css';

interface TargetResultProps {
  readonly target: TargetVerdict;
  readonly volume: VolumeVerdict | undefined;
  /** The answer is of a case, so that its `now` is long past. */
  readonly isPast: boolean;
  readonly onExplain: () => void;
}

/** One target: what is in its way, what it is, who was not asked, what came back. */
export function TargetResult({ target, volume, isPast, onExplain }: TargetResultProps) {
  const isNarrow = useIsNarrow();
  return (
    <>
      {target.failure !== null && target.verdict === 'unknown' ? (
        <FailureNote failure={target.failure} />
      ) : (
        <p className={styles.meaning}>{VERDICT_MEANINGS[target.verdict]}</p>
      )}
      {target.causes.length > 0 && <CauseList target={target} />}
      {isNarrow && (
        <div className={styles.explain}>
          <Button onClick={onExplain}>Explain this verdict</Button>
        </div>
      )}
      {(target.verdict !== 'unknown' || target.mount !== null) && (
        <Section title="Target">
          <TargetFacts target={target} volume={volume} isPast={isPast} />
        </Section>
      )}
      {(target.notAsked.length > 0 || (!target.notAskedComplete && target.verdict !== 'unknown')) && (
        <Section title={`Not asked (${target.notAsked.length})`}>
          <p className={styles.note}>
            {target.notAskedComplete
              ? 'The request ended before it reached these drivers. Nothing is known about their answer.'
              : 'Filters cannot be listed without administrator rights, so this list is not complete.'}
          </p>
          <ul className={styles.drivers}>
            {target.notAsked.map(({ layer, driver }) => (
              <li key={`${layer}/${driver}`} title={LAYER_WORDS[layer]}>
                {driver}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {target.answers.length > 0 && (
        <Section title="Answers">
          <AnswerTable target={target} />
        </Section>
      )}
    </>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function CauseList({ target }: { readonly target: TargetVerdict }) {
  return (
    <Section title={countOf(target.causes.length, 'cause')}>
      <ul className={styles.causes}>
        {target.causes.map((cause, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: causes have no identity but their order
          <li key={index}>
            <VerdictIcon verdict={isConcluded(cause) ? 'unknown' : target.verdict} />
            <div>
              <p className={styles.causeTitle}>{causeTitle(cause)}</p>
              {causeReason(cause) !== `${causeTitle(cause)}.` && <p>{causeReason(cause)}</p>}
            </div>
            <span className={styles.causeTag}>
              {causeTag(cause)}
              <span>{isConcluded(cause) ? 'Concluded' : cause.evidence === 'probe' ? 'Probe' : 'Seen'}</span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function TargetFacts({ target, volume, isPast }: Omit<TargetResultProps, 'onExplain'>) {
  const facts: readonly (readonly [name: string, value: ReactNode])[] = [
    ['Kind', KIND_WORDS[target.targetKind]],
    [
      'Volume',
      target.mount === null ? (
        'not found'
      ) : (
        <a key="volume" href={formatRoute({ page: 'filters', mount: target.mount, view: 'stack' })}>
          {volume === undefined ? target.mount : nameOf(volume)}
        </a>
      ),
    ],
    ['File system', volume?.fileSystem ?? 'not known'],
    ['Storage', storageText(target.storage)],
    ['Attributes', attributesText(target)],
    ['In use', activeSentence(target.activeBypassIoCount, isPast ? 'then' : 'now')],
    ['OutFlags', target.outFlags.length === 0 ? 'none' : <code key="flags">{target.outFlags.join(' ')}</code>],
  ];
  const known = target.verdict === 'unknown' ? facts.slice(1, 3) : facts;
  return (
    <dl className={styles.facts}>
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function AnswerTable({ target }: { readonly target: TargetVerdict }) {
  return (
    <div className={styles.answers} tabIndex={0} role="group" aria-label="Answers">
      <table>
        <thead>
          <tr>
            <th scope="col">Question</th>
            <th scope="col">OpStatus</th>
            <th scope="col">OutFlags</th>
            <th scope="col">Bytes</th>
          </tr>
        </thead>
        <tbody>
          {target.answers.map((answer) => (
            <tr key={answer.question}>
              <th scope="row">{QUESTION_WORDS[answer.question]}</th>
              <td>{answer.opStatus ?? '–'}</td>
              <td>{answer.outFlags.length === 0 ? 'none' : answer.outFlags.join(' ')}</td>
              <td>{answer.bytesReturned}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
