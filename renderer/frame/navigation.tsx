import { Tooltip } from '@fluentui/react-components';
import { BriefcaseRegular } from '@fluentui/react-icons/svg/briefcase';
import { FilterRegular } from '@fluentui/react-icons/svg/filter';
import { HomeRegular } from '@fluentui/react-icons/svg/home';
import { SettingsRegular } from '@fluentui/react-icons/svg/settings';
import { useIsNarrow } from '../media.ts';
import { moveAmong } from '../parts/roving.ts';
import { formatRoute, type Route } from '../route.ts';
import styles from './navigation.module.css';

const PAGES = [
  { page: 'overview', label: 'Overview', icon: <HomeRegular />, href: formatRoute({ page: 'overview' }) },
  { page: 'filters', label: 'Filters', icon: <FilterRegular />, href: formatRoute({ page: 'filters', mount: null, view: 'stack' }) },
  { page: 'case', label: 'Case', icon: <BriefcaseRegular />, href: formatRoute({ page: 'case' }) },
] as const;

interface NavigationProps {
  readonly page: Route['page'];
  readonly onSettings: () => void;
}

/** The pages, with arrows inside; icons only when there is little room. */
export function Navigation({ page, onSettings }: NavigationProps) {
  const isNarrow = useIsNarrow();
  return (
    <nav className={styles.navigation} aria-label="Pages" data-pane="navigation" onKeyDown={moveAmong}>
      {PAGES.map((item) => (
        <Named key={item.page} label={item.label} isShown={isNarrow}>
          <a
            className={styles.item}
            data-roving
            href={item.href}
            aria-current={item.page === page ? 'page' : undefined}
            aria-label={item.label}
          >
            <span className={styles.icon} aria-hidden="true">
              {item.icon}
            </span>
            <span className={styles.label}>{item.label}</span>
          </a>
        </Named>
      ))}
      <span className={styles.gap} />
      <Named label="Settings" isShown={isNarrow}>
        <button type="button" className={styles.item} data-roving onClick={onSettings} aria-label="Settings">
          <span className={styles.icon} aria-hidden="true">
            <SettingsRegular />
          </span>
          <span className={styles.label}>Settings</span>
        </button>
      </Named>
    </nav>
  );
}

/** Without its word an icon needs a tooltip. */
function Named({ label, isShown, children }: { readonly label: string; readonly isShown: boolean; readonly children: React.ReactElement }) {
  return isShown ? (
    <Tooltip content={label} relationship="inaccessible" positioning="after">
      {children}
    </Tooltip>
  ) : (
    children
  );
}
