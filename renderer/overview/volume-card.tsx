import { HardDriveRegular } from '@fluentui/react-icons/svg/hard-drive';
import { UsbStickRegular } from '@fluentui/react-icons/svg/usb-stick';
import { activeSentence, countOf, exactBytes, formatBytes } from '../../main/contract/numbers.ts';
import { causeReason, causeTag, causeTitle } from '../../main/contract/text/causes.ts';
import type { VolumeVerdict } from '../../main/contract/verdicts.ts';
import { visible } from '../../main/contract/visible.ts';
import { VerdictMark } from '../parts/verdict-mark.tsx';
import { doesNotKnow } from '../text/explain.ts';
import { failureText } from '../text/failure.ts';
import { storageLine } from '../text/report-lines.ts';
import styles from './volume-cards.module.css';

interface VolumeCardProps {
  readonly volume: VolumeVerdict;
  /** The answer is of a case, so that its `now` is long past. */
  readonly isPast: boolean;
  readonly isSelected: boolean;
  readonly onClick: () => void;
  readonly onDoubleClick: () => void;
}

export function VolumeCard({ volume, isPast, isSelected, onClick, onDoubleClick }: VolumeCardProps) {
  const [first, ...more] = volume.causes;
  const tag = first === undefined ? '' : causeTag(first);
  return (
    <div
      className={styles.card}
      role="option"
      aria-selected={isSelected}
      tabIndex={isSelected ? 0 : -1}
      data-verdict={volume.verdict}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
    >
      <div className={styles.top}>
        <span className={styles.drive} aria-hidden="true">
          {volume.storage?.busType === 'USB' ? <UsbStickRegular /> : <HardDriveRegular />}
        </span>
        <span className={styles.name} title={volume.guidPath}>
          {visible(`${volume.mount} ${volume.label}`)}
        </span>
        <VerdictMark verdict={volume.verdict} />
      </div>
      <div className={styles.facts}>
        <span className={styles.storage}>{visible(storageLine(volume))}</span>
        {volume.totalBytes !== null && <span title={exactBytes(volume.totalBytes)}>{formatBytes(volume.totalBytes)}</span>}
      </div>
      <div className={styles.cause}>
        {(tag !== '' || more.length > 0) && (
          <div className={styles.tags}>
            <span className={styles.tag}>{visible(tag)}</span>
            {more.length > 0 && (
              <span className={styles.more} title={more.map((cause) => causeTitle(cause)).join('\n')}>
                +{countOf(more.length, 'more cause')}
              </span>
            )}
          </div>
        )}
        <div className={styles.reason}>{visible(reasonOf(volume))}</div>
      </div>
      <div className={styles.foot}>
        <span title="ActiveBypassIoCount of GET_INFO at the time of asking">
          {activeSentence(volume.activeBypassIoCount, isPast ? 'then' : 'now')}
        </span>
        {volume.freeBytes !== null && <span title={`${exactBytes(volume.freeBytes)} free`}>{formatBytes(volume.freeBytes)} free</span>}
      </div>
    </div>
  );
}

function reasonOf(volume: VolumeVerdict): string {
  const [first] = volume.causes;
  if (first !== undefined) return causeReason(first);
  if (volume.verdict === 'full') return 'Nothing is in the way.';
  if (volume.verdict === 'notApplicable') return doesNotKnow(volume);
  if (volume.failure !== null) return `${failureText(volume.failure).title}: ${failureText(volume.failure).technical}`;
  if (volume.verdict === 'paused') return 'BypassIO is paused for now.';
  return 'No reason was given.';
}
