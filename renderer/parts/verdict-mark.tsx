import { CheckmarkCircleFilled } from '@fluentui/react-icons/svg/checkmark-circle';
import { DismissCircleFilled } from '@fluentui/react-icons/svg/dismiss-circle';
import { PauseCircleFilled } from '@fluentui/react-icons/svg/pause-circle';
import { QuestionCircleRegular } from '@fluentui/react-icons/svg/question-circle';
import { SubtractCircleRegular } from '@fluentui/react-icons/svg/subtract-circle';
import { WarningFilled } from '@fluentui/react-icons/svg/warning';
import type { ReactElement } from 'react';
import type { RowTone } from '../../main/contract/text/stack.ts';
import { VERDICT_MEANINGS, VERDICT_WORDS } from '../../main/contract/text/verdicts.ts';
import type { Verdict } from '../../main/contract/words.ts';
import styles from './verdict-mark.module.css';

const VERDICT_ICONS: Readonly<Record<Verdict, ReactElement>> = {
  full: <CheckmarkCircleFilled />,
  partial: <WarningFilled />,
  blocked: <DismissCircleFilled />,
  paused: <PauseCircleFilled />,
  notApplicable: <SubtractCircleRegular />,
  unknown: <QuestionCircleRegular />,
};

/** Icon alone, for places where the word stands beside it or in the name of what holds it. */
export function VerdictIcon({ verdict }: { readonly verdict: Verdict }) {
  return (
    <span className={styles.icon} data-verdict={verdict} aria-hidden="true">
      {VERDICT_ICONS[verdict]}
    </span>
  );
}

/** A verdict, the same everywhere: icon, word and colour. */
export function VerdictMark({ verdict }: { readonly verdict: Verdict }) {
  return (
    <span className={styles.mark} data-verdict={verdict} title={VERDICT_MEANINGS[verdict]}>
      <VerdictIcon verdict={verdict} />
      {VERDICT_WORDS[verdict]}
    </span>
  );
}

const TONE_ICONS: Readonly<Record<RowTone, readonly [verdict: Verdict, icon: ReactElement]>> = {
  refused: ['blocked', VERDICT_ICONS.blocked],
  limits: ['partial', VERDICT_ICONS.partial],
  passed: ['full', VERDICT_ICONS.full],
  suspected: ['partial', <QuestionCircleRegular key="suspected" />],
  quiet: ['notApplicable', VERDICT_ICONS.notApplicable],
};

/** What one driver did, as an icon: its words stand in the same row. */
export function ToneIcon({ tone }: { readonly tone: RowTone }) {
  const [verdict, icon] = TONE_ICONS[tone];
  return (
    <span className={styles.icon} data-verdict={verdict} aria-hidden="true">
      {icon}
    </span>
  );
}
