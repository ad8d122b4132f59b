import { Button, Select } from '@fluentui/react-components';
import { lazy, Suspense, useMemo, useState } from 'react';
import { countOf } from '../../main/contract/numbers.ts';
import type { Scan } from '../../main/contract/scan.ts';
import { rootsWords } from '../../main/contract/text/scans.ts';
import { DataTable } from '../table/data-table.tsx';
import { exactTime } from '../text/time.ts';
import type { ViewClient } from '../view.ts';
import { CompareView } from './compare-view.tsx';
import styles from './files.module.css';
import { SCAN_COLUMNS } from './files-columns.tsx';
import type { Explain } from './use-explained.ts';

interface ScanListProps {
  readonly client: ViewClient;
  readonly scans: readonly Scan[];
  readonly shown: number;
  readonly explain: Explain;
  readonly onShow: (scan: number) => void;
  /** Null where scans are only read. */
  readonly onResume: ((scan: number) => void) | null;
  readonly onRemove: ((scan: number) => Promise<void>) | null;
}

const RemoveDialog = lazy(() => import('../parts/remove-dialog.tsx').then((module) => ({ default: module.RemoveDialog })));

interface RemoveScanProps {
  readonly scan: Scan;
  readonly remove: () => Promise<void>;
  readonly onClose: () => void;
}

function RemoveScan({ scan, remove, onClose }: RemoveScanProps) {
  return (
    <Suspense>
      <RemoveDialog name={rootsWords(scan)} remove={remove} onRemoved={onClose} onClose={onClose}>
        <p className={styles.hintLine}>
          Scanned {exactTime(scan.startedAt)}: {countOf(scan.files, 'file')}. What its files answered then cannot be asked again. Other
          scans stay.
        </p>
      </RemoveDialog>
    </Suspense>
  );
}

/** Every scan that is kept. Any can be shown again, and any two of them compared. */
export function ScanList({ client, scans, shown, explain, onShow, onResume, onRemove }: ScanListProps) {
  const [chosen, choose] = useState<number | null>(null);
  const [other, setOther] = useState<number | null>(null);
  const [removing, setRemoving] = useState<Scan | null>(null);
  const rows = useMemo(() => scans.map((scan) => ({ ...scan, key: String(scan.id) })), [scans]);
  const scan = scans.find(({ id }) => id === chosen) ?? scans.find(({ id }) => id === shown);
  const rest = scans.filter(({ id }) => id !== scan?.id);
  const [before, after] = other === null || scan === undefined ? [null, null] : [Math.min(other, scan.id), Math.max(other, scan.id)];
  return (
    <>
      <DataTable
        label="Scans"
        noun="scan"
        kept="files-scans"
        rows={rows}
        columns={SCAN_COLUMNS}
        hidden={['machine']}
        selected={scan === undefined ? null : String(scan.id)}
        onSelect={(key) => choose(Number(key))}
        onExplain={(key) => choose(Number(key))}
      />
      {scan !== undefined && (
        <div className={styles.actions}>
          <Button size="small" disabled={scan.id === shown} onClick={() => onShow(scan.id)}>
            Show this scan
          </Button>
          {onResume !== null && (scan.state === 'cancelled' || scan.state === 'interrupted') && (
            <Button size="small" onClick={() => onResume(scan.id)}>
              Resume it
            </Button>
          )}
          {onRemove !== null && (
            <Button size="small" disabled={scan.state === 'running'} onClick={() => setRemoving(scan)}>
              Remove…
            </Button>
          )}
          {rest.length > 0 && (
            <span className={styles.compareWith}>
              <label htmlFor="compare-with">Compare it with</label>
              <Select
                id="compare-with"
                size="small"
                value={other === null ? '' : String(other)}
                onChange={(_, data) => setOther(data.value === '' ? null : Number(data.value))}
              >
                <option value="">none</option>
                {rest.map((each) => (
                  <option key={each.id} value={each.id}>
                    {rootsWords(each)}, {exactTime(each.startedAt)}
                  </option>
                ))}
              </Select>
            </span>
          )}
        </div>
      )}
      {removing !== null && onRemove !== null && (
        <RemoveScan scan={removing} remove={() => onRemove(removing.id)} onClose={() => setRemoving(null)} />
      )}
      {before !== null && after !== null && before !== after && (
        <CompareView key={`${before} ${after}`} client={client} before={before} after={after} explain={explain} />
      )}
    </>
  );
}
