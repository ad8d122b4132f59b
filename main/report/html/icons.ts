import type { RowTone } from '../../contract/text/stack.ts';
import { VERDICT_WORDS } from '../../contract/text/verdicts.ts';
import type { Verdict } from '../../contract/words.ts';
import { html, type Markup } from './markup.ts';

/** Drawn once and used everywhere: full is a tick, partial a sign of warning, blocked a cross, paused two bars; outlines are no verdict. */
export const symbols: Markup = html`<svg class="symbols" aria-hidden="true" width="0" height="0">
<symbol id="v-full" viewBox="0 0 20 20"><circle cx="10" cy="10" r="8" fill="currentColor"/><path class="cut" d="M6.2 10.4l2.6 2.6 5-5.4"/></symbol>
<symbol id="v-partial" viewBox="0 0 20 20"><path fill="currentColor" d="M10 2.2c.5 0 .9.3 1.2.7l6.6 12.4c.5.9-.2 2-1.2 2H3.4c-1 0-1.7-1.1-1.2-2L8.8 2.9c.3-.4.7-.7 1.2-.7z"/><path class="cut" d="M10 7v4.5M10 14v.2"/></symbol>
<symbol id="v-blocked" viewBox="0 0 20 20"><circle cx="10" cy="10" r="8" fill="currentColor"/><path class="cut" d="M7 7l6 6M13 7l-6 6"/></symbol>
<symbol id="v-paused" viewBox="0 0 20 20"><circle cx="10" cy="10" r="8" fill="currentColor"/><path class="cut" d="M8 6.8v6.4M12 6.8v6.4"/></symbol>
<symbol id="v-notApplicable" viewBox="0 0 20 20"><circle class="line" cx="10" cy="10" r="7.3"/><path class="line" d="M6.5 10h7"/></symbol>
<symbol id="v-unknown" viewBox="0 0 20 20"><circle class="line" cx="10" cy="10" r="7.3"/><path class="line" d="M7.8 8.2c0-1.3 1-2.1 2.2-2.1s2.2.8 2.2 2c0 1.7-2.2 1.8-2.2 3.5M10 14v.1"/></symbol>
</svg>`;

/** Icon and word, so that colour is never the only sign. */
export const verdictMark = (verdict: Verdict): Markup =>
  html`<span class="mark ${verdict}"><svg class="icon" aria-hidden="true"><use href="#v-${verdict}"/></svg>${VERDICT_WORDS[verdict]}</span>`;

/** What one driver did, by the icon of the verdict that it leads to. */
export const TONE_VERDICTS: Readonly<Record<RowTone, Verdict>> = {
  refused: 'blocked',
  limits: 'partial',
  passed: 'full',
  suspected: 'unknown',
  quiet: 'notApplicable',
};
