import { Button } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import type { ReactElement, ReactNode } from 'react';
import styles from './bars.module.css';

interface BarProps {
  readonly tone: 'plain' | 'bad';
  readonly icon: ReactElement;
  readonly action?: ReactElement | null;
  readonly children: ReactNode;
}

/** One line above every page. */
export function Bar({ tone, icon, action, children }: BarProps) {
  return (
    <div className={styles.bar} data-tone={tone} role="status">
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <p className={styles.text}>{children}</p>
      {action}
    </div>
  );
}

export function CloseButton({ onClick }: { readonly onClick: () => void }) {
  return <Button size="small" appearance="subtle" icon={<DismissRegular />} aria-label="Close" onClick={onClick} />;
}
