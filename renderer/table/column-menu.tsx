import { Button, Menu, MenuItemCheckbox, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { ColumnTripleRegular } from '@fluentui/react-icons/svg/column-triple';

interface ColumnMenuProps {
  readonly columns: readonly { readonly id: string; readonly header: string }[];
  readonly hiddenIds: readonly string[];
  readonly onToggleColumn: (id: string) => void;
}

/** Which columns are shown. The last one stays. */
export function ColumnMenu({ columns, hiddenIds, onToggleColumn }: ColumnMenuProps) {
  const shown = columns.filter(({ id }) => !hiddenIds.includes(id)).map(({ id }) => id);
  return (
    <Menu
      checkedValues={{ columns: shown }}
      onCheckedValueChange={(_, { checkedItems }) => {
        const changed = columns.find(({ id }) => checkedItems.includes(id) !== shown.includes(id));
        if (changed !== undefined && checkedItems.length > 0) onToggleColumn(changed.id);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button size="small" icon={<ColumnTripleRegular />}>
          Columns
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {columns.map(({ id, header }) => (
            <MenuItemCheckbox key={id} name="columns" value={id}>
              {header}
            </MenuItemCheckbox>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
