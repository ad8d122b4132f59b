import type { Timeline } from '../../contract/events.ts';
import type { Recording, VolumeUse } from '../../contract/recordings.ts';
import { REPORT_MAX_COUNTS } from '../../contract/report-words.ts';
import type { FileSelection, FolderSum, Scan, ScannedFile, ScanResult } from '../../contract/scan.ts';
import { VERDICTS } from '../../contract/words.ts';
import { VETO_EVENT_ID } from '../../domain/filter-events.ts';
import type { StatusTexts } from '../../domain/system.ts';
import type { VetoSums } from '../../domain/veto-sums.ts';
import type { First, ReportAnswers, ScanAnswers } from '../../report/answers.ts';
import { volumeUse } from '../../store/active-counts.ts';
import type { ReadableDb } from '../../store/database.ts';
import { listRecordings } from '../../store/recordings.ts';
import { listScans } from '../../store/scans.ts';
import { sumVetoes } from '../../store/veto-sums.ts';
import { timelineOf } from '../event-timeline.ts';
import { filesPage, foldersAnswer, scanResult } from '../scan/result.ts';
import type { Turns } from './turns.ts';

const MAX = REPORT_MAX_COUNTS;

/** What a database adds to a report: of this computer, or of a case. */
export type StoredAnswers = Pick<ReportAnswers, 'recordings' | 'samples' | 'timelines' | 'vetoes' | 'scans'>;

export const NOTHING_STORED: StoredAnswers = {
  recordings: [],
  samples: new Map(),
  timelines: new Map(),
  vetoes: { kinds: [], paths: [], pathCount: 0, pathsComplete: true, own: 0 },
  scans: { total: 0, items: [] },
};

/** Shares of the time that the parts take, roughly. */
const RECORDINGS_UNTIL = 0.1;
const VETOES_UNTIL = 0.6;

/** Reads everything that a report shows of a database, a moment's work at a time. Throws what SQLite throws. */
export async function gatherStored(db: ReadableDb, texts: StatusTexts, turns: Turns): Promise<StoredAnswers> {
  const recordings = listRecordings(db);
  await turns.next('recordings', 0);
  const { samples, timelines } = await gatherRecordings(db, recordings, turns);
  const vetoes = await gatherVetoes(db, turns);
  const scans = await gatherScans(db, texts, turns);
  return { recordings, samples, timelines, vetoes, scans };
}

async function gatherRecordings(
  db: ReadableDb,
  recordings: readonly Recording[],
  turns: Turns,
): Promise<Pick<StoredAnswers, 'samples' | 'timelines'>> {
  const samples = new Map<number, readonly VolumeUse[]>();
  const timelines = new Map<number, Timeline>();
  const shown = recordings.slice(0, MAX.recordings);
  for (const [index, recording] of shown.entries()) {
    samples.set(recording.id, volumeUse(db, recording.id));
    if (recording.events > 0 && timelines.size < MAX.timelines) {
      const timeline = timelineOf(db, { recording: recording.id, eventIds: [VETO_EVENT_ID], own: false }, MAX.timelineBins);
      if (timeline.bins.length > 0 || timeline.active.some(({ count }) => count > 0))
        timelines.set(recording.id, ofItsOwn(timeline, recording));
    }
    await turns.next('recordings', ((index + 1) / shown.length) * RECORDINGS_UNTIL);
  }
  return { samples, timelines };
}

/** Samples and losses are found by their time: in the time of an imported recording, they are of this computer. */
const ofItsOwn = (timeline: Timeline, { source, lostEvents, lostBuffers }: Recording): Timeline =>
  source === null ? timeline : { ...timeline, active: [], losses: lostEvents + lostBuffers === 0 ? [] : timeline.losses };

async function gatherVetoes(db: ReadableDb, turns: Turns): Promise<VetoSums> {
  const summing = sumVetoes(db, VETO_EVENT_ID, MAX.vetoPaths);
  for (;;) {
    const step = summing.next();
    if (step.done === true) return step.value;
    await turns.next('vetoes', RECORDINGS_UNTIL + step.value * (VETOES_UNTIL - RECORDINGS_UNTIL));
  }
}

async function gatherScans(db: ReadableDb, texts: StatusTexts, turns: Turns): Promise<First<ScanAnswers>> {
  const scans = listScans(db);
  const items: ScanAnswers[] = [];
  const shown = scans.slice(0, MAX.scans);
  for (const [index, scan] of shown.entries()) {
    const result = scanResult(db, scan, texts);
    await turns.next('scans', VETOES_UNTIL + ((index + 0.5) / shown.length) * (1 - VETOES_UNTIL));
    items.push({ result, folders: foldersOf(db, scan), files: filesOf(db, result) });
    await turns.next('scans', VETOES_UNTIL + ((index + 1) / shown.length) * (1 - VETOES_UNTIL));
  }
  return { total: scans.length, items };
}

/** Folders in the only root, or the roots. */
function foldersOf(db: ReadableDb, scan: Scan): First<FolderSum> {
  const [root, second] = scan.roots;
  const answer = foldersAnswer(db, scan, second === undefined ? (root ?? null) : null, MAX.foldersAScan);
  if (answer === null) return { total: 0, items: [] };
  return { total: answer.folders.length + (answer.others?.folders ?? 0), items: answer.folders };
}

/** The largest files of every verdict but `full`, largest first. */
function filesOf(db: ReadableDb, { scan, byVerdict }: ScanResult): First<ScannedFile> {
  const verdicts = VERDICTS.filter((verdict) => verdict !== 'full' && byVerdict[verdict].files > 0);
  const largest = verdicts.flatMap((verdict) => {
    const select: FileSelection = { by: 'verdict', verdict };
    return filesPage(db, scan, select, null, MAX.filesAScan).files;
  });
  return {
    total: verdicts.reduce((sum, verdict) => sum + byVerdict[verdict].files, 0),
    items: largest.sort((a, b) => b.bytes - a.bytes).slice(0, MAX.filesAScan),
  };
}
