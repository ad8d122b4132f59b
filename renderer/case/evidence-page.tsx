import { useCallback, useEffect, useId, useMemo, useState } from 'react';
import type { ImportedEvidence } from '../../main/contract/evidence.ts';
import type { ReportSource } from '../frame/report.ts';
import { PageHead, Workspace } from '../frame/workspace.tsx';
import { PageTabs } from '../parts/page-tabs.tsx';
import type { View } from '../view.ts';
import styles from './case.module.css';
import { evidenceReport } from './evidence-report.ts';
import { EvidenceTables, type EvidenceView, evidenceViews } from './evidence-tables.tsx';
import { evidenceNote, evidenceSentence, storedNote } from './evidence-words.ts';
import { explainEvidence } from './explain-evidence.ts';
import { ImportedBar } from './imported-bar.tsx';
import type { Opening } from './use-opening.ts';

interface EvidencePageProps {
  readonly evidence: ImportedEvidence;
  readonly view: View;
  readonly opening: Opening;
  readonly onReport: (report: ReportSource | null) => void;
}

/** Other people's traces, logs and texts: recognised, and shown as a live answer would be. */
export function EvidencePage({ evidence, view, opening, onReport }: EvidencePageProps) {
  const [chosen, choose] = useState<{ readonly of: ImportedEvidence; readonly key: string } | null>(null);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const key = chosen?.of === evidence ? chosen.key : null;
  const explanation = useMemo(() => explainEvidence(evidence, key), [evidence, key]);
  const select = useCallback((next: string) => choose({ of: evidence, key: next }), [evidence]);
  useEffect(() => onReport(evidenceReport(evidence)), [evidence, onReport]);
  return (
    <Workspace
      label="Case"
      explanation={explanation}
      hint="What the evidence says will be explained here."
      isSheetOpen={isSheetOpen}
      onSheetClose={() => setSheetOpen(false)}
    >
      <ImportedBar evidence={evidence} onFile={opening.openFile} onClose={opening.close} />
      <PageHead title={evidenceSentence(evidence)} sub={`${evidenceNote(evidence)} ${storedNote(evidence, view.kind)}`} />
      <EvidenceViews
        key={evidence.source.readAt}
        evidence={evidence}
        selected={key ?? explanation?.key ?? null}
        onSelect={select}
        onExplain={(next) => {
          select(next);
          setSheetOpen(true);
        }}
      />
    </Workspace>
  );
}

interface EvidenceViewsProps {
  readonly evidence: ImportedEvidence;
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
  readonly onExplain: (key: string) => void;
}

function EvidenceViews({ evidence, ...picking }: EvidenceViewsProps) {
  const views = evidenceViews(evidence);
  const [view, setView] = useState<EvidenceView>(views[0]?.id ?? 'source');
  const panel = useId();
  return (
    <>
      <PageTabs label="Views of the evidence" tabs={views} chosen={view} controls={panel} onChoose={setView} />
      <div id={panel} role="tabpanel" aria-label={views.find(({ id }) => id === view)?.label} className={styles.panel}>
        <EvidenceTables key={view} evidence={evidence} view={view} {...picking} />
      </div>
    </>
  );
}
