import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  Field,
  Radio,
  RadioGroup,
} from '@fluentui/react-components';
import { parseThemeChoice, type ThemeChoice } from '../theme.ts';
import styles from './settings-dialog.module.css';

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['F5, Ctrl+R', 'Ask again'],
  ['Ctrl+F', 'Ask about a file, folder or volume'],
  ['Ctrl+L', 'Filter a table'],
  ['Ctrl+E', 'Record events, stop recording'],
  ['Ctrl+S', 'Save what is on the screen as JSON'],
  ['Ctrl+Shift+S', 'Export everything: report or case file'],
  ['Pause, P in the table', 'Hold the table of events still'],
  ['+, -, Esc', 'Zoom in the timeline'],
  ['F6, Shift+F6', 'Next or previous pane'],
  ['Arrows, Home, End', 'Move in cards, stack and table'],
  ['Enter', 'Open a volume’s filters'],
  ['Esc', 'Cancel what is being read, scanned or written'],
  ['Ctrl+A, Ctrl+C', 'Select all rows, copy rows as text'],
];

interface SettingsDialogProps {
  readonly choice: ThemeChoice;
  readonly onChoice: (choice: ThemeChoice) => void;
  readonly onClose: () => void;
}

export function SettingsDialog({ choice, onChoice, onClose }: SettingsDialogProps) {
  return (
    <Dialog open surfaceMotion={null} onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface backdropMotion={null} className={styles.surface}>
        <DialogBody>
          <DialogTitle>Settings</DialogTitle>
          <DialogContent>
            <Field label="Theme" hint="Windows high contrast goes before this choice.">
              <RadioGroup layout="horizontal" value={choice} onChange={(_, data) => onChoice(parseThemeChoice(data.value))}>
                <Radio value="system" label="Like the system" />
                <Radio value="light" label="Light" />
                <Radio value="dark" label="Dark" />
              </RadioGroup>
            </Field>
            <h3 className={styles.heading}>Keyboard</h3>
            <dl className={styles.keys}>
              {KEYS.map(([keys, does]) => (
                <div key={keys}>
                  <dt>{keys}</dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </DialogContent>
          <DialogActions>
            <DialogTrigger disableButtonEnhancement>
              <Button appearance="primary">Close</Button>
            </DialogTrigger>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
