import { useEffect } from 'react';
import type { CaseContents } from '../../main/contract/case.ts';
import type { ReportSource } from '../frame/report.ts';
import { PageHead, Workspace } from '../frame/workspace.tsx';
import { CaseHoldings } from './case-holdings.tsx';

interface NoSnapshotPageProps {
  readonly contents: CaseContents;
  readonly onReport: (report: ReportSource | null) => void;
}

/** In the place of pages that show a machine, where the case has none to show. */
export function NoSnapshotPage({ contents, onReport }: NoSnapshotPageProps) {
  useEffect(() => onReport(null), [onReport]);
  return (
    <Workspace
      label="No snapshot"
      explanation={null}
      hint="A snapshot is one machine at one moment: its volumes, their stacks and verdicts, and what decides about them."
      isSheetOpen={false}
      onSheetClose={() => {}}
    >
      <PageHead
        title="This case holds no snapshot"
        sub="Volumes, filters and verdicts come from one. Ask the sender for a case with a snapshot, or look at what there is."
      />
      <CaseHoldings contents={contents} />
    </Workspace>
  );
}
