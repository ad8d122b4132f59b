import { useEffect, useState } from 'react';

/** Files dropped on the page and what is pasted outside a text field. True while a file hovers. */
export function useHandedIn(onFile: (file: File) => void, onText: (text: string) => void): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    // In the capture phase: here a file is handed in, so the window's own answer to a drop does not apply.
    const options = { signal: stop.signal, capture: true };
    const listen = <K extends 'dragover' | 'dragleave' | 'drop'>(type: K, act: (event: DragEvent) => void): void =>
      window.addEventListener(type, act, options);
    listen('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    });
    listen('dragleave', (event) => {
      if (event.relatedTarget === null) setOver(false);
    });
    listen('drop', (event) => {
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      onFile(file);
    });
    window.addEventListener(
      'paste',
      (event) => {
        if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
        const file = event.clipboardData?.files[0];
        const text = event.clipboardData?.getData('text') ?? '';
        if (file !== undefined) onFile(file);
        else if (text.trim() !== '') onText(text);
        else return;
        event.preventDefault();
      },
      options,
    );
    return () => stop.abort();
  }, [onFile, onText]);
  return isOver;
}
