import { useCallback, useEffect, useId, useMemo, useState } from 'react';
import type { ImportedEvidence } from '../../main/contract/evidence.ts';
import type { ReportSource } from '../frame/report.ts';
import { PageHead, Workspace } from '../frame/workspace.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { PageTabs } from '../parts/page-tabs.tsx';
import styles from './case.module.css';
import { CaseOpen } from './case-open.tsx';
import { CaseProgress } from './case-progress.tsx';
import { evidenceReport } from './evidence-report.ts';
import { EvidenceTables, type EvidenceView, evidenceViews } from './evidence-tables.tsx';
import { evidenceNote, evidenceSentence, storedNote } from './evidence-words.ts';
import { explainEvidence } from './explain-evidence.ts';
import { ImportedBar } from './imported-bar.tsx';
import type { Case, CaseState } from './use-case.ts';
import { useHandedIn } from './use-handed-in.ts';

interface CasePageProps {
  readonly open: Case;
  readonly onReport: (report: ReportSource | null) => void;
}

/** Other people's evidence: opened, recognised, and shown as a live answer would be. */
export function CasePage({ open, onReport }: CasePageProps) {
  const { state } = open;
  const evidence = state.kind === 'ready' ? state.evidence : null;
  const [chosen, choose] = useState<{ readonly of: ImportedEvidence | null; readonly key: string | null }>({ of: null, key: null });
  const [isSheetOpen, setSheetOpen] = useState(false);
  const key = chosen.of === evidence ? chosen.key : null;
  const explanation = useMemo(() => (evidence === null ? null : explainEvidence(evidence, key)), [evidence, key]);
  const isOver = useHandedIn(open.openFile, open.readText);
  const select = useCallback((next: string) => choose({ of: evidence, key: next }), [evidence]);

  useEffect(() => onReport(evidence === null ? null : evidenceReport(evidence)), [evidence, onReport]);
  return (
    <Workspace
      label="Case"
      explanation={explanation}
      hint="What the evidence says will be explained here."
      isSheetOpen={isSheetOpen}
      onSheetClose={() => setSheetOpen(false)}
    >
      {evidence !== null && <ImportedBar evidence={evidence} onFile={open.openFile} onClose={open.close} />}
      <CaseHead state={state} />
      {state.kind === 'failed' && (
        <div className={styles.failure}>
          <FailureNote failure={state.failure} />
        </div>
      )}
      {state.kind === 'working' && <CaseProgress state={state} onCancel={open.cancel} />}
      {(state.kind === 'empty' || state.kind === 'failed' || state.kind === 'cancelled') && (
        <CaseOpen isOver={isOver} onFile={open.openFile} onText={open.readText} />
      )}
      {evidence !== null && (
        <Evidence
          key={evidence.source.readAt}
          evidence={evidence}
          selected={key ?? explanation?.key ?? null}
          onSelect={select}
          onExplain={(next) => {
            select(next);
            setSheetOpen(true);
          }}
        />
      )}
    </Workspace>
  );
}

function CaseHead({ state }: { readonly state: CaseState }) {
  switch (state.kind) {
    case 'empty':
      return (
        <PageHead
          title="Open what another machine recorded"
          sub="It is read here, on any system, and nothing is sent anywhere. What it holds is stored as a recording on this computer."
        />
      );
    case 'working':
      return <PageHead title={`Reading ${state.name}…`} sub="What it is shows in its content." />;
    case 'failed':
      return (
        <PageHead title={`${state.name} could not be read`} sub="Nothing was kept of it. Open something else, or paste the text itself." />
      );
    case 'cancelled':
      return (
        <PageHead
          title={`Reading ${state.name} was cancelled`}
          sub="Nothing is kept of it: what was stored until then is removed again. Open it again to start over."
        />
      );
    case 'ready':
      return <PageHead title={evidenceSentence(state.evidence)} sub={`${evidenceNote(state.evidence)} ${storedNote(state.evidence)}`} />;
    default:
      return state satisfies never;
  }
}

interface EvidenceProps {
  readonly evidence: ImportedEvidence;
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
  readonly onExplain: (key: string) => void;
}

function Evidence({ evidence, ...picking }: EvidenceProps) {
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
