import { type KeyboardEvent, useRef } from 'react';
import type { VolumeVerdict } from '../../main/contract/verdicts.ts';
import { VolumeCard } from './volume-card.tsx';
import styles from './volume-cards.module.css';

interface VolumeCardsProps {
  readonly volumes: readonly VolumeVerdict[];
  readonly isPast: boolean;
  readonly selected: string | null;
  readonly onSelect: (mount: string) => void;
  /** Click or Space: explain where there is no pane. */
  readonly onExplain: (mount: string) => void;
  readonly onOpen: (mount: string) => void;
}

/** One card a volume, one tab stop; arrows move as the cards lie. */
export function VolumeCards({ volumes, isPast, selected, onSelect, onExplain, onOpen }: VolumeCardsProps) {
  const list = useRef<HTMLDivElement>(null);

  function onKeyDown(event: KeyboardEvent): void {
    const at = volumes.findIndex((volume) => volume.mount === selected);
    const here = volumes[at];
    if (event.key === 'Enter' && here !== undefined) onOpen(here.mount);
    else if (event.key === ' ' && here !== undefined) onExplain(here.mount);
    else {
      const next = nextIndex(event.key, at, volumes.length, columnsOf(list.current));
      const volume = next === null ? undefined : volumes[next];
      if (next === null || volume === undefined) return;
      onSelect(volume.mount);
      list.current?.querySelectorAll<HTMLElement>('[role="option"]')[next]?.focus();
    }
    event.preventDefault();
  }

  return (
    <div
      ref={list}
      className={styles.cards}
      role="listbox"
      aria-label="Volumes"
      aria-orientation="horizontal"
      data-pane-entry
      onKeyDown={onKeyDown}
    >
      {volumes.map((volume) => (
        <VolumeCard
          key={volume.mount}
          volume={volume}
          isPast={isPast}
          isSelected={volume.mount === selected}
          onClick={() => onExplain(volume.mount)}
          onDoubleClick={() => onOpen(volume.mount)}
        />
      ))}
    </div>
  );
}

function columnsOf(list: HTMLElement | null): number {
  const tops = [...(list?.children ?? [])].map((card) => (card instanceof HTMLElement ? card.offsetTop : 0));
  const below = tops.findIndex((top) => top !== tops[0]);
  return below === -1 ? Math.max(1, tops.length) : below;
}

/** The card that a key leads to, or null when the key is none of ours or leads nowhere. */
export function nextIndex(key: string, at: number, count: number, columns: number): number | null {
  const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const step = steps[key];
  if (step === undefined) return null;
  const next = at + step;
  return next >= 0 && next < count ? next : null;
}
