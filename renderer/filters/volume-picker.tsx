import { Menu, MenuButton, MenuItemRadio, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { VERDICT_WORDS } from '../../main/contract/text/verdicts.ts';
import type { VolumeStack } from '../../main/contract/verdicts.ts';
import { moveAmong } from '../parts/roving.ts';
import { VerdictIcon } from '../parts/verdict-mark.tsx';
import { nameOf } from '../text/explain.ts';
import styles from './filters.module.css';

interface VolumePickerProps {
  readonly stacks: readonly VolumeStack[];
  readonly mount: string;
  readonly onPick: (mount: string) => void;
}

const TABS_AT_MOST = 8;

/** Every volume with its verdict: side by side while they fit, a menu when there are many. */
export function VolumePicker({ stacks, mount, onPick }: VolumePickerProps) {
  if (stacks.length > TABS_AT_MOST) return <VolumeMenu stacks={stacks} mount={mount} onPick={onPick} />;
  return (
    <div className={styles.tabs} role="radiogroup" aria-label="Volume" onKeyDown={moveAmong}>
      {stacks.map((stack) => {
        const isChosen = stack.mount === mount;
        return (
          <button
            key={stack.mount}
            type="button"
            role="radio"
            className={styles.tab}
            aria-checked={isChosen}
            aria-label={`${nameOf(stack)}, ${VERDICT_WORDS[stack.verdict]}`}
            title={`${nameOf(stack)}: ${VERDICT_WORDS[stack.verdict]}`}
            tabIndex={isChosen ? 0 : -1}
            data-roving
            onClick={() => onPick(stack.mount)}
            onFocus={() => !isChosen && onPick(stack.mount)}
          >
            <VerdictIcon verdict={stack.verdict} />
            {stack.mount}
          </button>
        );
      })}
    </div>
  );
}

function VolumeMenu({ stacks, mount, onPick }: VolumePickerProps) {
  return (
    <Menu checkedValues={{ volume: [mount] }} onCheckedValueChange={(_, { checkedItems }) => onPick(checkedItems[0] ?? mount)}>
      <MenuTrigger disableButtonEnhancement>
        <MenuButton size="small">{`Volume (${stacks.length})`}</MenuButton>
      </MenuTrigger>
      <MenuPopover className={styles.menu}>
        <MenuList>
          {stacks.map((stack) => (
            <MenuItemRadio
              key={stack.mount}
              name="volume"
              value={stack.mount}
              icon={<VerdictIcon verdict={stack.verdict} />}
              secondaryContent={VERDICT_WORDS[stack.verdict]}
            >
              {nameOf(stack)}
            </MenuItemRadio>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
