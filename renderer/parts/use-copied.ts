import { useEffect, useState } from 'react';

const SHOWN_MS = 2_000;

/** What became of the last copy: the button that started it says so for two seconds. */
export type CopyState = 'idle' | 'copied' | 'failed';

export function useCopied(): readonly [CopyState, (text: string) => void] {
  const [state, setState] = useState<CopyState>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);

  function copy(text: string): void {
    writeClipboard(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  }
  return [state, copy];
}

/** Pages that are not served from this computer have no clipboard object. */
export async function writeClipboard(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}

/** Gives the browser a file to save; something long in parts, since one string has its limit. */
export function saveFile(name: string, content: string | readonly BlobPart[], type: string): void {
  const url = URL.createObjectURL(new Blob(typeof content === 'string' ? [content] : [...content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
