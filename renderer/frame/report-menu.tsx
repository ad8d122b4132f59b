import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { ArrowExportRegular } from '@fluentui/react-icons/svg/arrow-export';
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark';
import { CopyRegular } from '@fluentui/react-icons/svg/copy';
import { SaveRegular } from '@fluentui/react-icons/svg/save';
import type { Machine } from '../../main/contract/machine.ts';
import { useMedia } from '../media.ts';
import { saveFile, useCopied } from '../parts/use-copied.ts';
import { type ReportSource, reportFileName, reportJson, reportText } from './report.ts';

const WORDS = { idle: 'Report', copied: 'Copied', failed: 'Could not copy' } as const;

/** The page's answer, to take away. */
export function ReportMenu({ report, machine }: { readonly report: ReportSource | null; readonly machine: Machine | null }) {
  const [state, copy] = useCopied();
  const isTiny = useMedia('(max-width: 559.98px)');
  return (
    <Menu positioning="below-end">
      <MenuTrigger disableButtonEnhancement>
        <Button
          icon={state === 'copied' ? <CheckmarkRegular /> : <ArrowExportRegular />}
          disabled={report === null}
          aria-label={isTiny ? WORDS[state] : undefined}
        >
          {!isTiny && <span aria-live="polite">{WORDS[state]}</span>}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem icon={<CopyRegular />} onClick={() => report !== null && copy(reportText(report, machine))}>
            Copy report
          </MenuItem>
          <MenuItem
            icon={<SaveRegular />}
            onClick={() => report !== null && saveFile(reportFileName(report, machine), reportJson(report, machine), 'application/json')}
          >
            Save JSON
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
