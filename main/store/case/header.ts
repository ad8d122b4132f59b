import { CASE_APPLICATION_ID } from '../../contract/case-words.ts';
import { FIRST_CASE_FORM } from './form.ts';

/** The first bytes of an SQLite file. Source: the SQLite file format, https://sqlite.org/fileformat.html, 1.3. */
export const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';
const ROLLBACK_JOURNAL = 1;
const UTF8 = 1;
const PAGE_MIN_BYTES = 512;

/** Bytes of a page: a power of two, of which the largest does not fit into its two bytes. */
export const pageBytesOf = (header: Buffer): number => (header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16));
export const formOf = (header: Buffer): number => header.readUInt32BE(60);

/** In one sentence why a file of `sizeBytes` that begins like this is no case file that this program reads, else null. */
export function whyNotOurs(header: Buffer, sizeBytes: number, newestForm: number): string | null {
  if (header.byteLength < HEADER_BYTES) return 'this is no case file: it is shorter than the header of one';
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'this is no case file: it does not begin as an SQLite database does';
  if (header.readUInt32BE(68) !== CASE_APPLICATION_ID)
    return `this is no case file: an SQLite database with the application id 0x${header.toString('hex', 68, 72).toUpperCase()}`;
  const form = formOf(header);
  if (form > newestForm)
    return `the case file has form ${form} and was made by a newer version of this program, which knows up to ${newestForm}`;
  if (form < FIRST_CASE_FORM) return `there is no case file of form ${form}`;
  if (header[18] !== ROLLBACK_JOURNAL || header[19] !== ROLLBACK_JOURNAL)
    return 'another program changed the case file so that it needs a second file beside it';
  if (header.readUInt32BE(56) !== UTF8) return 'the case file is damaged: its texts are not in UTF-8';
  const pageBytes = pageBytesOf(header);
  if (pageBytes < PAGE_MIN_BYTES || (pageBytes & (pageBytes - 1)) !== 0 || header[20] !== 0)
    return `the case file is damaged: pages of ${pageBytes} bytes, ${header[20]} of them reserved`;
  const pages = header.readUInt32BE(28);
  return pages * pageBytes === sizeBytes
    ? null
    : `the case file is cut off or damaged: it names ${pages} pages of ${pageBytes} bytes and has ${sizeBytes} bytes`;
}
