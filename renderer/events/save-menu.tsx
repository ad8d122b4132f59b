import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger, ProgressBar } from '@fluentui/react-components';
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark';
import { CopyRegular } from '@fluentui/react-icons/svg/copy';
import { SaveRegular } from '@fluentui/react-icons/svg/save';
import { useRef, useState } from 'react';
import type { EventFilter } from '../../main/contract/events.ts';
import type { Machine } from '../../main/contract/machine.ts';
import { countOf } from '../../main/contract/numbers.ts';
import type { Recording } from '../../main/contract/recordings.ts';
import { useCopied } from '../parts/use-copied.ts';
import type { TableFormat } from '../text/tabular.ts';
import styles from './events.module.css';
import type { EventsClient } from './events-client.ts';
import { saveEvents } from './save-events.ts';

const COPY_WORDS = { idle: 'Copy or save', copied: 'Copied', failed: 'Could not copy' } as const;

interface SaveMenuProps {
  readonly client: EventsClient;
  readonly filter: EventFilter;
  readonly recordings: readonly Recording[];
  readonly machine: Machine | null;
  readonly selectedCount: number;
  readonly loadedCount: number;
  readonly textOf: (format: TableFormat) => string;
}

type Saving = { readonly kind: 'idle' } | { readonly kind: 'saving'; readonly done: number } | { readonly kind: 'failed' };

/** Rows for the clipboard, or all matching events as a file, however many there are. */
export function SaveMenu({ client, filter, recordings, machine, selectedCount, loadedCount, textOf }: SaveMenuProps) {
  const [state, copy] = useCopied();
  const [saving, setSaving] = useState<Saving>({ kind: 'idle' });
  const cancel = useRef<AbortController | null>(null);
  const what = selectedCount > 0 ? countOf(selectedCount, 'row') : countOf(loadedCount, 'loaded row');

  function save(format: 'csv' | 'json'): void {
    cancel.current = new AbortController();
    setSaving({ kind: 'saving', done: 0 });
    saveEvents({
      client,
      filter,
      recordings,
      machine,
      format,
      signal: cancel.current.signal,
      onProgress: (done) => setSaving({ kind: 'saving', done }),
    }).then(
      () => setSaving({ kind: 'idle' }),
      () => setSaving({ kind: 'failed' }),
    );
  }
  if (saving.kind === 'saving') {
    return (
      <span className={styles.views} role="status">
        <ProgressBar aria-label="Saving events" thickness="medium" />
        {countOf(saving.done, 'event')} read
        <Button size="small" onClick={() => cancel.current?.abort()}>
          Cancel
        </Button>
      </span>
    );
  }
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button size="small" icon={state === 'copied' ? <CheckmarkRegular /> : <CopyRegular />}>
          <span aria-live="polite">{saving.kind === 'failed' ? 'Could not save' : COPY_WORDS[state]}</span>
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem secondaryContent="Ctrl+C" onClick={() => copy(textOf('text'))}>
            Copy {what} as text
          </MenuItem>
          <MenuItem onClick={() => copy(textOf('csv'))}>Copy {what} as CSV</MenuItem>
          <MenuItem onClick={() => copy(textOf('json'))}>Copy {what} as JSON</MenuItem>
          <MenuItem icon={<SaveRegular />} onClick={() => save('csv')}>
            Save all matching events as CSV
          </MenuItem>
          <MenuItem icon={<SaveRegular />} onClick={() => save('json')}>
            Save all matching events as JSON
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
