import { visible } from '../../main/contract/visible.ts';
import { RemoveDialog } from '../parts/remove-dialog.tsx';
import styles from './history.module.css';
import { momentText } from './history-lanes.ts';
import { snapshotName } from './history-words.ts';
import type { HeldSnapshot } from './pair.ts';

interface RemoveSnapshotProps {
  readonly snapshot: HeldSnapshot;
  readonly remove: () => Promise<unknown>;
  readonly onRemoved: () => void;
  readonly onClose: () => void;
}

export function RemoveSnapshot({ snapshot, ...acts }: RemoveSnapshotProps) {
  return (
    <RemoveDialog name={snapshotName(snapshot)} {...acts}>
      <p className={styles.hint}>
        Taken {momentText(snapshot.takenUs)} of {visible(snapshot.machine)}. What that machine answered then cannot be asked again. Other
        snapshots, recordings and events stay.
      </p>
    </RemoveDialog>
  );
}
