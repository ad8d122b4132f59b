import styles from './skeleton.module.css';

interface SkeletonProps {
  readonly label: string;
  readonly count: number;
  readonly shape: 'card' | 'row';
}

/** Holds the place of what is on its way, in its size, so that nothing jumps when it comes. */
export function Skeleton({ label, count, shape }: SkeletonProps) {
  return (
    <div className={shape === 'card' ? styles.cards : styles.rows} role="progressbar" aria-label={label}>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the blanks have no identity
        <div key={index} className={shape === 'card' ? styles.card : styles.row}>
          <span />
          <span />
          {shape === 'card' && <span />}
        </div>
      ))}
    </div>
  );
}
