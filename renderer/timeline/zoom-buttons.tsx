import { Button } from '@fluentui/react-components';
import { ArrowFitRegular } from '@fluentui/react-icons/svg/arrow-fit';
import { ChevronLeftRegular } from '@fluentui/react-icons/svg/chevron-left';
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right';
import { ZoomInRegular } from '@fluentui/react-icons/svg/zoom-in';
import { ZoomOutRegular } from '@fluentui/react-icons/svg/zoom-out';
import styles from './time-box.module.css';

interface ZoomButtonsProps {
  readonly isZoomed: boolean;
  readonly onZoomIn: () => void;
  readonly onZoomOut: () => void;
  /** By a share of what is shown: below zero, to earlier. */
  readonly onMove: (share: number) => void;
  readonly onWhole: () => void;
}

export function ZoomButtons({ isZoomed, onZoomIn, onZoomOut, onMove, onWhole }: ZoomButtonsProps) {
  const buttons = [
    { label: 'Zoom in', icon: <ZoomInRegular />, act: onZoomIn, isOff: false },
    { label: 'Zoom out', icon: <ZoomOutRegular />, act: onZoomOut, isOff: !isZoomed },
    { label: 'Earlier', icon: <ChevronLeftRegular />, act: () => onMove(-0.5), isOff: !isZoomed },
    { label: 'Later', icon: <ChevronRightRegular />, act: () => onMove(0.5), isOff: !isZoomed },
    { label: 'Whole time', icon: <ArrowFitRegular />, act: onWhole, isOff: !isZoomed },
  ];
  return (
    <div className={styles.zoom} role="group" aria-label="Time shown">
      {buttons.map(({ label, icon, act, isOff }) => (
        <Button key={label} appearance="subtle" size="small" icon={icon} aria-label={label} title={label} disabled={isOff} onClick={act} />
      ))}
    </div>
  );
}
