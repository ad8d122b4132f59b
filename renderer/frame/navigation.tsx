import { Tooltip } from '@fluentui/react-components';
import { BriefcaseRegular } from '@fluentui/react-icons/svg/briefcase';
import { FilterRegular } from '@fluentui/react-icons/svg/filter';
import { FolderSearchRegular } from '@fluentui/react-icons/svg/folder-search';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { HomeRegular } from '@fluentui/react-icons/svg/home';
import { PulseRegular } from '@fluentui/react-icons/svg/pulse';
import { SettingsRegular } from '@fluentui/react-icons/svg/settings';
import { useIsNarrow } from '../media.ts';
import { moveAmong } from '../parts/roving.ts';
import { formatRoute, type Route } from '../route.ts';
import styles from './navigation.module.css';

const PAGES = [
  { page: 'overview', label: 'Overview', icon: <HomeRegular />, href: formatRoute({ page: 'overview' }) },
  { page: 'filters', label: 'Filters', icon: <FilterRegular />, href: formatRoute({ page: 'filters', mount: null, view: 'stack' }) },
  { page: 'files', label: 'Files', icon: <FolderSearchRegular />, href: formatRoute({ page: 'files', scan: null, roots: [] }) },
  { page: 'events', label: 'Events', icon: <PulseRegular />, href: formatRoute({ page: 'events', source: null }) },
  { page: 'history', label: 'History', icon: <HistoryRegular />, href: formatRoute({ page: 'history', chosen: [] }) },
  { page: 'case', label: 'Case', icon: <BriefcaseRegular />, href: formatRoute({ page: 'case' }) },
] as const;

interface NavigationProps {
  readonly page: Route['page'];
  /** Events are being recorded, whichever page is shown. */
  readonly isRecording: boolean;
  readonly onSettings: () => void;
}

/** The pages, with arrows inside; icons only when there is little room. */
export function Navigation({ page, isRecording, onSettings }: NavigationProps) {
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
            aria-label={item.page === 'events' && isRecording ? 'Events, recording' : item.label}
          >
            <span className={styles.icon} aria-hidden="true" data-recording={(item.page === 'events' && isRecording) || undefined}>
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
