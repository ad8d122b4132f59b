import { Button } from '@fluentui/react-components';
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark';
import { CopyRegular } from '@fluentui/react-icons/svg/copy';
import { useCopied } from './use-copied.ts';

const WORDS = { idle: 'Copy', copied: 'Copied', failed: 'Could not copy' } as const;

export function CopyButton({ text, label }: { readonly text: () => string; readonly label: string }) {
  const [state, copy] = useCopied();
  return (
    <Button
      size="small"
      icon={state === 'copied' ? <CheckmarkRegular /> : <CopyRegular />}
      aria-label={state === 'idle' ? label : WORDS[state]}
      onClick={() => copy(text())}
    >
      <span aria-live="polite">{WORDS[state]}</span>
    </Button>
  );
}
