import { Button } from '@fluentui/react-components';
import { DocumentArrowDownRegular } from '@fluentui/react-icons/svg/document-arrow-down';
import { useEffect } from 'react';
import type { ReportSource } from '../frame/report.ts';
import { PageHead, Workspace } from '../frame/workspace.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import type { View } from '../view.ts';
import styles from './case.module.css';
import { CaseOpen } from './case-open.tsx';
import contentsStyles from './contents.module.css';
import { OpeningProgress } from './opening-progress.tsx';
import type { Opening, OpeningState } from './use-opening.ts';

type WaysState = Exclude<OpeningState, { readonly kind: 'ready' }>;

interface OpenPageProps {
  readonly state: WaysState;
  readonly view: View;
  readonly opening: Opening;
  readonly isOver: boolean;
  readonly onReport: (report: ReportSource | null) => void;
  readonly onExport: () => void;
}

/** The ways in, and what became of the last thing that was handed in; the way out. */
export function OpenPage({ state, view, opening, isOver, onReport, onExport }: OpenPageProps) {
  useEffect(() => onReport(null), [onReport]);
  return (
    <Workspace
      label="Case"
      explanation={null}
      hint="What the evidence says will be explained here."
      isSheetOpen={false}
      onSheetClose={() => {}}
    >
      <OpenHead state={state} />
      {state.kind === 'failed' && (
        <div className={styles.failure}>
          <FailureNote failure={state.failure} />
        </div>
      )}
      {(state.kind === 'failed' || state.kind === 'cancelled') && view.kind === 'case' && (
        <div className={contentsStyles.actions}>
          <Button onClick={opening.close}>Back to the case that is open</Button>
        </div>
      )}
      {state.kind === 'working' && <OpeningProgress state={state} onCancel={opening.cancel} />}
      {state.kind !== 'working' && <CaseOpen isOver={isOver} onFile={opening.openFile} onText={opening.readText} />}
      {state.kind !== 'working' && view.kind === 'live' && <WayOut onExport={onExport} />}
    </Workspace>
  );
}

function OpenHead({ state }: { readonly state: WaysState }) {
  switch (state.kind) {
    case 'empty':
      return (
        <PageHead
          title="Open what another machine recorded"
          sub="It is read here, on any system, and nothing is sent anywhere. A case file is only looked at; what other evidence holds is stored as a recording on this computer."
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
    default:
      return state satisfies never;
  }
}

/** Evidence that travels the other way. */
function WayOut({ onExport }: { readonly onExport: () => void }) {
  return (
    <section className={contentsStyles.out} aria-label="Export">
      <p>
        <strong>Or hand over what this machine shows:</strong> a case file with everything, or a report as HTML, JSON, CSV or Markdown.
        Names can be replaced before it leaves.
      </p>
      <Button icon={<DocumentArrowDownRegular />} onClick={onExport}>
        Export…
      </Button>
    </section>
  );
}
