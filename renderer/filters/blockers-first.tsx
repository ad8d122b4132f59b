import type { VolumeStack } from '../../main/contract/verdicts.ts';
import { VerdictIcon } from '../parts/verdict-mark.tsx';
import { type Blocker, blockersOf } from '../text/blockers.ts';
import styles from './filters.module.css';

interface BlockersFirstProps {
  readonly stacks: readonly VolumeStack[];
  readonly onPick: (mount: string) => void;
}

/** Who blocks which volumes, when it is more than one: the list to work off. */
export function BlockersFirst({ stacks, onPick }: BlockersFirstProps) {
  const blocked = stacks.filter((stack) => stack.verdict === 'blocked');
  if (blocked.length < 2) return null;
  return (
    <section className={styles.blockers} aria-labelledby="blockers-first">
      <h3 id="blockers-first">Blockers first</h3>
      <ul>
        {blockersOf(blocked).map((blocker) => (
          <BlockerLine key={blocker.title} blocker={blocker} onPick={onPick} />
        ))}
      </ul>
    </section>
  );
}

function BlockerLine({ blocker, onPick }: { readonly blocker: Blocker; readonly onPick: (mount: string) => void }) {
  return (
    <li>
      <VerdictIcon verdict="blocked" />
      <span className={styles.blocker}>{blocker.title}</span>
      <span className={styles.mounts}>
        {blocker.mounts.map((mount) => (
          <button
            key={mount}
            type="button"
            className={styles.mount}
            aria-label={`Show the stack of ${mount}`}
            onClick={() => onPick(mount)}
          >
            {mount}
          </button>
        ))}
      </span>
    </li>
  );
}
