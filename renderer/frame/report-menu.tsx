import { Button, Menu, MenuDivider, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { ArrowExportRegular } from '@fluentui/react-icons/svg/arrow-export';
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark';
import { CopyRegular } from '@fluentui/react-icons/svg/copy';
import { DocumentArrowDownRegular } from '@fluentui/react-icons/svg/document-arrow-down';
import { SaveRegular } from '@fluentui/react-icons/svg/save';
import type { CaseContents } from '../../main/contract/case.ts';
import type { Machine } from '../../main/contract/machine.ts';
import { useMedia } from '../media.ts';
import { useCopied } from '../parts/use-copied.ts';
import { type ReportSource, reportText } from './report.ts';

const WORDS = { idle: 'Report', copied: 'Copied', failed: 'Could not copy' } as const;

interface ReportMenuProps {
  /** Null while the page has nothing to say. */
  readonly report: ReportSource | null;
  readonly machine: Machine | null;
  readonly from: CaseContents | null;
  readonly onSave: () => void;
  readonly onExport: () => void;
}

/** The page's answer, to take away; and everything there is, as a report or a case file. */
export function ReportMenu({ report, machine, from, onSave, onExport }: ReportMenuProps) {
  const [state, copy] = useCopied();
  const isTiny = useMedia('(max-width: 559.98px)');
  return (
    <Menu positioning="below-end">
      <MenuTrigger disableButtonEnhancement>
        <Button icon={state === 'copied' ? <CheckmarkRegular /> : <ArrowExportRegular />} aria-label={isTiny ? WORDS[state] : undefined}>
          {!isTiny && <span aria-live="polite">{WORDS[state]}</span>}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem
            icon={<CopyRegular />}
            disabled={report === null}
            onClick={() => report !== null && copy(reportText(report, machine, from))}
          >
            Copy report
          </MenuItem>
          <MenuItem icon={<SaveRegular />} secondaryContent="Ctrl+S" disabled={report === null} onClick={onSave}>
            Save JSON
          </MenuItem>
          <MenuDivider />
          <MenuItem icon={<DocumentArrowDownRegular />} secondaryContent="Ctrl+Shift+S" onClick={onExport}>
            Export everything…
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
