import { Badge, Tooltip } from '@fluentui/react-components';
import { ShieldRegular } from '@fluentui/react-icons/svg/shield';
import type { ElevationState } from '../../main/contract/elevation.ts';
import styles from './elevated-badge.module.css';

const ASKED = 'A service beside this window has administrator rights: it is asked about the machine and ends with the window.';
const KEEPS = ' Live events and snapshots come from it too.';
const KEEPS_NOTHING =
  ' It runs under another account and keeps nothing: live events need BypassIO Inspector started as administrator by that account.';

/** Stays for as long as answers are given with administrator rights. */
export function ElevatedBadge({ state }: { readonly state: ElevationState | null }) {
  if (state?.kind !== 'elevated') return null;
  return (
    <Tooltip content={ASKED + (state.otherAccount ? KEEPS_NOTHING : KEEPS)} relationship="description" withArrow>
      <Badge
        className={styles.badge}
        appearance="outline"
        shape="circular"
        color="informative"
        icon={<ShieldRegular />}
        tabIndex={0}
        role="note"
      >
        <span className={styles.words}>Elevated service</span>
      </Badge>
    </Tooltip>
  );
}
