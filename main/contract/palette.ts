/**
 * One colour for each verdict, and for the drawn series; the same names become CSS variables, in the window and in reports. Verdicts reach
 * 4.5:1 on every surface of their theme, series 3:1.
 */
export const LIGHT = {
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
export const DARK = {
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
