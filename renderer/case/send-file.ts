import type { ImportProgress, ImportStep } from '../../main/contract/import.ts';
import { IMPORT_CHUNK_MAX_BYTES } from '../../main/contract/import-words.ts';
import type { Client } from '../connection.ts';

const NAME_MAX_CHARS = 1_000;

export interface SendOptions {
  readonly signal: AbortSignal;
  readonly onSent: (bytes: number) => void;
  readonly onRead: (progress: ImportProgress) => void;
}

/** Evidence that was read, or a case file that is open now. */
export type HandedOver = Extract<ImportStep, { readonly kind: 'done' | 'case' }>;

/** Hands a file's bytes to the service and gives what it says. The file's place on this computer is never told. Rejects as a call does. */
export async function sendFile(client: Client, file: File, { signal, onSent, onRead }: SendOptions): Promise<HandedOver> {
  const announced = { name: file.name.slice(-NAME_MAX_CHARS) || 'file', sizeBytes: file.size };
  const steps = await client.import.file(announced, { signal });
  for await (const step of steps) {
    if (step.kind === 'done' || step.kind === 'case') return step;
    if (step.kind === 'reading') onRead(step);
    else await sendChunks(client, file, step.upload, signal, onSent);
  }
  throw new Error('The service ended without an answer.');
}

async function sendChunks(client: Client, file: File, upload: string, signal: AbortSignal, onSent: (bytes: number) => void): Promise<void> {
  for (let offset = 0; offset < file.size; offset += IMPORT_CHUNK_MAX_BYTES) {
    const part = await readPart(file, offset);
    if (part === null) return void (await client.import.cutShort({ upload }, { signal }));
    const { receivedBytes } = await client.import.chunk({ upload, offset, bytes: new File([part], 'chunk') }, { signal });
    onSent(receivedBytes);
  }
}

/** Null when the file is no longer what was chosen: a browser then gives nothing more of it. */
async function readPart(file: File, offset: number): Promise<ArrayBuffer | null> {
  try {
    return await file.slice(offset, offset + IMPORT_CHUNK_MAX_BYTES).arrayBuffer();
  } catch (error) {
    if (error instanceof DOMException && (error.name === 'NotReadableError' || error.name === 'NotFoundError')) return null;
    throw error;
  }
}
