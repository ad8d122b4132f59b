import { formatBytes, share } from '../../main/contract/numbers.ts';
import type { VerdictSums } from '../../main/contract/scan.ts';
import { sharesOf, shareWords } from '../../main/contract/text/scans.ts';
import { VERDICT_WORDS } from '../../main/contract/text/verdicts.ts';
import { VerdictIcon } from '../parts/verdict-mark.tsx';
import styles from './files.module.css';

/** All bytes as one bar, cut by verdict, with its numbers below. */
export function VerdictBar({ sums, bytes }: { readonly sums: VerdictSums; readonly bytes: number }) {
  const shares = sharesOf(sums);
  return (
    <div className={styles.verdicts}>
      <div className={styles.bar} aria-hidden="true">
        {shares
          .filter((each) => each.bytes > 0)
          .map((each) => (
            <span key={each.verdict} data-verdict={each.verdict} style={{ flexGrow: each.bytes }} title={shareWords(each, bytes)} />
          ))}
      </div>
      <ul className={styles.legend} aria-label="Bytes by verdict">
        {shares.map((each) => (
          <li key={each.verdict} title={shareWords(each, bytes)}>
            <VerdictIcon verdict={each.verdict} />
            <strong>{VERDICT_WORDS[each.verdict]}</strong> {share(each.bytes, bytes)}, {formatBytes(each.bytes)}
            {each.concluded > 0 && (
              <span className={styles.concluded}>{each.concluded === each.files ? 'concluded' : 'partly concluded'}</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
