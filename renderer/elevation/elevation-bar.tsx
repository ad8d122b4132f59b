import { Button, Tooltip } from '@fluentui/react-components';
import { InfoRegular } from '@fluentui/react-icons/svg/info';
import { ShieldRegular } from '@fluentui/react-icons/svg/shield';
import type { Machine } from '../../main/contract/machine.ts';
import { Bar, CloseButton } from '../frame/bar.tsx';
import type { View } from '../view.ts';
import type { ElevationSwitch } from './use-elevation.ts';

interface ElevationBarsProps {
  readonly view: View;
  readonly machine: Machine | null;
  readonly elevation: ElevationSwitch;
}

const ADDS =
  'Windows asks for your consent. A service beside this window then has administrator rights, shows the filters of each volume and records live events, and ends with the window, which itself never has them.';

/** What is missing without elevation, and the way to it; and what came of the last try. */
export function ElevationBars({ view, machine, elevation: { state, note, enable, readNote } }: ElevationBarsProps) {
  return (
    <>
      {machine?.elevated === false && (
        <Bar
          tone="plain"
          icon={<ShieldRegular />}
          action={view.kind === 'live' && isOffered(state) ? <EnableMore isAsking={state?.kind === 'asking'} onClick={enable} /> : null}
        >
          <strong>Not elevated:</strong> {view.kind === 'live' ? 'the filter list and live events are' : 'the filter list is'} not
          available; verdicts are. {wayOut(view, state)}
        </Bar>
      )}
      {note !== null && (
        <Bar tone="plain" icon={<InfoRegular />} action={<CloseButton onClick={readNote} />}>
          {note}
        </Bar>
      )}
    </>
  );
}

const isOffered = (state: ElevationSwitch['state']): boolean => state?.kind === 'possible' || state?.kind === 'asking';

function wayOut(view: View, state: ElevationSwitch['state']): string {
  if (view.kind === 'case') return 'Whoever wrote this case can add it by writing another one as administrator.';
  if (state === null) return '';
  if (state.kind === 'asking') return 'Windows is asking for your consent.';
  return isOffered(state) ? 'Administrator rights add them.' : 'Start BypassIO Inspector as administrator to see them.';
}

function EnableMore({ isAsking, onClick }: { readonly isAsking: boolean; readonly onClick: () => void }) {
  return (
    <Tooltip content={ADDS} relationship="description" withArrow>
      <Button size="small" icon={<ShieldRegular />} disabledFocusable={isAsking} onClick={onClick}>
        {isAsking ? 'Waiting for Windows…' : 'Enable more'}
      </Button>
    </Tooltip>
  );
}
