import { formatOffset, hexRows } from '../text/hex-dump.ts';
import styles from './raw-dialog.module.css';

interface HexDumpProps {
  readonly bytes: Uint8Array;
  readonly isShown: (index: number) => boolean;
}

/** Offsets, bytes and what of them is ASCII. */
export function HexDump({ bytes, isShown }: HexDumpProps) {
  return (
    <div className={styles.dump} tabIndex={0} role="group" aria-label="Hex dump">
      {hexRows(bytes).map((row) => (
        <div key={row.offset} className={styles.row}>
          <span className={styles.offset}>{formatOffset(row.offset)}</span>
          {(['hex', 'char'] as const).map((face) => (
            <span key={face}>
              {row.cells.map((cell) => (
                <span key={cell.index} data-zero={cell.hex === '00' || undefined} data-shown={isShown(cell.index) || undefined}>
                  {cell[face]}
                  {face === 'hex' && ' '}
                </span>
              ))}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
