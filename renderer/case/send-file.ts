import type { ImportStep } from '../../main/contract/import.ts';
import { IMPORT_CHUNK_MAX_BYTES } from '../../main/contract/import-words.ts';
import type { Client } from '../connection.ts';

const NAME_MAX_CHARS = 1_000;

export interface SendOptions {
  readonly signal: AbortSignal;
  readonly onSent: (bytes: number) => void;
  readonly onRead: (bytes: number) => void;
}

/** Evidence that was read, or a case file that is open now. */
export type HandedOver = Extract<ImportStep, { readonly kind: 'done' | 'case' }>;

/** Hands a file's bytes to the service and gives what it says. The file's place on this computer is never told. Rejects as a call does. */
export async function sendFile(client: Client, file: File, { signal, onSent, onRead }: SendOptions): Promise<HandedOver> {
  const announced = { name: file.name.slice(-NAME_MAX_CHARS) || 'file', sizeBytes: file.size };
  const steps = await client.import.file(announced, { signal });
  for await (const step of steps) {
    if (step.kind === 'done' || step.kind === 'case') return step;
    if (step.kind === 'reading') onRead(step.readBytes);
    else await sendChunks(client, file, step.upload, signal, onSent);
  }
  throw new Error('The service ended without an answer.');
}

async function sendChunks(client: Client, file: File, upload: string, signal: AbortSignal, onSent: (bytes: number) => void): Promise<void> {
  for (let offset = 0; offset < file.size; offset += IMPORT_CHUNK_MAX_BYTES) {
    const bytes = new File([file.slice(offset, offset + IMPORT_CHUNK_MAX_BYTES)], 'chunk');
    const { receivedBytes } = await client.import.chunk({ upload, offset, bytes }, { signal });
    onSent(receivedBytes);
  }
}
