import { FluentProvider } from '@fluentui/react-components';
import type { Connection } from './connection.ts';
import { InspectorWindow } from './frame/inspector-window.tsx';
import { useKept } from './kept.ts';
import { parseThemeChoice, useTheme } from './theme.ts';

/** Everything on screen, in the chosen theme. */
export function App({ connection }: { readonly connection: Connection }) {
  const [choice, choose] = useKept('theme', parseThemeChoice);
  const { theme, scheme } = useTheme(choice);
  return (
    <FluentProvider theme={theme} data-scheme={scheme}>
      <InspectorWindow connection={connection} themeChoice={choice} onThemeChoice={choose} />
    </FluentProvider>
  );
}
