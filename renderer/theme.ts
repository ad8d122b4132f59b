import { type Theme, teamsHighContrastTheme, webDarkTheme, webLightTheme } from '@fluentui/react-components';
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
/** One colour for each verdict, and for the drawn series; the same names become CSS variables. Verdicts reach 4.5:1 on every surface of
 * their theme, series 3:1. */
const LIGHT = {
  verdictFull: '#0e700e',
  verdictPartial: '#7a5b00',
  verdictBlocked: '#b10e1c',
  verdictPaused: '#115ea3',
  verdictQuiet: '#5c5c5c',
  rowRefused: '#fdf0f1',
  rowRefusedEdge: '#b10e1c',
  rowLimits: '#fbf5e4',
  seriesFirst: '#0f6cbd',
  seriesSecond: '#c4500c',
  seriesRest: '#7a7a7a',
};
const DARK = {
  verdictFull: '#6ccb6c',
  verdictPartial: '#f2c661',
  verdictBlocked: '#f1868b',
  verdictPaused: '#77b7f7',
  verdictQuiet: '#b0b0b0',
  rowRefused: '#3f1011',
  rowRefusedEdge: '#f1868b',
  rowLimits: '#332b12',
  seriesFirst: '#62abf5',
  seriesSecond: '#f59d5c',
  seriesRest: '#9a9a9a',
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
