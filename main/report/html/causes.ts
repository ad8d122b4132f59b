import type { ReportCause } from '../../contract/report.ts';
import { type CauseContext, causeText } from '../../contract/text/causes.ts';
import type { Advice } from '../../contract/verdicts.ts';
import { html, type Markup, type Piece } from './markup.ts';
import { words } from './parts.ts';

/** One cause: what stands in the way, what was seen and what is only concluded, what it means, and what helps. */
export function causeBlock(cause: ReportCause, context: CauseContext): Markup {
  const { title, lead, seen, concluded, background, remedies, risk, confidence, sources } = causeText(cause, context);
  const tag = cause.concluded ? html` <span class="tag">concluded, nobody said it</span>` : null;
  return html`<div class="cause"><h4>${title}${tag}</h4><p>${words(lead)}</p>
<div class="evidence">${evidence('Seen', 'seen', seen)}${evidence('Concluded', 'concluded', concluded)}</div>
${background === null ? null : html`<p class="soft">${words(background)}</p>`}${help(remedies, risk, confidence, sources)}</div>
`;
}

function evidence(title: string, look: 'seen' | 'concluded', said: readonly string[]): Piece {
  if (said.length === 0) return null;
  const face = look === 'seen' ? 'typed' : '';
  return html`<div class="${look}"><h5>${title}</h5><ul class="${face}">${said.map((line) => html`<li>${line}</li>`)}</ul></div>`;
}

function help(remedies: readonly string[], risk: string | null, confidence: string | null, sources: readonly string[]): Piece {
  if (remedies.length === 0) return null;
  const origin = [risk === null ? null : `Risk: ${risk}`, confidence === null ? null : `Confidence: ${confidence}`, sourceText(sources)];
  return html`<h5>What helps, safest first</h5><ol>${remedies.map((remedy) => html`<li>${words(remedy)}</li>`)}</ol>
<p class="fine">${origin.filter((part) => part !== null).join(' · ')}</p>`;
}

const sourceText = (sources: readonly string[]): string | null => (sources.length === 0 ? null : `Sources: ${sources.join('; ')}`);

/** What a verdict without causes means, as far as the catalogue knows. */
export function adviceBlock(advice: Advice | null): Piece {
  if (advice === null) return null;
  const { title, meaning, remedies, risk, confidence, sources } = advice;
  return html`<div class="cause"><h4>${title}</h4><p>${words(meaning)}</p>${help(remedies, risk === '' ? null : risk, confidence, sources)}</div>`;
}
