import { groupOf } from '../catalogue.ts';
import { isBlank, type PastedLine } from './pasted.ts';

/** One line of `fltmc instances`: a filter attached to a volume. */
export interface InstanceRow {
  readonly line: number;
  readonly filter: string;
  /** Empty where the listing leaves it empty. */
  readonly volume: string;
  readonly altitude: string;
  readonly instance: string;
  readonly frame: number | null;
  /** SprtFtrs; null where the Windows that printed it has no such column. */
  readonly supportedFeatures: number | null;
  readonly status: string;
}

/** One line of `fltmc filters`. A legacy filter has neither altitude nor instances. */
export interface FilterRow {
  readonly line: number;
  readonly filter: string;
  readonly instanceCount: number | null;
  readonly altitude: string;
  readonly isLegacy: boolean;
}

/** One line of `fltmc volumes`. */
export interface VolumeRow {
  readonly line: number;
  readonly mount: string;
  readonly device: string;
  readonly fileSystem: string;
  readonly status: string;
}

export interface FltmcText {
  readonly instances: readonly InstanceRow[];
  readonly filters: readonly FilterRow[];
  readonly volumes: readonly VolumeRow[];
  /** HRESULTs that the program printed instead of a listing. */
  readonly errors: readonly { readonly line: number; readonly code: number; readonly text: string }[];
  /** True when a heading or its rule was seen, with rows below it or not. */
  readonly hasHeading: boolean;
  readonly notUnderstood: readonly PastedLine[];
}

/** A wrapped row is put together from at most this many lines. */
const PIECES_MAX = 3;
const RULE = /^\s*(?:[-–—─]{3,}\s+){2,}[-–—─]{3,}\s*$/;
const HEADING_HINT = /sprtftrs/i;
const COMMAND = /\bfltmc(?:\.exe)?(?:\s|$)/i;
const HRESULT = /0x(8[0-9a-f]{7})\b/i;

type Row = { readonly instance: InstanceRow } | { readonly filter: FilterRow } | { readonly volume: VolumeRow };

/** Reads rows by their shape: headings are in the language of the machine and their columns do not line up with the rows. */
export function readFltmc(lines: readonly PastedLine[]): FltmcText {
  const rows: Row[] = [];
  const errors: FltmcText['errors'][number][] = [];
  const notUnderstood: PastedLine[] = [];
  let hasHeading = false;
  let pieces: PastedLine[] = [];
  const give = (): void => {
    notUnderstood.push(...pieces);
    pieces = [];
  };
  for (const [index, line] of lines.entries()) {
    const isHeading = RULE.test(line.text) || HEADING_HINT.test(line.text) || RULE.test(lines[index + 1]?.text ?? '');
    if (isBlank(line) || isHeading || COMMAND.test(line.text)) {
      if (isHeading) hasHeading = true;
      give();
      continue;
    }
    const error = HRESULT.exec(line.text)?.[1];
    if (error !== undefined && readRow(line) === null) {
      errors.push({ line: line.line, code: Number.parseInt(error, 16), text: line.text.trim() });
      give();
      continue;
    }
    if (completesMask(rows, line)) continue;
    const found = withPieces(pieces, line);
    if (found !== null) {
      notUnderstood.push(...pieces.slice(0, pieces.length - found.used));
      pieces = [];
      rows.push(found.row);
    } else {
      pieces.push(line);
      if (pieces.length >= PIECES_MAX) notUnderstood.push(...pieces.splice(0, pieces.length - PIECES_MAX + 1));
    }
  }
  give();
  return {
    instances: rows.flatMap((row) => ('instance' in row ? [row.instance] : [])),
    filters: rows.flatMap((row) => ('filter' in row ? [row.filter] : [])),
    volumes: rows.flatMap((row) => ('volume' in row ? [row.volume] : [])),
    errors,
    hasHeading,
    notUnderstood: notUnderstood.toSorted((a, b) => a.line - b.line),
  };
}

/** The row that the line makes with as few as possible of the pieces before it; `used` says how many. */
function withPieces(pieces: readonly PastedLine[], line: PastedLine): { readonly row: Row; readonly used: number } | null {
  for (let used = 0; used <= pieces.length; used++) {
    const taken = used === 0 ? [] : pieces.slice(-used);
    const text = [...taken.map((piece) => piece.text.trimEnd()), used === 0 ? line.text : line.text.trimStart()].join(' ');
    const row = readRow({ line: taken[0]?.line ?? line.line, text });
    if (row !== null) return { row, used };
  }
  return null;
}

/** A mask that was wrapped onto a line of its own belongs to the row above, which lacks one. */
function completesMask(rows: Row[], line: PastedLine): boolean {
  const mask = /^\s*([0-9a-f]{8})(?:\s+(\S.*))?$/i.exec(line.text);
  const last = rows.at(-1);
  if (mask === null || last === undefined || !('instance' in last) || last.instance.supportedFeatures !== null) return false;
  rows[rows.length - 1] = {
    instance: { ...last.instance, supportedFeatures: Number.parseInt(mask[1] ?? '', 16), status: mask[2]?.trim() ?? '' },
  };
  return true;
}

function readRow(line: PastedLine): Row | null {
  const filter = readFilterRow(line);
  if (filter !== null) return { filter };
  const instance = readInstanceRow(line);
  if (instance !== null) return { instance };
  const volume = readVolumeRow(line);
  return volume === null ? null : { volume };
}

const FILTER = /^\s*(\S.*?)\s+(\d{1,5})\s+(\d{4,7}(?:\.\d+)?)\s+(\d{1,2})\s*$/;
const LEGACY = /^\s*(\S.*?)\s+(?:(\d{1,5})\s+)?<[^<>]+>\s*$/;

function readFilterRow({ line, text }: PastedLine): FilterRow | null {
  const row = FILTER.exec(text);
  // The name of a filter holds neither drive nor path: what does is an instance on a volume.
  if (row !== null && !/[:\\]/.test(row[1] ?? ''))
    return { line, filter: row[1] ?? '', instanceCount: Number(row[2]), altitude: row[3] ?? '', isLegacy: false };
  const legacy = LEGACY.exec(text);
  if (legacy === null || /[:\\]/.test(legacy[1] ?? '')) return null;
  return { line, filter: legacy[1] ?? '', instanceCount: legacy[2] === undefined ? null : Number(legacy[2]), altitude: '', isLegacy: true };
}

/** From the right: frame, mask and status after the instance's name. The mask is always eight hex digits. */
const TAIL = /^(.*\S)\s+(\d{1,2})\s+([0-9a-f]{8})(?:\s+(\S.*))?$/i;
/** Before Windows 10 1809 or so there is no mask; a row then ends with its frame. */
const TAIL_WITHOUT_MASK = /^(.*\S)\s+(\d{1,2})(?:\s{2,}(\S.*))?$/;
/** Without the mask, only columns tell a row from a sentence with numbers in it. */
const HAS_COLUMNS = /\S(?:\s{2,}|\t)\S.*\S(?:\s{2,}|\t)\S/;
const ALTITUDE = /(?<=^|\s)\d{4,7}(?:\.\d+)?(?=\s)/g;
/** Where the volume's name begins: a drive, or a path. */
const VOLUME_START = /(?:^|\s)(?=[A-Za-z]:(?:\\|\s|$)|\\)/;

function readInstanceRow({ line, text }: PastedLine): InstanceRow | null {
  const masked = TAIL.exec(text);
  const tail = masked ?? TAIL_WITHOUT_MASK.exec(text);
  if (tail === null || (masked === null && !HAS_COLUMNS.test(text))) return null;
  const body = tail[1] ?? '';
  const altitude = findAltitude(body);
  if (altitude === null) return null;
  const before = body.slice(0, altitude.at);
  const instance = body.slice(altitude.at + altitude.text.length).trim();
  const { filter, volume } = filterAndVolume(before);
  if (filter === '' || instance === '') return null;
  return {
    line,
    filter,
    volume,
    altitude: altitude.text,
    instance,
    frame: Number(tail[2]),
    supportedFeatures: masked === null ? null : Number.parseInt(masked[3] ?? '', 16),
    status: (masked === null ? tail[3] : masked[4])?.trim() ?? '',
  };
}

/**
 * The altitude among the numbers between filter and instance: names of volumes and instances may hold numbers too. One that lies in the
 * range of a load order group counts more, then one that stands apart by more than one space, then the last.
 */
function findAltitude(body: string): { readonly text: string; readonly at: number } | null {
  const found = [...body.matchAll(ALTITUDE)].filter(({ index }) => index > 0);
  const ranked = found.map((match) => {
    const after = body.slice(match.index + match[0].length);
    const stands = /\s\s$/.test(body.slice(0, match.index)) && /^\s\s/.test(after);
    return { text: match[0], at: match.index, rank: (groupOf(match[0]) === null ? 0 : 2) + (stands ? 1 : 0) };
  });
  const best = Math.max(...ranked.map(({ rank }) => rank));
  return ranked.findLast(({ rank }) => rank === best) ?? null;
}

function filterAndVolume(before: string): { readonly filter: string; readonly volume: string } {
  const start = VOLUME_START.exec(before);
  if (start !== null) return { filter: before.slice(0, start.index).trim(), volume: before.slice(start.index).trim() };
  // A volume that is neither drive nor path stands apart by its column; otherwise there is none.
  const [filter = '', volume = ''] = before.trim().split(/\s{2,}/);
  return { filter, volume };
}

const VOLUME = /^\s*((?:[A-Za-z]:(?:\\\S.*?)?)?)\s*(\\Device\\\S.*?)\s+(\p{L}[\w-]{1,15})(?:\s+(\S.*))?$/u;

function readVolumeRow({ line, text }: PastedLine): VolumeRow | null {
  const row = VOLUME.exec(text);
  if (row === null) return null;
  return { line, mount: row[1] ?? '', device: row[2] ?? '', fileSystem: row[3] ?? '', status: row[4]?.trim() ?? '' };
}
