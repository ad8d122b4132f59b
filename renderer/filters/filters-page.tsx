import { useEffect, useMemo, useState } from 'react';
import { countOf } from '../../main/contract/numbers.ts';
import type { ProbeUse } from '../../main/contract/probe.ts';
import { isConcluded } from '../../main/contract/text/causes.ts';
import { refuserOf, stackSections, stackSentence } from '../../main/contract/text/stack.ts';
import { compareVerdicts } from '../../main/contract/text/verdicts.ts';
import type { VolumeStack } from '../../main/contract/verdicts.ts';
import { latest } from '../asked.ts';
import type { ReportSource } from '../frame/report.ts';
import type { Inspection } from '../frame/use-inspection.ts';
import { PageHead, Workspace } from '../frame/workspace.tsx';
import { AskedAgo } from '../parts/asked-ago.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { VerdictMark } from '../parts/verdict-mark.tsx';
import { ProbeSwitch } from '../probe/probe-switch.tsx';
import { useProbeStatus } from '../probe/use-probe.ts';
import { replaceRoute } from '../route.ts';
import { type Explanation, explainRow, explainVolume, nameOf } from '../text/explain.ts';
import { completenessText } from '../text/probe.ts';
import { stackLines } from '../text/report-lines.ts';
import { BlockersFirst } from './blockers-first.tsx';
import styles from './filters.module.css';
import { instanceKey } from './instance-columns.tsx';
import { InstanceTable } from './instance-table.tsx';
import { StackView } from './stack-view.tsx';
import { ViewToggle } from './view-toggle.tsx';
import { VolumePicker } from './volume-picker.tsx';

interface FiltersPageProps {
  readonly inspection: Inspection;
  readonly mount: string | null;
  readonly view: 'stack' | 'table';
  readonly onReport: (report: ReportSource | null) => void;
}

/** The drivers of a volume as a read meets them, or every filter instance of the machine as a table. */
export function FiltersPage({ inspection, mount, view, onReport }: FiltersPageProps) {
  const answer = latest(inspection.filters);
  const stacks = useMemo(() => answer?.volumes ?? [], [answer]);
  const stack = stacks.find((each) => each.mount === mount) ?? stacks.toSorted((a, b) => compareVerdicts(a.verdict, b.verdict))[0];
  const [chosen, choose] = useState<string | null>(null);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const status = useProbeStatus(inspection.view, answer?.askedAt ?? null);
  const explanation = useMemo(() => explain(inspection, stacks, stack, chosen, view), [inspection, stacks, stack, chosen, view]);

  useEffect(() => {
    onReport(
      answer === null
        ? null
        : { command: 'filters', askedAt: answer.askedAt, lines: stackLines(answer.volumes), data: { volumes: answer.volumes } },
    );
  }, [answer, onReport]);

  function show(key: string): void {
    choose(key);
    setSheetOpen(true);
  }
  const go = (next: string | null, as: 'stack' | 'table'): void => {
    choose(null);
    setSheetOpen(false);
    replaceRoute({ page: 'filters', mount: next, view: as });
  };

  return (
    <Workspace
      label="Filters"
      explanation={explanation}
      hint="Select a filter to see what is known about it."
      isSheetOpen={isSheetOpen}
      onSheetClose={() => setSheetOpen(false)}
    >
      {stacks.length > 0 && (
        <div className={styles.choices}>
          {view === 'stack' && <VolumePicker stacks={stacks} mount={stack?.mount ?? ''} onPick={(next) => go(next, 'stack')} />}
          <ViewToggle view={view} onView={(next) => go(stack?.mount ?? null, next)} />
        </div>
      )}
      <FiltersHead inspection={inspection} stack={stack} stacks={stacks} view={view} />
      {inspection.view.kind === 'live' && (
        <ProbeSwitch
          probe={inspection.probe}
          status={status}
          use={outcomeOf(stacks, view === 'stack' ? stack : undefined)}
          isAsking={inspection.filters.kind === 'loading' || inspection.filters.kind === 'refreshing'}
        />
      )}
      <BlockersFirst stacks={stacks} onPick={(next) => go(next, 'stack')} />
      {inspection.filters.kind === 'failed' && inspection.filters.failure.call !== 'connection' && (
        <FailureNote failure={inspection.filters.failure} onAskAgain={inspection.refresh} />
      )}
      {inspection.filters.kind === 'loading' && <Skeleton label="Listing the filters" count={9} shape="row" />}
      {stack !== undefined && view === 'stack' && (
        <StackView key={stack.mount} stack={stack} selected={chosen} onSelect={choose} onExplain={show} />
      )}
      {stacks.length > 0 && view === 'table' && <InstanceTable stacks={stacks} selected={chosen} onSelect={choose} onExplain={show} />}
    </Workspace>
  );
}

interface FiltersHeadProps {
  readonly inspection: Inspection;
  readonly stack: VolumeStack | undefined;
  readonly stacks: readonly VolumeStack[];
  readonly view: 'stack' | 'table';
}

function FiltersHead({ inspection, stack, stacks, view }: FiltersHeadProps) {
  const answer = latest(inspection.filters);
  if (answer === null) {
    const failed = inspection.filters.kind === 'failed';
    return (
      <PageHead
        title={failed ? 'The filters could not be listed' : 'Listing the filters…'}
        sub={failed ? 'Verdicts do not need the list: they are on Overview.' : 'Highest altitude first.'}
      />
    );
  }
  if (stack === undefined)
    return <PageHead title="No volumes found" sub="Without a volume there is no stack to show. Connect a disk, then ask again with F5." />;
  const asked = <AskedAgo askedAt={answer.askedAt} onAskAgain={inspection.askAgain} />;
  if (view === 'table') {
    const count = stacks.reduce((sum, each) => sum + each.filters.length, 0);
    return (
      <PageHead
        title={`${countOf(count, 'instance')} on ${countOf(stacks.length, 'volume')}`}
        sub={<>{asked} One row for each filter on each volume.</>}
      />
    );
  }
  return (
    <PageHead
      title={
        <>
          {nameOf(stack)} <VerdictMark verdict={stack.verdict} />
        </>
      }
      sub={
        <>
          {asked} {stackSentence(stack.verdict)}{' '}
          {stack.complete === true && completenessText(true, stack.causes.filter((cause) => !isConcluded(cause)).length)}
        </>
      }
    />
  );
}

/** What became of asking through the probe: for the volume that is shown, else for the first that could not be asked so. */
function outcomeOf(stacks: readonly VolumeStack[], stack: VolumeStack | undefined): ProbeUse | null {
  const uses = stacks.flatMap(({ probe }) => (probe === undefined ? [] : [probe]));
  return stack?.probe ?? uses.find(({ used, failure }) => !used && failure !== null) ?? uses[0] ?? null;
}

/** The chosen row; nothing chosen: the row that refused, else the volume as a whole. */
function explain(
  inspection: Inspection,
  stacks: readonly VolumeStack[],
  stack: VolumeStack | undefined,
  chosen: string | null,
  view: 'stack' | 'table',
): Explanation | null {
  if (view === 'table') {
    for (const each of stacks) {
      for (const row of stackSections(each)[0]?.rows ?? []) {
        if (row.of.kind === 'filter' && instanceKey(each.mount, row.of.filter) === chosen) return explainRow(row, each);
      }
    }
    return null;
  }
  if (stack === undefined) return null;
  const rows = stackSections(stack).flatMap((section) => section.rows);
  const row = rows.find((each) => each.key === chosen) ?? refuserOf(rows);
  if (row !== undefined) return explainRow(row, stack);
  const volume = latest(inspection.volumes)?.volumes.find((each) => each.mount === stack.mount);
  return volume === undefined ? null : explainVolume(volume);
}
