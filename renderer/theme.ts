import { type Theme, teamsHighContrastTheme, webDarkTheme, webLightTheme } from '@fluentui/react-components';
import { DARK, LIGHT } from '../main/contract/palette.ts';
import { useMedia } from './media.ts';

export const THEME_CHOICES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

export function parseThemeChoice(stored: unknown): ThemeChoice {
  return THEME_CHOICES.find((choice) => choice === stored) ?? 'system';
}

const FACES = {
  fontFamilyBase: "'Segoe UI Variable Text', 'Segoe UI Variable', 'Segoe UI', system-ui, sans-serif",
  fontFamilyMonospace: "'Cascadia Mono', Consolas, ui-monospace, 'DejaVu Sans Mono', monospace",
};
/** Fluent's slower motions would show where something went long after it arrived. */
const MOTION = {
  durationFast: '100ms',
  durationNormal: '100ms',
  durationGentle: '120ms',
  durationSlow: '120ms',
  durationSlower: '120ms',
  durationUltraSlow: '120ms',
};
const CONTRAST = {
  verdictFull: '#ffffff',
  verdictPartial: '#ffffff',
  verdictBlocked: '#ffffff',
  verdictPaused: '#ffffff',
  verdictQuiet: '#ffffff',
  rowRefused: '#000000',
  rowRefusedEdge: '#ffffff',
  rowLimits: '#000000',
  seriesFirst: '#ffffff',
  seriesSecond: '#ffffff',
  seriesRest: '#ffffff',
};

const light = { ...webLightTheme, ...FACES, ...MOTION, ...LIGHT };
const dark = { ...webDarkTheme, ...FACES, ...MOTION, ...DARK };
const contrast = { ...teamsHighContrastTheme, ...FACES, ...MOTION, ...CONTRAST };

export interface AppliedTheme {
  readonly theme: Theme;
  readonly scheme: 'light' | 'dark';
}

/** Windows high contrast goes before any choice: there the system's colours rule. */
export function useTheme(choice: ThemeChoice): AppliedTheme {
  const forced = useMedia('(forced-colors: active)');
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const scheme = choice === 'system' ? (systemDark ? 'dark' : 'light') : choice;
  return { theme: forced ? contrast : scheme === 'dark' ? dark : light, scheme };
}
