import { z } from 'zod';
import { type HistoryMark, type HistoryTimeline, SnapshotContent, type SnapshotEntry } from '../contract/snapshot.ts';
import { VERDICT_WORDS } from '../contract/text/verdicts.ts';
import { LOAD_EVENT_ID, UNLOAD_EVENT_ID, VETO_EVENT_ID } from '../domain/filter-events.ts';
import { listTotalsByRecording } from '../store/bins.ts';
import type { ReadableDb } from '../store/database.ts';
import { listFilterLoads } from '../store/filter-loads.ts';
import { listRecordings, type RecordingRow } from '../store/recordings.ts';
import { readDrivers } from '../store/snapshots.ts';

/** Marks of all kinds together. */
export const MARKS_MAX_COUNT = 500;
/** Snapshots whose drivers are compared with those of the one before: reading one costs a third of a millisecond. */
export const COMPARED_MAX_COUNT = 300;

/** Snapshots with recordings, and what happened around them. `snapshots` are newest first. */
export function readTimeline(db: ReadableDb, snapshots: readonly SnapshotEntry[]): HistoryTimeline {
  const recordings = listRecordings(db);
  const vetoes = listTotalsByRecording(db, VETO_EVENT_ID);
  const loads = loadMarks(db, recordings);
  const pairs = consecutive(snapshots);
  const compared = pairs.slice(0, COMPARED_MAX_COUNT);
  const marks = [...loads, ...pairs.flatMap(verdictMarks), ...driverMarks(db, compared)].sort((a, b) => b.timeUs - a.timeUs);
  return {
    snapshots: [...snapshots],
    recordings: recordings.map(({ id, startedUs, endedUs, machine, source }) => ({
      id,
      startedUs,
      endedUs,
      vetoes: vetoes.get(id) ?? 0,
      machine,
      imported: source !== null,
    })),
    marks: marks.slice(0, MARKS_MAX_COUNT),
    more: marks.length > MARKS_MAX_COUNT || loads.length >= MARKS_MAX_COUNT || pairs.length > compared.length,
  };
}

function loadMarks(db: ReadableDb, recordings: readonly RecordingRow[]): HistoryMark[] {
  const byId = new Map(recordings.map((recording) => [recording.id, recording]));
  return listFilterLoads(db, [LOAD_EVENT_ID, UNLOAD_EVENT_ID], MARKS_MAX_COUNT).map(({ timeUs, eventId, filter, own, recording }) => {
    const of = byId.get(recording);
    const where = of?.source == null ? '' : ` on ${of.machine}`;
    const isLoad = eventId === LOAD_EVENT_ID;
    const subject = filter ?? 'a filter without a name';
    const sentence = `${subject} was ${isLoad ? 'loaded' : 'unloaded'}${where}${own === 0 ? '' : ' by this program'}`;
    return { timeUs, kind: isLoad ? 'filterLoaded' : 'filterUnloaded', subject, sentence };
  });
}

interface Consecutive {
  readonly before: SnapshotEntry;
  readonly after: SnapshotEntry;
}

/** Each snapshot with the one before it of the same machine, newest first. */
function consecutive(snapshots: readonly SnapshotEntry[]): Consecutive[] {
  const newer = new Map<string, SnapshotEntry>();
  const pairs: Consecutive[] = [];
  for (const before of snapshots) {
    const machine = `${before.simulated} ${before.machine}`;
    const after = newer.get(machine);
    if (after !== undefined) pairs.push({ before, after });
    newer.set(machine, before);
  }
  return pairs;
}

/** A verdict that one of the two does not know is no change. What changed did so some time between the two. */
function verdictMarks({ before, after }: Consecutive): HistoryMark[] {
  const was = new Map(before.verdicts.map(({ mount, verdict }) => [mount.toLowerCase(), verdict]));
  return after.verdicts.flatMap(({ mount, verdict }) => {
    const old = was.get(mount.toLowerCase());
    if (old === undefined || old === verdict || old === 'unknown' || verdict === 'unknown') return [];
    const change = `${VERDICT_WORDS[old].toLowerCase()} → ${VERDICT_WORDS[verdict].toLowerCase()}`;
    return [
      {
        timeUs: after.takenUs,
        kind: 'verdictChanged' as const,
        subject: mount,
        sentence: `${mount} ${change}, some time after snapshot ${before.id}`,
      },
    ];
  });
}

type Versions = ReadonlyMap<string, { readonly driver: string; readonly version: string }>;
const Drivers = z.array(SnapshotContent.shape.drivers.element);

function driverMarks(db: ReadableDb, pairs: readonly Consecutive[]): HistoryMark[] {
  const read = new Map<number, Versions>();
  const versionsOf = ({ id }: SnapshotEntry): Versions => {
    const known = read.get(id) ?? readVersions(db, id);
    read.set(id, known);
    return known;
  };
  return pairs.flatMap((pair) => {
    const was = versionsOf(pair.before);
    return [...versionsOf(pair.after)].flatMap(([key, { driver, version }]): HistoryMark[] => {
      const old = was.get(key)?.version;
      if (old === undefined || old === version) return [];
      const sentence = `${driver} ${old} → ${version}, some time after snapshot ${pair.before.id}`;
      return [{ timeUs: pair.after.takenUs, kind: 'driverChanged', subject: driver, sentence }];
    });
  });
}

/** Versions that are known, by file name. A snapshot that cannot be read has none: opening it says why. */
function readVersions(db: ReadableDb, id: number): Versions {
  const text = readDrivers(db, id);
  const drivers = Drivers.safeParse(text === null ? [] : JSON.parse(text));
  return new Map(
    (drivers.data ?? []).flatMap(({ driver, version }) =>
      version.state === 'known' ? [[driver.toLowerCase(), { driver, version: version.value }] as const] : [],
    ),
  );
}
