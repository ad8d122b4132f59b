import { Button } from '@fluentui/react-components';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { countOf } from '../../main/contract/numbers.ts';
import { VERDICT_WORDS } from '../../main/contract/text/verdicts.ts';
import { visible } from '../../main/contract/visible.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { ToneIcon, VerdictIcon } from '../parts/verdict-mark.tsx';
import { Words } from '../parts/words.tsx';
import { type Explanation, explanationText } from '../text/explain.ts';
import { CauseSections, OtherCause } from './cause-sections.tsx';
import styles from './detail-pane.module.css';

const BytesDialog = lazy(() => import('./bytes-dialog.tsx').then((module) => ({ default: module.BytesDialog })));
const RawDialog = lazy(() => import('./raw-dialog.tsx').then((module) => ({ default: module.RawDialog })));

interface DetailPaneProps {
  readonly explanation: Explanation;
  /** What can be done with the thing that is explained. */
  readonly action?: ReactNode;
}

/** One selected thing, explained: what it means, what was seen, what helps, and the bytes. */
export function DetailPane({ explanation, action }: DetailPaneProps) {
  const [isRawOpen, setRawOpen] = useState(false);
  const { first, others, answers, bytes, notAsked, notAskedNote, mark, unknown = [] } = explanation;
  const rawBytes = Math.max(0, (bytes?.hex.length ?? 0) / 2, ...answers.map((answer) => answer.raw.length / 2));
  return (
    <div className={styles.pane}>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={visible(first.title)}>
        <p className={styles.about}>
          {visible(explanation.about)}
          {mark?.kind === 'verdict' && ` · ${VERDICT_WORDS[mark.verdict]}`}
        </p>
        <h3 className={styles.title}>
          {mark?.kind === 'verdict' && <VerdictIcon verdict={mark.verdict} />}
          {mark?.kind === 'tone' && <ToneIcon tone={mark.tone} />}
          <span>{visible(first.title)}</span>
        </h3>
        <p className={styles.lead}>
          <Words text={first.lead} />
        </p>
        <CauseSections cause={first} />
        {others.length > 0 && (
          <section className={styles.section}>
            <h4>{countOf(others.length, 'more cause')}</h4>
            {others.map((cause) => (
              <OtherCause key={cause.title} cause={cause} />
            ))}
          </section>
        )}
        {(notAsked.length > 0 || notAskedNote !== null) && (
          <section className={styles.section}>
            <h4>Not asked</h4>
            {notAskedNote !== null && <p className={styles.small}>{notAskedNote}</p>}
            <ul className={styles.notAsked}>
              {notAsked.map((line) => (
                <li key={line}>{visible(line)}</li>
              ))}
            </ul>
          </section>
        )}
        {unknown.length > 0 && (
          <section className={styles.section}>
            <h4>Not known</h4>
            <ul className={styles.notAsked}>
              {unknown.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </section>
        )}
      </div>
      <div className={styles.actions}>
        {action}
        <CopyButton label="Copy the explanation as text" text={() => explanationText(explanation)} />
        {rawBytes > 0 && (
          <Button size="small" onClick={() => setRawOpen(true)}>
            Raw {countOf(rawBytes, 'byte')}
          </Button>
        )}
      </div>
      {isRawOpen && (
        <Suspense>
          {bytes === undefined ? (
            <RawDialog about={visible(explanation.about)} answers={answers} onClose={() => setRawOpen(false)} />
          ) : (
            <BytesDialog about={visible(explanation.about)} hex={bytes.hex} source={bytes.source} onClose={() => setRawOpen(false)} />
          )}
        </Suspense>
      )}
    </div>
  );
}
