import { ToggleButton } from '@fluentui/react-components';
import { LayerRegular } from '@fluentui/react-icons/svg/layer';
import { TableRegular } from '@fluentui/react-icons/svg/table';
import styles from './filters.module.css';

interface ViewToggleProps {
  readonly view: 'stack' | 'table';
  readonly onView: (view: 'stack' | 'table') => void;
}

export function ViewToggle({ view, onView }: ViewToggleProps) {
  return (
    <div className={styles.toggle} role="group" aria-label="View">
      <ToggleButton size="small" icon={<LayerRegular />} checked={view === 'stack'} onClick={() => onView('stack')}>
        Stack
      </ToggleButton>
      <ToggleButton size="small" icon={<TableRegular />} checked={view === 'table'} onClick={() => onView('table')}>
        Table
      </ToggleButton>
    </div>
  );
}
