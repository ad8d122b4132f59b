import { useEffect } from 'react';

interface Dropped {
  readonly onPaths: (paths: readonly string[]) => void;
  /** A case file is opened wherever it is dropped: nobody asks whether its bytes can be read without filters. */
  readonly onCaseFile: (file: File) => void;
  readonly onNote: (note: string) => void;
}

/** Files dropped on the window. Electron's preload sends their paths; a browser never tells them, and `onNote` gets to say so. */
export function useDroppedPaths({ onPaths, onCaseFile, onNote }: Dropped): void {
  useEffect(() => {
    function onMessage(event: MessageEvent<unknown>): void {
      if (event.source !== window) return;
      const paths = droppedPaths(event.data).filter((path) => !isCaseFile(path));
      if (paths.length > 0) onPaths(paths);
    }
    function allowDrop(event: DragEvent): void {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    }
    function onDrop(event: DragEvent): void {
      const file = event.dataTransfer?.files[0];
      if (file === undefined) return;
      event.preventDefault();
      if (isCaseFile(file.name)) onCaseFile(file);
      else if (window.location.protocol !== 'app:')
        onNote(`A browser does not tell where “${file.name}” lies. Paste its path instead: Shift+right-click the file, Copy as path.`);
    }
    window.addEventListener('message', onMessage);
    window.addEventListener('dragover', allowDrop);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('message', onMessage);
      window.removeEventListener('dragover', allowDrop);
      window.removeEventListener('drop', onDrop);
    };
  }, [onPaths, onCaseFile, onNote]);
}

const isCaseFile = (name: string): boolean => name.toLowerCase().endsWith('.bpio');

function droppedPaths(data: unknown): readonly string[] {
  if (typeof data !== 'object' || data === null || !('kind' in data) || data.kind !== 'droppedPaths' || !('paths' in data)) return [];
  return Array.isArray(data.paths) ? data.paths.filter((path) => typeof path === 'string' && path !== '') : [];
}
