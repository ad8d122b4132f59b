import { Button } from '@fluentui/react-components';
import { PauseRegular } from '@fluentui/react-icons/svg/pause';
import { PlayRegular } from '@fluentui/react-icons/svg/play';
import { RecordRegular } from '@fluentui/react-icons/svg/record';
import { ShieldRegular } from '@fluentui/react-icons/svg/shield';
import { StopRegular } from '@fluentui/react-icons/svg/stop';
import type { ReactNode } from 'react';
import type { CaptureState } from './capture-store.ts';
import styles from './events.module.css';

interface CaptureBarProps {
  readonly phase: CaptureState['phase'];
  /** Null where nothing can be recorded. */
  readonly onToggle: (() => void) | null;
  readonly isPaused: boolean;
  readonly onPause: () => void;
  readonly children: ReactNode;
}

const WORDS: Readonly<Record<CaptureState['phase'], string>> = {
  unknown: 'Record events',
  idle: 'Record events',
  starting: 'Starting…',
  running: 'Stop recording',
  stopping: 'Stopping…',
};

/** Recording on and off, and whether the table follows. The shield says that Windows asks for rights. */
export function CaptureBar({ phase, onToggle, isPaused, onPause, children }: CaptureBarProps) {
  const isOn = phase === 'running' || phase === 'stopping';
  return (
    <div className={styles.bar}>
      {onToggle !== null && (
        <Button
          appearance={isOn ? 'secondary' : 'primary'}
          icon={isOn ? <StopRegular /> : <RecordRegular />}
          disabled={phase === 'unknown'}
          disabledFocusable={phase === 'starting' || phase === 'stopping'}
          title={`${isOn ? 'Stop' : 'Start'} recording (Ctrl+E)`}
          aria-keyshortcuts="Control+E"
          onClick={onToggle}
        >
          <span aria-live="polite">{WORDS[phase]}</span>
          {!isOn && (
            <span className={styles.shield} title="Needs administrator rights, or membership in Performance Log Users">
              <ShieldRegular aria-label="needs rights" />
            </span>
          )}
        </Button>
      )}
      {isOn && (
        <Button
          icon={isPaused ? <PlayRegular /> : <PauseRegular />}
          aria-pressed={isPaused}
          title="Hold the table still; recording goes on (P in the table, or the Pause key)"
          onClick={onPause}
        >
          {isPaused ? 'Follow again' : 'Pause the table'}
        </Button>
      )}
      <span className={styles.gap} />
      {children}
    </div>
  );
}
