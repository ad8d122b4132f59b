import { Button, Input, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark';
import { CopyRegular } from '@fluentui/react-icons/svg/copy';
import { FilterRegular } from '@fluentui/react-icons/svg/filter';
import { countOf, formatCount } from '../../main/contract/numbers.ts';
import { useCopied } from '../parts/use-copied.ts';
import type { TableFormat } from '../text/tabular.ts';
import { ColumnMenu } from './column-menu.tsx';
import styles from './data-table.module.css';

interface TableToolbarProps {
  readonly noun: string;
  readonly filter: string;
  readonly onFilter: (text: string) => void;
  readonly shownCount: number;
  readonly totalCount: number;
  readonly selectedCount: number;
  readonly columns: readonly { readonly id: string; readonly header: string }[];
  readonly hiddenIds: readonly string[];
  readonly onToggleColumn: (id: string) => void;
  readonly textOf: (format: TableFormat) => string;
}

const COPY_WORDS = { idle: 'Copy', copied: 'Copied', failed: 'Could not copy' } as const;

export function TableToolbar(props: TableToolbarProps) {
  const { noun, filter, onFilter, shownCount, totalCount, selectedCount } = props;
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Table">
      <Input
        className={styles.filter}
        size="small"
        contentBefore={<FilterRegular />}
        placeholder="Show rows with…"
        aria-label="Show rows with this text"
        data-table-filter
        value={filter}
        onChange={(_, data) => onFilter(data.value)}
      />
      <span className={styles.count} role="status">
        {filter === '' ? countOf(totalCount, noun) : `${formatCount(shownCount)} of ${countOf(totalCount, noun)}`}
        {selectedCount > 1 && `, ${formatCount(selectedCount)} selected`}
      </span>
      <ColumnMenu {...props} />
      <CopyMenu {...props} />
    </div>
  );
}

function CopyMenu({ selectedCount, textOf }: TableToolbarProps) {
  const [state, copy] = useCopied();
  const what = selectedCount > 0 ? countOf(selectedCount, 'row') : 'all rows';
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button size="small" icon={state === 'copied' ? <CheckmarkRegular /> : <CopyRegular />}>
          <span aria-live="polite">{COPY_WORDS[state]}</span>
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem secondaryContent="Ctrl+C" onClick={() => copy(textOf('text'))}>
            Copy {what} as text
          </MenuItem>
          <MenuItem onClick={() => copy(textOf('csv'))}>Copy {what} as CSV</MenuItem>
          <MenuItem onClick={() => copy(textOf('json'))}>Copy {what} as JSON</MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
