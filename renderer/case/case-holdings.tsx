import { CameraRegular } from '@fluentui/react-icons/svg/camera';
import { DocumentRegular } from '@fluentui/react-icons/svg/document';
import { FolderSearchRegular } from '@fluentui/react-icons/svg/folder-search';
import { HardDriveRegular } from '@fluentui/react-icons/svg/hard-drive';
import { PulseRegular } from '@fluentui/react-icons/svg/pulse';
import type { ReactElement, ReactNode } from 'react';
import type { CaseContents } from '../../main/contract/case.ts';
import { countOf } from '../../main/contract/numbers.ts';
import { Ago, isoOf } from '../events/ago.tsx';
import { formatRoute } from '../route.ts';
import { newestSnapshot } from '../text/case.ts';
import styles from './contents.module.css';

/** What there is, each with the page that shows it; what there is not, said. */
export function CaseHoldings({ contents }: { readonly contents: CaseContents }) {
  const { snapshots, recordings, events, scans, sources } = contents;
  const newest = newestSnapshot(contents);
  const oldest = snapshots.reduce((min, { takenUs }) => Math.min(min, takenUs), newest?.takenUs ?? 0);
  return (
    <ul className={styles.cards} aria-label="What the case holds">
      <Holding
        icon={<HardDriveRegular />}
        title={newest === undefined ? 'No volumes' : countOf(newest.verdicts.length, 'volume')}
        href={newest === undefined ? null : formatRoute({ page: 'overview' })}
      >
        {newest === undefined ? (
          'They come from a snapshot, and it holds none.'
        ) : (
          <>
            As of the newest snapshot, <Ago time={isoOf(newest.takenUs)} />.
          </>
        )}
      </Holding>
      <Holding
        icon={<CameraRegular />}
        title={snapshots.length === 0 ? 'No snapshot' : countOf(snapshots.length, 'snapshot')}
        href={snapshots.length === 0 ? null : formatRoute({ page: 'history', chosen: [] })}
      >
        {snapshots.length < 2 ? (
          snapshots.length === 0 ? (
            'None was taken, or they were left out.'
          ) : (
            'With a second one it could be compared.'
          )
        ) : (
          <>
            The oldest <Ago time={isoOf(oldest)} />. Any two can be compared.
          </>
        )}
      </Holding>
      <Holding
        icon={<PulseRegular />}
        title={recordings === 0 ? 'No recording' : countOf(recordings, 'recording')}
        href={recordings === 0 ? null : formatRoute({ page: 'events', source: null })}
      >
        {recordings === 0
          ? 'No events were recorded, or they were left out.'
          : `${countOf(events, 'event')} in ${recordings === 1 ? 'it' : 'them'}.`}
      </Holding>
      <Holding
        icon={<FolderSearchRegular />}
        title={scans === 0 ? 'No scan' : countOf(scans, 'scan')}
        href={scans === 0 ? null : formatRoute({ page: 'files', scan: null, roots: [] })}
      >
        {scans === 0 ? 'No folder was scanned, or scans were left out.' : 'Files by verdict and cause.'}
      </Holding>
      <Holding icon={<DocumentRegular />} title={sources === 0 ? 'No imported source' : countOf(sources, 'imported source')} href={null}>
        {sources === 0 ? 'Everything in it was seen on its own machine.' : 'Traces, logs or texts that were read in, listed under Sources.'}
      </Holding>
    </ul>
  );
}

interface HoldingProps {
  readonly icon: ReactElement;
  readonly title: string;
  /** The page that shows it; null where none does. */
  readonly href: string | null;
  readonly children: ReactNode;
}

function Holding({ icon, title, href, children }: HoldingProps) {
  return (
    <li className={styles.card} data-quiet={title.startsWith('No ') || undefined}>
      <span className={styles.cardIcon} aria-hidden="true">
        {icon}
      </span>
      <div>
        {href === null ? <strong>{title}</strong> : <a href={href}>{title}</a>}
        <p>{children}</p>
      </div>
    </li>
  );
}
