import { Button, Dialog, DialogSurface } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import type { ReactNode } from 'react';
import type { Explanation } from '../text/explain.ts';
import { DetailPane } from './detail-pane.tsx';
import styles from './detail-sheet.module.css';

interface DetailSheetProps {
  readonly explanation: Explanation;
  readonly action?: ReactNode;
  readonly onClose: () => void;
}

/** The explanation where there is no room for a pane: over the work, closed by Escape. */
export function DetailSheet({ explanation, action, onClose }: DetailSheetProps) {
  return (
    <Dialog open surfaceMotion={null} onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface className={styles.sheet} aria-label="Explanation" backdropMotion={null}>
        <Button className={styles.close} appearance="subtle" size="small" icon={<DismissRegular />} aria-label="Close" onClick={onClose} />
        <DetailPane explanation={explanation} action={action} />
      </DialogSurface>
    </Dialog>
  );
}
