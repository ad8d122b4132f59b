import { Badge, Button, Tooltip } from '@fluentui/react-components';
import { ArrowSyncRegular } from '@fluentui/react-icons/svg/arrow-sync';
import type { RefObject } from 'react';
import type { Machine } from '../../main/contract/machine.ts';
import { buildText, machineText } from '../text/machine.ts';
import { QueryBox } from './query-box.tsx';
import type { ReportSource } from './report.ts';
import { ReportMenu } from './report-menu.tsx';
import styles from './top-bar.module.css';

interface TopBarProps {
  readonly machine: Machine | null;
  readonly report: ReportSource | null;
  readonly isAsking: boolean;
  readonly queryBox: RefObject<HTMLInputElement | null>;
  readonly onAsk: (paths: readonly string[]) => void;
  readonly onRefresh: () => void;
}

const SIMULATED =
  'Volumes, filters and answers come from the built-in simulated machine, not from this computer. On Windows, start BypassIO Inspector without --sim to ask the real one.';

/** What is asked, of which machine, and what can be done with the answer. */
export function TopBar({ machine, report, isAsking, queryBox, onAsk, onRefresh }: TopBarProps) {
  return (
    <header className={styles.bar} data-pane="top">
      <h1 className={styles.title}>BypassIO Inspector</h1>
      {machine?.simulated === true && (
        <Tooltip content={SIMULATED} relationship="description" withArrow>
          <Badge className={styles.simulated} appearance="outline" shape="circular" tabIndex={0} role="note">
            Simulated machine
          </Badge>
        </Tooltip>
      )}
      <div className={styles.query}>
        <QueryBox input={queryBox} onAsk={onAsk} />
      </div>
      {machine !== null && (
        <Tooltip content={machineText(machine)} relationship="description">
          <span className={styles.machine} tabIndex={0} role="note">
            {[machine.name, machine.release, buildText(machine)].filter((part) => part !== null).join(' · ')}
          </span>
        </Tooltip>
      )}
      <div className={styles.actions}>
        <Tooltip content="Ask again (F5)" relationship="label">
          <Button appearance="subtle" icon={<ArrowSyncRegular />} aria-busy={isAsking} onClick={onRefresh} />
        </Tooltip>
        <ReportMenu report={report} machine={machine} />
      </div>
    </header>
  );
}
