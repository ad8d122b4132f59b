import { Button } from '@fluentui/react-components';
import { FilterRegular } from '@fluentui/react-icons/svg/filter';
import { useEffect, useMemo, useState } from 'react';
import { headline, notCounted } from '../../main/contract/text/sentence.ts';
import { compareVerdicts } from '../../main/contract/text/verdicts.ts';
import type { VolumeVerdict } from '../../main/contract/verdicts.ts';
import { latest } from '../asked.ts';
import type { ReportSource } from '../frame/report.ts';
import type { Inspection } from '../frame/use-inspection.ts';
import { PageHead, Workspace } from '../frame/workspace.tsx';
import { AskedAgo } from '../parts/asked-ago.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { goTo } from '../route.ts';
import { explainVolume } from '../text/explain.ts';
import { volumeLines } from '../text/report-lines.ts';
import { VolumeCards } from './volume-cards.tsx';

interface OverviewPageProps {
  readonly inspection: Inspection;
  readonly onReport: (report: ReportSource | null) => void;
}

/** All volumes: the answer in one sentence, then a card each. */
export function OverviewPage({ inspection, onReport }: OverviewPageProps) {
  const answer = latest(inspection.volumes);
  const isPast = inspection.view.kind === 'case';
  const volumes = answer?.volumes ?? [];
  const [chosen, choose] = useState<string | null>(null);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const selected = volumes.find((volume) => volume.mount === chosen) ?? worstOf(volumes);
  const explanation = useMemo(() => (selected === undefined ? null : explainVolume(selected)), [selected]);

  useEffect(() => {
    onReport(
      answer === null
        ? null
        : {
            command: 'volumes',
            askedAt: answer.askedAt,
            lines: volumeLines(answer.volumes, isPast ? 'then' : 'now'),
            data: { volumes: answer.volumes },
          },
    );
  }, [answer, isPast, onReport]);

  function openFilters(mount: string): void {
    goTo({ page: 'filters', mount, view: 'stack' });
  }

  return (
    <Workspace
      label="Overview"
      explanation={explanation}
      hint="Select a volume to see what its verdict rests on."
      isSheetOpen={isSheetOpen}
      onSheetClose={() => setSheetOpen(false)}
      action={
        selected !== undefined && (
          <Button size="small" appearance="primary" icon={<FilterRegular />} onClick={() => openFilters(selected.mount)}>
            Filter stack
          </Button>
        )
      }
    >
      <OverviewHead inspection={inspection} volumes={volumes} />
      {inspection.volumes.kind === 'failed' && inspection.volumes.failure.call !== 'connection' && (
        <FailureNote failure={inspection.volumes.failure} onAskAgain={inspection.refresh} />
      )}
      {inspection.volumes.kind === 'loading' && <Skeleton label="Asking every volume" count={4} shape="card" />}
      {volumes.length > 0 && (
        <VolumeCards
          volumes={volumes}
          isPast={isPast}
          selected={selected?.mount ?? null}
          onSelect={choose}
          onOpen={openFilters}
          onExplain={(mount) => {
            choose(mount);
            setSheetOpen(true);
          }}
        />
      )}
      {answer !== null && volumes.length === 0 && (
        <p>Windows named no volume with a drive letter or a mount folder. Connect a disk, then ask again with F5.</p>
      )}
    </Workspace>
  );
}

function OverviewHead({ inspection, volumes }: { readonly inspection: Inspection; readonly volumes: readonly VolumeVerdict[] }) {
  const answer = latest(inspection.volumes);
  if (answer === null) {
    const failed = inspection.volumes.kind === 'failed';
    return (
      <PageHead
        title={failed ? 'The volumes could not be asked' : 'Asking the volumes…'}
        sub={failed ? 'No verdict can be given.' : 'A query takes a moment for each volume.'}
      />
    );
  }
  const verdicts = volumes.map((volume) => volume.verdict);
  return (
    <PageHead
      title={headline(verdicts)}
      sub={
        <>
          <AskedAgo askedAt={answer.askedAt} onAskAgain={inspection.askAgain} /> {notCounted(verdicts)}{' '}
          {volumes.length > 0 && 'A query names the first refuser only; open a volume for the whole stack.'}
        </>
      }
    />
  );
}

/** What deserves to be explained first: the worst verdict, by drive letter. */
function worstOf(volumes: readonly VolumeVerdict[]): VolumeVerdict | undefined {
  return volumes.toSorted((a, b) => compareVerdicts(a.verdict, b.verdict))[0];
}
