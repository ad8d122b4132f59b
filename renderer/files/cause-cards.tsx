import { Button } from '@fluentui/react-components';
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right';
import { countOf, formatBytes, share } from '../../main/contract/numbers.ts';
import type { CauseSum, FactSum, FileSelection } from '../../main/contract/scan.ts';
import { causeReason, causeTag, causeTitle } from '../../main/contract/text/causes.ts';
import { causeAmount, concludedWords, factSentence } from '../../main/contract/text/scans.ts';
import type { Cause } from '../../main/contract/verdicts.ts';
import { visible } from '../../main/contract/visible.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { VerdictIcon } from '../parts/verdict-mark.tsx';
import styles from './causes.module.css';

interface CauseCardsProps {
  readonly causes: readonly CauseSum[];
  readonly facts: readonly FactSum[];
  readonly allBytes: number;
  readonly selected: string | null;
  readonly onExplain: (key: string) => void;
  readonly onShowFiles: (select: FileSelection) => void;
}

/** What stops the files, worst first, each with the command that undoes it; below, what else they are that matters here. */
export function CauseCards({ causes, facts, ...rest }: CauseCardsProps) {
  return (
    <>
      {causes.length === 0 && <p className={styles.nothing}>Nothing is in the way of any file that was asked.</p>}
      {causes.length > 0 && (
        <ol className={styles.causes} aria-label="Causes, worst first">
          {causes.map((cause) => (
            <CauseCard key={cause.key} cause={cause} {...rest} />
          ))}
        </ol>
      )}
      <Facts facts={facts} onShowFiles={rest.onShowFiles} />
    </>
  );
}

/** Properties that no cause tells of. */
function Facts({ facts, onShowFiles }: Pick<CauseCardsProps, 'facts' | 'onShowFiles'>) {
  const told = facts.map((sum) => ({ ...sum, sentence: factSentence(sum) })).filter(({ sentence }) => sentence !== null);
  if (told.length === 0) return null;
  return (
    <ul className={styles.facts} aria-label="Also found">
      {told.map(({ fact, files, sentence, undo }) => (
        <li key={fact}>
          <p>{visible(sentence ?? '')}</p>
          {undo !== null && <Undo command={undo} />}
          <Button size="small" onClick={() => onShowFiles({ by: 'fact', fact })}>
            Show {files === 1 ? 'the file' : `all ${countOf(files, 'file')}`}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function CauseCard({
  cause: sum,
  allBytes,
  selected,
  onExplain,
  onShowFiles,
}: Omit<CauseCardsProps, 'causes' | 'facts'> & { readonly cause: CauseSum }) {
  const cause: Cause = { ...sum, win32Name: null, supportedFeatures: null };
  const doubt = concludedWords(sum.concluded, sum.files);
  const isSelected = selected === `cause ${sum.key}`;
  return (
    <li className={styles.cause} data-selected={isSelected || undefined}>
      <VerdictIcon verdict={sum.verdict} />
      <div className={styles.causeBody}>
        <button type="button" className={styles.causeTitle} aria-pressed={isSelected} onClick={() => onExplain(`cause ${sum.key}`)}>
          {causeTitle(cause)}
        </button>
        {causeReason(cause) !== `${causeTitle(cause)}.` && <p>{causeReason(cause)}</p>}
        <p className={styles.amount}>{causeAmount(sum)}</p>
        {doubt !== '' && <p className={styles.concludedLine}>{doubt}</p>}
        {sum.undo !== null && <Undo command={sum.undo} />}
        <Largest sum={sum} onShowFiles={onShowFiles} />
      </div>
      <span className={styles.causeShare} title={`${formatBytes(sum.bytes)} of ${formatBytes(allBytes)}`}>
        <strong>{share(sum.bytes, allBytes)}</strong>
        <span className={styles.tag}>{causeTag(cause)}</span>
      </span>
    </li>
  );
}

/** Shown to be typed by whoever decides to; this program runs nothing. */
function Undo({ command }: { readonly command: string }) {
  return (
    <div className={styles.undo}>
      <span>To undo it, in an administrator’s prompt. It is shown, never run by this program.</span>
      <div className={styles.command}>
        <code>{command}</code>
        <CopyButton label="Copy the command" text={() => command} />
      </div>
    </div>
  );
}

function Largest({ sum, onShowFiles }: { readonly sum: CauseSum; readonly onShowFiles: (select: FileSelection) => void }) {
  return (
    <details className={styles.largest}>
      <summary>
        <ChevronRightRegular aria-hidden="true" />
        Largest files
      </summary>
      <ul>
        {sum.worst.map(({ path, bytes }) => (
          <li key={path}>
            <span className={styles.path}>{visible(path)}</span>
            <span className={styles.size}>{formatBytes(bytes)}</span>
          </li>
        ))}
      </ul>
      <Button size="small" onClick={() => onShowFiles({ by: 'cause', key: sum.key })}>
        Show {sum.files === 1 ? 'the file' : `all ${countOf(sum.files, 'file')}`}
      </Button>
    </details>
  );
}
