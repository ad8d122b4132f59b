import type { EvidenceKind } from '../contract/evidence.ts';
import type { ByteSource } from '../etw/byte-source.ts';
import { BUFFER_HEADER_BYTES, BUFFER_TYPE_HEADER } from '../etw/etl-buffer.ts';
import { LOG_MAGIC } from '../etw/evtx-file.ts';

/** What the first bytes say a file is; `text` may turn out to be nothing this product knows. */
export type Recognised = { readonly kind: EvidenceKind | 'text' } | { readonly problem: string };

const HEAD_BYTES = 4096;
export const SQLITE_MAGIC = 'SQLite format 3\0';
/** Larger than any listing: a longer text is no output of these programs. */
export const TEXT_MAX_BYTES = 1 << 20;

/** Kinds that people send by mistake, by how they begin: the message can then say what to do. */
const KNOWN_OTHERS: readonly (readonly [bytes: string, advice: string])[] = [
  ['PK\x03\x04', 'a ZIP archive (or an Office document): unpack it and import the trace, log or text inside'],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive: unpack it first'],
  ['Rar!\x1a\x07', 'a RAR archive: unpack it first'],
  ['\x1f\x8b', 'a gzip file: unpack it first'],
  ['MSCF', 'a cabinet file: unpack it first'],
  ['%PDF', 'a PDF: send the text itself, pasted or saved'],
  ['\x89PNG', 'a picture: send the text itself, pasted or saved'],
  ['\xff\xd8\xff', 'a picture: send the text itself, pasted or saved'],
  ['\x30\x00\x00\x00LfLe', 'an event log of Windows XP or Server 2003 (.evt), older than BypassIO'],
  ['MDMP', 'a crash dump'],
  ['PAGEDU64', 'a kernel memory dump'],
];

/** Recognises by content, never by name. */
export async function recognise(source: ByteSource): Promise<Recognised> {
  const buffer = new Uint8Array(HEAD_BYTES);
  const head = buffer.subarray(0, await source.read(0, buffer));
  if (head.byteLength === 0) return { problem: 'empty: 0 bytes' };
  const begins = Buffer.from(head.buffer, 0, Math.min(32, head.byteLength)).toString('latin1');
  if (begins.startsWith(LOG_MAGIC)) return { kind: 'evtx' };
  if (begins.startsWith(SQLITE_MAGIC)) return { kind: 'bpio' };
  const other = KNOWN_OTHERS.find(([bytes]) => begins.startsWith(bytes));
  if (other !== undefined) return { problem: other[1] };
  if (isTrace(head)) return { kind: 'etl' };
  if (looksLikeText(head)) return { kind: 'text' };
  return { problem: `no trace, event log or text: begins with ${Buffer.from(head.subarray(0, 16)).toString('hex')} at offset 0` };
}

/** A header buffer that may hold at least one record. Whether it is whole is for the reader to say. */
function isTrace(head: Uint8Array): boolean {
  if (head.byteLength < BUFFER_HEADER_BYTES) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return view.getUint32(0, true) >= BUFFER_HEADER_BYTES && view.getUint16(0x36, true) === BUFFER_TYPE_HEADER;
}

function looksLikeText(head: Uint8Array): boolean {
  if (hasUtf16Mark(head) !== null) return true;
  const controls = head.reduce(
    (sum, byte) => sum + (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 27 ? 1 : 0),
    0,
  );
  return controls === 0 || utf16WithoutMark(head) !== null;
}

const hasUtf16Mark = (head: Uint8Array): 'utf-16le' | 'utf-16be' | null =>
  head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : null;

/** Mostly ASCII with a zero beside each: UTF-16 that lost its mark on the way. */
function utf16WithoutMark(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (head.byteLength < 8) return null;
  const zeros = [0, 0];
  for (let index = 0; index < head.byteLength; index++) if (head[index] === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const half = head.byteLength / 2;
  if ((zeros[1] ?? 0) > half * 0.6 && (zeros[0] ?? 0) < half * 0.1) return 'utf-16le';
  return (zeros[0] ?? 0) > half * 0.6 && (zeros[1] ?? 0) < half * 0.1 ? 'utf-16be' : null;
}

/**
 * Text as a redirect in PowerShell (UTF-16 with a mark), an editor (UTF-8) or a console (a code page) writes it. A code page that cannot be
 * told is read as Windows-1252: some letters of words come out wrong, numbers and driver names do not.
 */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly encoding: string } {
  const utf16 = hasUtf16Mark(bytes) ?? utf16WithoutMark(bytes.subarray(0, HEAD_BYTES));
  if (utf16 !== null) return { text: new TextDecoder(utf16).decode(bytes), encoding: utf16 };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
  }
}

/** The whole of a source that is small enough to be text; null when it is not. */
export async function readWhole(source: ByteSource, maxBytes: number): Promise<Uint8Array | null> {
  if (source.sizeBytes > maxBytes) return null;
  const bytes = new Uint8Array(source.sizeBytes);
  return bytes.subarray(0, await source.read(0, bytes));
}
