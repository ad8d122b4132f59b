import { Menu, MenuButton, MenuDivider, MenuItem, MenuItemRadio, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { countOf } from '../../main/contract/numbers.ts';
import type { Recording } from '../../main/contract/recordings.ts';
import { endingText, isLossy, lossText, spanText } from '../../main/contract/text/events.ts';
import { exactTime } from '../text/time.ts';
import { isoOf } from './ago.tsx';
import type { Source } from './event-choice.ts';
import styles from './events.module.css';

interface RecordingsMenuProps {
  readonly recordings: readonly Recording[];
  /** Null: the System log is shown, or there is nothing. */
  readonly source: Source | null;
  readonly isLog: boolean;
  readonly onSource: (source: Source) => void;
  /** What only this machine has: its System log, and a choice of what is kept. Null in a case. */
  readonly live: { readonly onLog: () => void; readonly onRetention: () => void } | null;
}

/** Which recording is shown; all at once; the System log; and what is kept. */
export function RecordingsMenu({ recordings, source, isLog, onSource, live }: RecordingsMenuProps) {
  const chosen = recordings.find(({ id }) => id === source);
  return (
    <Menu
      positioning="below-end"
      checkedValues={{ source: isLog ? ['log'] : source === null ? [] : [String(source)] }}
      onCheckedValueChange={(_, { checkedItems: [value] }) => {
        if (value === 'log') live?.onLog();
        else if (value !== undefined) onSource(value === 'all' ? 'all' : Number(value));
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <MenuButton icon={isLog ? <HistoryRegular /> : <DatabaseRegular />}>
          {isLog ? 'System log' : source === 'all' ? 'All recordings' : chosen === undefined ? 'Recordings' : `Recording ${chosen.id}`}
        </MenuButton>
      </MenuTrigger>
      <MenuPopover className={styles.menu}>
        <MenuList>
          {recordings.length > 1 && (
            <MenuItemRadio name="source" value="all">
              All {countOf(recordings.length, 'recording')}
            </MenuItemRadio>
          )}
          {recordings.map((recording) => (
            <MenuItemRadio key={recording.id} name="source" value={String(recording.id)} secondaryContent={factsOf(recording)}>
              {`${recording.id}: ${exactTime(isoOf(recording.startedUs)).slice(0, 19)}`}
            </MenuItemRadio>
          ))}
          {live !== null && recordings.length > 0 && <MenuDivider />}
          {live !== null && (
            <MenuItemRadio name="source" value="log" secondaryContent="past vetoes, no rights needed">
              System log
            </MenuItemRadio>
          )}
          {live !== null && <MenuDivider />}
          {live !== null && (
            <MenuItem icon={<DeleteRegular />} onClick={live.onRetention}>
              What is kept…
            </MenuItem>
          )}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

function factsOf(recording: Recording): string {
  const { startedUs, endedUs, events, removed, ending, source } = recording;
  return [
    endedUs === null ? 'running' : spanText(endedUs - startedUs),
    countOf(events, 'event'),
    isLossy(recording) ? lossText(recording) : null,
    removed > 0 ? `${countOf(removed, 'event')} removed` : null,
    ending === 'stopped' ? null : endingText(ending)?.split(':')[0],
    source === null ? null : `from ${source.name}`,
  ]
    .filter((fact) => fact !== null && fact !== undefined)
    .join(', ');
}
