import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right';
import { countOf } from '../../main/contract/numbers.ts';
import type { CauseText } from '../../main/contract/text/causes.ts';
import { visible } from '../../main/contract/visible.ts';
import { Words } from '../parts/words.tsx';
import styles from './detail-pane.module.css';

/** Evidence, remedies and background of one cause; a section without content is left out. */
export function CauseSections({ cause }: { readonly cause: CauseText }) {
  return (
    <>
      {(cause.seen.length > 0 || cause.concluded.length > 0) && (
        <section className={styles.section}>
          <h4>Evidence</h4>
          <EvidenceLines kind="Seen" lines={cause.seen} />
          <EvidenceLines kind="Concluded" lines={cause.concluded} />
        </section>
      )}
      {cause.remedies.length > 0 && (
        <section className={styles.section}>
          <h4>What helps, safest first</h4>
          <ol className={styles.remedies}>
            {cause.remedies.map((remedy) => (
              <li key={remedy}>
                <Words text={remedy} />
              </li>
            ))}
          </ol>
          {cause.risk !== null && <p className={styles.small}>Risk: {cause.risk}.</p>}
        </section>
      )}
      {(cause.background !== null || cause.confidence !== null) && (
        <section className={styles.section}>
          <h4>Background</h4>
          {cause.background !== null && (
            <p>
              <Words text={cause.background} />
            </p>
          )}
          {cause.confidence !== null && <p className={styles.small}>Confidence: {cause.confidence}.</p>}
          {cause.sources.length > 0 && (
            <details className={styles.fold}>
              <Summary text={countOf(cause.sources.length, 'source')} />
              <ul className={styles.sources}>
                {cause.sources.map((source) => (
                  <li key={source}>{source}</li>
                ))}
              </ul>
            </details>
          )}
        </section>
      )}
    </>
  );
}

/** A further cause, folded until asked for. */
export function OtherCause({ cause }: { readonly cause: CauseText }) {
  return (
    <details className={styles.fold}>
      <Summary text={cause.title} />
      <div className={styles.inner}>
        <p className={styles.lead}>
          <Words text={cause.lead} />
        </p>
        <CauseSections cause={cause} />
      </div>
    </details>
  );
}

function Summary({ text }: { readonly text: string }) {
  return (
    <summary className={styles.summary}>
      <ChevronRightRegular aria-hidden="true" />
      {text}
    </summary>
  );
}

/** What was seen stands in a fixed-width face; what is concluded in words, behind a dashed edge. */
function EvidenceLines({ kind, lines }: { readonly kind: 'Seen' | 'Concluded'; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div className={styles.evidence} data-kind={kind}>
      <span className={styles.kind}>{kind}</span>
      <ul>
        {lines.map((line) => (
          <li key={line}>{visible(line)}</li>
        ))}
      </ul>
    </div>
  );
}
