import type { CaseContents } from '../../main/contract/case.ts';
import { formatCount } from '../../main/contract/numbers.ts';
import { visibleLines } from '../../main/contract/visible.ts';
import { isoOf } from '../events/ago.tsx';
import { exactTime } from '../text/time.ts';
import styles from './contents.module.css';

/** What the sender wrote, to the letter: it is text, whatever it looks like. */
export function CaseNotes({ notes }: Pick<CaseContents, 'notes'>) {
  return (
    <section className={styles.notes}>
      <h3>Notes{notes.length > 1 && ` (${formatCount(notes.length)})`}</h3>
      {notes.length === 0 && <p className={styles.quiet}>The sender wrote none.</p>}
      {notes.map(({ timeUs, text }) => (
        <figure key={`${timeUs} ${text}`}>
          <blockquote>{visibleLines(text)}</blockquote>
          <figcaption>{exactTime(isoOf(timeUs))}</figcaption>
        </figure>
      ))}
    </section>
  );
}
