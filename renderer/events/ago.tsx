import { useSecond } from '../parts/use-second.ts';
import { exactTime, relativeTime } from '../text/time.ts';

/** How long ago it was; the exact time of this computer and UTC in the tooltip. */
export function Ago({ time }: { readonly time: string }) {
  const now = useSecond();
  if (time === '') return 'time not known';
  return (
    <time dateTime={time} title={`${exactTime(time)}, time of this computer\n${time}`}>
      {relativeTime(Date.parse(time), now)}
    </time>
  );
}

export function isoOf(us: number): string {
  return new Date(us / 1_000).toISOString();
}
