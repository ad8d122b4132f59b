import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from '@fluentui/react-components';
import { bytesOf } from '../answer-layout.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { hexDumpText } from '../text/hex-dump.ts';
import { HexDump } from './hex-dump.tsx';
import styles from './raw-dialog.module.css';

interface BytesDialogProps {
  readonly about: string;
  readonly hex: string;
  readonly source: string;
  readonly onClose: () => void;
}

/** Bytes as they came, where no layout says which field they are. */
export function BytesDialog({ about, hex, source, onClose }: BytesDialogProps) {
  const bytes = bytesOf(hex);
  return (
    <Dialog open surfaceMotion={null} onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface className={styles.surface} backdropMotion={null}>
        <DialogBody className={styles.body}>
          <DialogTitle>Bytes of {about}</DialogTitle>
          <DialogContent className={styles.content}>
            <p className={styles.source}>{source}</p>
            <div className={styles.columns}>
              <HexDump bytes={bytes} isShown={none} />
            </div>
          </DialogContent>
          <DialogActions>
            <CopyButton label="Copy the dump as text" text={() => hexDumpText(bytes)} />
            <Button appearance="primary" size="small" onClick={onClose}>
              Close
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

const none = (): boolean => false;
