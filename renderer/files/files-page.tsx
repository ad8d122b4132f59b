import { Button } from '@fluentui/react-components';
import { useCallback, useEffect, useMemo } from 'react';
import type { Games } from '../../main/contract/games.ts';
import type { ScanResult } from '../../main/contract/scan.ts';
import { rootsWords, scanNote } from '../../main/contract/text/scans.ts';
import { latest, useAsked } from '../asked.ts';
import type { ReportSource } from '../frame/report.ts';
import type { Inspection } from '../frame/use-inspection.ts';
import { PageHead, Workspace } from '../frame/workspace.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { replaceRoute } from '../route.ts';
import { exactTime } from '../text/time.ts';
import { explainScan } from './explain-files.ts';
import styles from './files.module.css';
import { scanReport } from './scan-report.ts';
import { ScanRunning } from './scan-running.tsx';
import { ScanStart } from './scan-start.tsx';
import { ScanViews } from './scan-views.tsx';
import { useExplained } from './use-explained.ts';
import { type Scans, useScanResult, useScans } from './use-scans.ts';

interface FilesPageProps {
  readonly inspection: Inspection;
  readonly scan: number | null;
  readonly roots: readonly string[];
  readonly onReport: (report: ReportSource | null) => void;
}

const show = (scan: number | null): void => replaceRoute({ page: 'files', scan, roots: [] });

/** Which files of a folder can use BypassIO, how many bytes cannot, and why. */
export function FilesPage({ inspection, scan, roots, onReport }: FilesPageProps) {
  const { client, kind } = inspection.view;
  const isLive = kind === 'live';
  const scans = useScans(client, show);
  const list = latest(scans.list) ?? [];
  // A scan that was just begun is not in the list yet; one that is gone leaves the newest.
  const isThere = scans.list.kind !== 'ready' || list.some(({ id }) => id === scan);
  const shown = (isThere ? scan : null) ?? scans.running?.scan ?? list[0]?.id ?? null;
  const [asked, askAgain] = useScanResult(client, shown, scans.running !== null && scans.running.scan === shown);
  const found = latest(asked);
  // A scan that has only begun has nothing to add up yet.
  const result = found !== null && found.scan.state === 'running' && found.scan.files === 0 ? null : found;
  const [games] = useAsked(useCallback(async () => (isLive ? client.games.list() : NO_GAMES), [client, isLive]));
  const explained = useExplained(
    shown,
    useMemo(() => (result === null ? null : explainScan(result)), [result]),
  );
  const mounts = (latest(inspection.volumes)?.volumes ?? []).map(({ mount }) => mount);

  useEffect(() => onReport(result === null ? null : scanReport(result)), [result, onReport]);
  return (
    <Workspace
      label="Files"
      explanation={explained.explanation}
      hint="What stops the most files will be explained here."
      isSheetOpen={explained.isSheetOpen}
      onSheetClose={explained.closeSheet}
    >
      <FilesHead scans={scans} result={result} isLive={isLive} />
      {scans.failure !== null && <FailureNote failure={scans.failure} />}
      {scans.running !== null && <ScanRunning progress={scans.running} onCancel={scans.cancel} />}
      {isLive && scans.list.kind !== 'loading' && (
        <ScanStart
          key={roots.join('|')}
          roots={roots}
          mounts={mounts}
          games={games}
          isFolded={roots.length === 0 && (shown !== null || scans.running !== null)}
          isBusy={scans.running !== null}
          onStart={scans.start}
        />
      )}
      {scans.list.kind === 'failed' && scans.list.failure.call !== 'connection' && (
        <FailureNote failure={scans.list.failure} onAskAgain={scans.refresh} />
      )}
      {asked.kind === 'failed' && asked.failure.call !== 'connection' && <FailureNote failure={asked.failure} onAskAgain={askAgain} />}
      {shown !== null && asked.kind === 'loading' && <Skeleton label="Adding up the scan" count={6} shape="row" />}
      {result !== null && (
        <ScanViews
          key={result.scan.id}
          client={client}
          result={result}
          scans={list}
          explained={explained}
          onShow={show}
          onResume={isLive ? scans.resume : null}
          onRemove={isLive ? scans.remove : null}
        />
      )}
    </Workspace>
  );
}

const NO_GAMES: Games = { games: [], problems: [] };

interface FilesHeadProps {
  readonly scans: Scans;
  readonly result: ScanResult | null;
  readonly isLive: boolean;
}

function FilesHead({ scans, result, isLive }: FilesHeadProps) {
  if (result === null && !isLive)
    return scans.list.kind === 'loading' || (latest(scans.list)?.length ?? 0) > 0 ? (
      <PageHead title="Reading the scan…" sub="In the case file." />
    ) : (
      <PageHead title="This case holds no scan" sub="No folder was scanned before it was written, or scans were left out." />
    );
  if (result === null)
    return (
      <PageHead
        title={scans.running === null ? 'Which files can use BypassIO, and which cannot?' : 'Scanning…'}
        sub="Scan a game’s folder: every file is asked, and what stops it is added up by bytes."
      />
    );
  const { scan } = result;
  const canResume = isLive && (scan.state === 'cancelled' || scan.state === 'interrupted');
  return (
    <PageHead
      title={result.sentence}
      sub={
        <>
          {rootsWords(scan)}, {exactTime(scan.endedAt ?? scan.startedAt)}. {scanNote(result)}{' '}
          {canResume && scans.running === null && (
            <Button size="small" className={styles.headAction ?? ''} onClick={() => scans.resume(scan.id)}>
              Resume the scan
            </Button>
          )}
        </>
      }
    />
  );
}
