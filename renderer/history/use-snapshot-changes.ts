import { useEffect, useState } from 'react';
import type { Failure } from '../../main/contract/failure.ts';
import type { SnapshotChange } from '../../main/contract/snapshot.ts';
import { failureOf } from '../asked.ts';
import type { Connection } from '../connection.ts';
import { follow } from '../follow.ts';

/** What the service says of this computer's snapshots. */
export interface FollowedSnapshots {
  /** Null before the service has said. */
  readonly change: SnapshotChange | null;
  /** Why nothing more is heard; the schedule does not run then. */
  readonly failure: Failure | null;
}

/** Follows this computer's snapshots for as long as the window is open, whatever it shows: by this the service runs the schedule. */
export function useSnapshotChanges(connection: Connection): FollowedSnapshots {
  const [followed, setFollowed] = useState<FollowedSnapshots>({ change: null, failure: null });
  useEffect(
    () =>
      follow(connection, {
        open: (signal) => connection.client.snapshots.changes(undefined, { signal }),
        onValue: (change) => setFollowed({ change, failure: null }),
        onError: (error) => setFollowed((before) => ({ ...before, failure: failureOf(error) })),
      }),
    [connection],
  );
  return followed;
}
