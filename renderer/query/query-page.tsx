import { useEffect, useMemo, useRef, useState } from 'react';
import { countOf } from '../../main/contract/numbers.ts';
import { isConcluded } from '../../main/contract/text/causes.ts';
import { headline, notCounted } from '../../main/contract/text/sentence.ts';
import type { TargetVerdict } from '../../main/contract/verdicts.ts';
import { visible } from '../../main/contract/visible.ts';
import { type Asked, latest } from '../asked.ts';
import type { ReportSource } from '../frame/report.ts';
import { type Inspection, type QueryAnswer, useQuery } from '../frame/use-inspection.ts';
import { PageHead, Workspace } from '../frame/workspace.tsx';
import { AskedAgo } from '../parts/asked-ago.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { VerdictMark } from '../parts/verdict-mark.tsx';
import { ProbeSwitch } from '../probe/probe-switch.tsx';
import { useProbeStatus } from '../probe/use-probe.ts';
import { explainTarget } from '../text/explain.ts';
import { completenessText } from '../text/probe.ts';
import { targetLines } from '../text/report-lines.ts';
import { TargetResult } from './target-result.tsx';
import { TargetTable } from './target-table.tsx';

interface QueryPageProps {
  readonly inspection: Inspection;
  readonly paths: readonly string[];
  /** Grows when the user wants it asked again. */
  readonly turn: number;
  readonly onReport: (report: ReportSource | null) => void;
}

/** The verdict on what was asked about: one target in full, several as a table. */
export function QueryPage({ inspection, paths, turn, onReport }: QueryPageProps) {
  const [asked, askAgain] = useQuery(inspection, paths);
  const answer = latest(asked);
  const results = answer?.results ?? [];
  const [chosen, choose] = useState<string | null>(null);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const selected = results.find((result) => result.path === chosen) ?? results[0];
  const volume = latest(inspection.volumes)?.volumes.find((each) => each.mount === selected?.mount);
  const explanation = useMemo(
    () => (selected === undefined ? null : explainTarget(selected, volume?.fileSystem ?? null)),
    [selected, volume],
  );
  const status = useProbeStatus(inspection.view, answer?.askedAt ?? null);
  useTurn(turn, askAgain);

  useEffect(() => {
    onReport(
      answer === null
        ? null
        : { command: 'query', askedAt: answer.askedAt, lines: targetLines(answer.results), data: { results: answer.results } },
    );
  }, [answer, onReport]);
  function show(path: string): void {
    choose(path);
    setSheetOpen(true);
  }

  return (
    <Workspace
      label="Query"
      explanation={explanation}
      hint="The verdict’s evidence will stand here."
      isSheetOpen={isSheetOpen}
      onSheetClose={() => setSheetOpen(false)}
    >
      <QueryHead asked={asked} paths={paths} onAskAgain={inspection.view.kind === 'live' ? askAgain : null} />
      {inspection.view.kind === 'live' && (
        <ProbeSwitch
          probe={inspection.probe}
          status={status}
          use={selected?.probe ?? null}
          isAsking={asked.kind === 'loading' || asked.kind === 'refreshing'}
        />
      )}
      {asked.kind === 'failed' && asked.failure.call !== 'connection' && <FailureNote failure={asked.failure} onAskAgain={askAgain} />}
      {asked.kind === 'loading' && <Skeleton label="Asking" count={paths.length === 1 ? 5 : Math.min(12, paths.length)} shape="row" />}
      {results.length === 1 && selected !== undefined && (
        <TargetResult target={selected} volume={volume} isPast={inspection.view.kind === 'case'} onExplain={() => setSheetOpen(true)} />
      )}
      {results.length > 1 && <TargetTable targets={results} selected={selected?.path ?? null} onSelect={choose} onExplain={show} />}
    </Workspace>
  );
}

function QueryHead({
  asked,
  paths,
  onAskAgain,
}: {
  readonly asked: Asked<QueryAnswer>;
  readonly paths: readonly string[];
  readonly onAskAgain: (() => void) | null;
}) {
  const answer = latest(asked);
  const [path = ''] = paths;
  const what = paths.length === 1 ? path : countOf(paths.length, 'path');
  if (answer === null) return <PageHead title={what} sub={asked.kind === 'failed' ? 'No verdict can be given.' : 'Asking…'} />;
  const [first] = answer.results;
  const rest = incompleteNote(answer.results);
  const verdicts = answer.results.map((result) => result.verdict);
  return (
    <PageHead
      title={
        paths.length === 1 && first !== undefined ? (
          <>
            {visible(first.path)} <VerdictMark verdict={first.verdict} />
          </>
        ) : (
          headline(verdicts, 'target')
        )
      }
      sub={
        <>
          <AskedAgo askedAt={answer.askedAt} onAskAgain={onAskAgain} /> {paths.length > 1 && notCounted(verdicts)} {rest}
        </>
      }
    />
  );
}

function incompleteNote(results: readonly TargetVerdict[]): string {
  const refused = results.filter((result) => result.causes.length > 0 && result.verdict !== 'notApplicable');
  if (refused.length === 0) return '';
  const causes = refused.reduce((sum, result) => sum + result.causes.filter((cause) => !isConcluded(cause)).length, 0);
  return completenessText(
    refused.every((result) => result.complete),
    causes,
  );
}

/** Asks again when the window's own refresh was pressed, not when the page appears. */
function useTurn(turn: number, askAgain: () => void): void {
  const seen = useRef(turn);
  useEffect(() => {
    if (seen.current === turn) return;
    seen.current = turn;
    askAgain();
  }, [turn, askAgain]);
}
