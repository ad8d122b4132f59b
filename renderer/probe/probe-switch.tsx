import { Switch } from '@fluentui/react-components';
import { CheckmarkCircleFilled } from '@fluentui/react-icons/svg/checkmark-circle';
import { ErrorCircleRegular } from '@fluentui/react-icons/svg/error-circle';
import { InfoRegular } from '@fluentui/react-icons/svg/info';
import { ShieldRegular } from '@fluentui/react-icons/svg/shield';
import { type ReactElement, useId } from 'react';
import type { ProbeStatus, ProbeUse } from '../../main/contract/probe.ts';
import { PROBE_LABEL, PROBE_SENTENCE, type ProbeState, probeText } from '../text/probe.ts';
import styles from './probe-switch.module.css';
import type { Probe } from './use-probe.ts';

const ICONS: Readonly<Record<ProbeState, ReactElement>> = {
  absent: <InfoRegular />,
  unloaded: <InfoRegular />,
  rights: <ShieldRegular />,
  loaded: <CheckmarkCircleFilled />,
  failed: <ErrorCircleRegular />,
};

interface ProbeSwitchProps {
  readonly probe: Probe;
  readonly status: ProbeStatus | null;
  /** What became of the last question; null before one, or where the plain way was asked. */
  readonly use: ProbeUse | null;
  readonly isAsking: boolean;
}

/** Every layer or the first refuser only: what it costs, how it is undone, where the driver stands. */
export function ProbeSwitch({ probe, status, use, isAsking }: ProbeSwitchProps) {
  const id = useId();
  const text = probeText(status, probe.isOn ? use : null);
  return (
    <section className={styles.probe} aria-label="Probe driver">
      <Switch
        checked={probe.isOn}
        label={
          <span className={styles.label}>
            <ShieldRegular aria-hidden="true" />
            {PROBE_LABEL}
          </span>
        }
        aria-describedby={`${id}-does ${id}-state`}
        onChange={(_, data) => probe.turn(data.checked)}
      />
      <p id={`${id}-does`} className={styles.does}>
        {PROBE_SENTENCE}
      </p>
      <div id={`${id}-state`} className={styles.state} role="status" data-state={text?.state}>
        {probe.isOn && isAsking
          ? 'Asking every layer…'
          : text !== null && (
              <>
                <span className={styles.icon} aria-hidden="true">
                  {ICONS[text.state]}
                </span>
                <span className={styles.words}>
                  <strong>{text.title}.</strong> {text.next}
                  {text.technical !== null && <span className={styles.technical}>{text.technical}</span>}
                </span>
              </>
            )}
      </div>
    </section>
  );
}
