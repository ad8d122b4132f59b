import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { useEffect, useRef, useState } from 'react';
import type { ExportFormat } from '../../main/contract/scan.ts';
import { saveFile } from '../parts/use-copied.ts';
import type { ViewClient } from '../view.ts';

const TYPES: Readonly<Record<ExportFormat, string>> = { csv: 'text/csv', json: 'application/json' };
const WORDS = { idle: 'Export', running: 'Exporting…', failed: 'Export failed' } as const;

/** Every file of the scan as a file of its own; Cancel stands in its place while it comes. */
export function ExportMenu({ client, scan }: { readonly client: ViewClient; readonly scan: number }) {
  const [state, setState] = useState<keyof typeof WORDS>('idle');
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  async function save(format: ExportFormat): Promise<void> {
    const turn = new AbortController();
    stop.current = turn;
    setState('running');
    try {
      const pieces: string[] = [];
      for await (const piece of await client.scans.export({ scan, format }, { signal: turn.signal })) pieces.push(piece);
      if (!turn.signal.aborted) saveFile(`bypassio-scan-${scan}.${format}`, pieces, TYPES[format]);
      setState('idle');
    } catch {
      setState(turn.signal.aborted ? 'idle' : 'failed');
    }
  }
  if (state === 'running')
    return (
      <Button size="small" onClick={() => stop.current?.abort()}>
        Cancel the export
      </Button>
    );
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button size="small" icon={<ArrowDownloadRegular />}>
          <span aria-live="polite">{WORDS[state]}</span>
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem onClick={() => void save('csv')}>All files as CSV</MenuItem>
          <MenuItem onClick={() => void save('json')}>Sums and all files as JSON</MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
