import { Badge, Button, Tooltip } from '@fluentui/react-components';
import { ArrowSyncRegular } from '@fluentui/react-icons/svg/arrow-sync';
import type { RefObject } from 'react';
import type { ElevationState } from '../../main/contract/elevation.ts';
import type { Machine } from '../../main/contract/machine.ts';
import { buildText, machineText } from '../../main/contract/text/machine.ts';
import { ElevatedBadge } from '../elevation/elevated-badge.tsx';
import type { View } from '../view.ts';
import { QueryBox } from './query-box.tsx';
import type { ReportSource } from './report.ts';
import { ReportMenu } from './report-menu.tsx';
import styles from './top-bar.module.css';

interface TopBarProps {
  readonly view: View;
  readonly machine: Machine | null;
  readonly elevation: ElevationState | null;
  readonly report: ReportSource | null;
  readonly isAsking: boolean;
  readonly queryBox: RefObject<HTMLInputElement | null>;
  readonly onAsk: (paths: readonly string[]) => void;
  readonly onRefresh: () => void;
  readonly onSave: () => void;
  readonly onExport: () => void;
}

const SIMULATED: Readonly<Record<View['kind'], string>> = {
  live: 'Volumes, filters and answers come from the built-in simulated machine, not from this computer. On Windows, start BypassIO Inspector without --sim to ask the real one.',
  case: 'This case was written where the built-in simulated machine was asked: nothing in it was seen on a real computer.',
};

/** What is asked, of which machine, and what can be done with the answer. */
export function TopBar({ view, machine, elevation, report, isAsking, queryBox, onAsk, onRefresh, ...leaving }: TopBarProps) {
  return (
    <header className={styles.bar} data-pane="top">
      <h1 className={styles.title}>BypassIO Inspector</h1>
      {machine?.simulated === true && (
        <Tooltip content={SIMULATED[view.kind]} relationship="description" withArrow>
          <Badge className={styles.simulated} appearance="outline" shape="circular" tabIndex={0} role="note">
            Simulated machine
          </Badge>
        </Tooltip>
      )}
      {view.kind === 'live' && <ElevatedBadge state={elevation} />}
      <div className={styles.query}>
        <QueryBox input={queryBox} view={view} onAsk={onAsk} />
      </div>
      {machine !== null && (
        <Tooltip content={machineText(machine)} relationship="description">
          <span className={styles.machine} tabIndex={0} role="note">
            {[machine.name, machine.release, buildText(machine)].filter((part) => part !== null).join(' · ')}
          </span>
        </Tooltip>
      )}
      <div className={styles.actions}>
        <Tooltip content={view.kind === 'live' ? 'Ask again (F5)' : 'Read the case again (F5)'} relationship="label">
          <Button appearance="subtle" icon={<ArrowSyncRegular />} aria-busy={isAsking} onClick={onRefresh} />
        </Tooltip>
        <ReportMenu report={report} machine={machine} from={view.kind === 'case' ? view.contents : null} {...leaving} />
      </div>
    </header>
  );
}
