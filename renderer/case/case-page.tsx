import type { ReportSource } from '../frame/report.ts';
import type { View } from '../view.ts';
import { ContentsPage } from './contents-page.tsx';
import { EvidencePage } from './evidence-page.tsx';
import { OpenPage } from './open-page.tsx';
import { useHandedIn } from './use-handed-in.ts';
import type { Opening } from './use-opening.ts';

export interface CasePageProps {
  readonly view: View;
  readonly opening: Opening;
  readonly onReport: (report: ReportSource | null) => void;
  readonly onExport: () => void;
}

/** What came from elsewhere: the case file that is open, or evidence of another kind, or the ways in; and the way out. */
export function CasePage({ view, opening, onReport, onExport }: CasePageProps) {
  const { state, openFile, readText } = opening;
  const isOver = useHandedIn(openFile, readText);
  if (state.kind === 'ready') return <EvidencePage evidence={state.evidence} view={view} opening={opening} onReport={onReport} />;
  if (state.kind === 'empty' && view.kind === 'case')
    return <ContentsPage {...view} isOver={isOver} onFile={openFile} onReport={onReport} onExport={onExport} />;
  return <OpenPage state={state} view={view} opening={opening} isOver={isOver} onReport={onReport} onExport={onExport} />;
}
