import type { ExportStep } from '../../main/contract/case.ts';
import type { ViewClient } from '../view.ts';
import { FORMAT_WORDS } from './export-words.ts';

export type ExportInput = Parameters<ViewClient['exports']['write']>[0];
export type Written = Extract<ExportStep, { readonly kind: 'done' }>;

export interface Exported {
  readonly written: Written;
  readonly file: Blob;
}

interface Running {
  readonly signal: AbortSignal;
  readonly onWriting: (part: string, fraction: number) => void;
  readonly onFetched: (bytes: number, totalBytes: number) => void;
}

/** Has the service write what is asked for and fetches it. Whatever comes of it, the service is told to keep nothing. Rejects as a call does. */
export async function runExport(client: ViewClient, request: ExportInput, { signal, onWriting, onFetched }: Running): Promise<Exported> {
  const written = await write(client, request, signal, onWriting);
  try {
    const parts: Blob[] = [];
    let offset = 0;
    for (let isMore = true; isMore; ) {
      onFetched(offset, written.sizeBytes);
      const { bytes } = await client.exports.read({ export: written.export, offset }, { signal });
      parts.push(bytes);
      offset += bytes.size;
      isMore = bytes.size > 0;
    }
    if (offset !== written.sizeBytes) throw new Error(`${offset} of ${written.sizeBytes} bytes came.`);
    return { written, file: new Blob(parts, { type: FORMAT_WORDS[request.format].type }) };
  } finally {
    // A service that cannot be told keeps it until it ends; what was fetched is whole all the same.
    client.exports.drop({ export: written.export }).catch(() => {});
  }
}

async function write(client: ViewClient, request: ExportInput, signal: AbortSignal, onWriting: Running['onWriting']): Promise<Written> {
  for await (const step of await client.exports.write(request, { signal })) {
    if (step.kind === 'done') return step;
    onWriting(step.part, step.fraction);
  }
  throw new Error('The service ended without a file.');
}
