import { useEffect } from 'react';

/** The Pause key holds the table still and lets it go again, wherever the focus is on this page. */
export function usePauseKey(onPause: () => void): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== 'Pause') return;
      event.preventDefault();
      onPause();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [onPause]);
}
