import { ipcRenderer, webUtils } from 'electron';

const origin = window.location.origin;

// The page gets its end of the service's channel, and again when the service had to be started again. It gets nothing else of Electron.
ipcRenderer.on('port', (event) => window.postMessage('port', origin, [...event.ports]));

// A page cannot learn where a dropped file lies, and the question is about that very place. Only a preload can ask, and only for what
// the user dropped: the files never leave it, their paths do.
window.addEventListener(
  'drop',
  (event) => {
    const paths = [...(event.dataTransfer?.files ?? [])].map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '');
    if (paths.length > 0) window.postMessage({ kind: 'droppedPaths', paths }, origin);
  },
  { capture: true },
);
