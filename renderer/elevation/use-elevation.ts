import { useCallback, useEffect, useRef, useState } from 'react';
import type { ElevationState } from '../../main/contract/elevation.ts';
import { failureOf } from '../asked.ts';
import type { Connection } from '../connection.ts';
import { follow } from '../follow.ts';
import { failureText } from '../text/failure.ts';

/** A service with administrator rights beside the window's own. */
export interface ElevationSwitch {
  /** Null until the service has said. */
  readonly state: ElevationState | null;
  /** What came of the last try, until it is read. */
  readonly note: string | null;
  readonly enable: () => void;
  readonly readNote: () => void;
}

const DECLINED = 'Windows gave no administrator rights. Everything stays as it was; you can ask again at any time.';
const ENDED = 'The service with administrator rights ended. What needs them is not available until you enable it again.';

export function useElevation(connection: Connection): ElevationSwitch {
  const [state, setState] = useState<ElevationState | null>(null);
  const [note, setNote] = useState<string | null>(null);
  const last = useRef<ElevationState | null>(null);
  useEffect(
    () =>
      follow(connection, {
        open: (signal) => connection.client.elevation.changes(undefined, { signal }),
        onValue: (next) => {
          const before = last.current;
          last.current = next;
          setState(next);
          if (before === null || isElevated(before) === isElevated(next)) return;
          setNote(next.kind === 'possible' && next.ended !== null ? ENDED : null);
          connection.turnOver();
        },
        onError: () => setState(null), // then nothing is offered; whatever else is asked says what is wrong
      }),
    [connection],
  );
  const enable = useCallback(() => {
    setNote(null);
    connection.client.elevation.enable().then(
      (outcome) => setNote(outcome === 'declined' ? DECLINED : null),
      (error: unknown) => setNote(notEnabled(error)),
    );
  }, [connection]);
  const readNote = useCallback(() => setNote(null), []);
  return { state, note, enable, readNote };
}

const isElevated = ({ kind }: ElevationState): boolean => kind === 'elevated';

function notEnabled(error: unknown): string {
  const { title, technical } = failureText(failureOf(error));
  return `No administrator rights. ${title}: ${technical}`;
}
