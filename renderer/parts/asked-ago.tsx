import { Button, Tooltip } from '@fluentui/react-components';
import { ClockRegular } from '@fluentui/react-icons/svg/clock';
import { useEffect, useState } from 'react';
import { exactTime, isStale, relativeTime } from '../text/time.ts';
import styles from './asked-ago.module.css';

interface AskedAgoProps {
  readonly askedAt: string;
  /** Null: the answer is what it is, and no newer one can be had. */
  readonly onAskAgain: (() => void) | null;
}

/** How old an answer is, counting on; after a minute it says so and offers to ask again. */
export function AskedAgo({ askedAt, onAskAgain }: AskedAgoProps) {
  const now = useNow();
  const asked = Date.parse(askedAt);
  const stale = onAskAgain !== null && isStale(asked, now);
  const asOf = onAskAgain === null ? 'As of' : 'Asked';
  return (
    <span className={stale ? styles.stale : undefined}>
      {stale && (
        <span className={styles.icon} aria-hidden="true">
          <ClockRegular />
        </span>
      )}
      <Tooltip content={`${asOf} ${exactTime(askedAt)}, time of this computer`} relationship="description">
        <span className={styles.time} tabIndex={0} role="note">
          {asOf} {relativeTime(asked, now)}
        </span>
      </Tooltip>
      {stale ? (
        <Button appearance="transparent" size="small" className={styles.again} onClick={onAskAgain}>
          Ask again
        </Button>
      ) : (
        '. '
      )}
    </span>
  );
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
