import { Button } from '@fluentui/react-components';
import { CopyRegular } from '@fluentui/react-icons/svg/copy';
import { SaveRegular } from '@fluentui/react-icons/svg/save';
import type { ExportFormat } from '../../main/contract/case-words.ts';

interface WriteButtonsProps {
  readonly format: ExportFormat;
  readonly isDisabled: boolean;
  readonly onWrite: (to: 'file' | 'clipboard') => void;
}

/** A file; a text for a ticket can also be had without one. */
export function WriteButtons({ format, isDisabled, onWrite }: WriteButtonsProps) {
  return (
    <>
      {format === 'md' && (
        <Button icon={<CopyRegular />} disabled={isDisabled} onClick={() => onWrite('clipboard')}>
          Copy for a ticket
        </Button>
      )}
      <Button appearance="primary" icon={<SaveRegular />} disabled={isDisabled} onClick={() => onWrite('file')}>
        Save
      </Button>
    </>
  );
}
