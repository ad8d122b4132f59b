/** Limits of evidence that a window hands in. Free of any library, like words.ts. */

/** Pasted text as one call: larger than any listing, and small enough for one message however it is escaped. */
export const IMPORT_TEXT_MAX_CHARS = 1_048_576;
export const IMPORT_CHUNK_MAX_BYTES = 1_048_576;
/** Room that one file of somebody else may take on this computer while it is read. */
export const IMPORT_FILE_MAX_BYTES = 4 * 2 ** 30;
/** The ways through a file, one after the other. Kinds without a need for one leave it out. */
export const IMPORT_PASSES = ['hash', 'read', 'order'] as const;
