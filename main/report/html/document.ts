import { createHash } from 'node:crypto';
import { countOf } from '../../contract/numbers.ts';
import type { Report } from '../../contract/report.ts';
import { machineText } from '../../contract/text/machine.ts';
import { VERDICT_MEANINGS } from '../../contract/text/verdicts.ts';
import { VERDICTS } from '../../contract/words.ts';
import { caseText } from '../origin.ts';
import { utcIso, utcTime } from '../times.ts';
import { recordingsSection, vetoesSection } from './events.ts';
import { notesSection, snapshotsSection, sourcesSection } from './evidence.ts';
import { symbols, verdictMark } from './icons.ts';
import { machineSection, missingSection } from './machine.ts';
import { html, Markup, type Piece } from './markup.ts';
import { facts, section, stopped } from './parts.ts';
import { pathsSection } from './paths.ts';
import { scansSection } from './scans.ts';
import { STYLE } from './style.ts';
import { volumesSection } from './volumes.ts';

const PRODUCT = 'BypassIO Inspector';

/** Nothing may be loaded, run or sent: the only style is the one whose hash stands here. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** One HTML file that needs nothing else: no script, no network, for screen and paper. */
export function htmlReport(report: Report): string {
  const { summary, machine } = report;
  const parts = PARTS.map(({ id, title, make }) => ({ id, title, body: make(report) })).filter(({ body }) => body !== null);
  const links = parts.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`);
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
<title>${machine.name}: ${summary}. ${PRODUCT} report</title>
<style>${Markup.ofOurOwn(STYLE)}</style></head>
<body><a class="skip" href="#answer">To the answer</a>${symbols}<svg class="symbols" aria-hidden="true" width="0" height="0"><defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch" width="2.6" height="4"/></pattern></defs></svg>
<div class="frame"><header>${top(report)}</header><main id="answer"><h1>${summary}</h1><p class="fine">${whenText(report)}</p>${warning(report)}
<nav class="contents" aria-label="Contents"><ul>${links}</ul></nav>
${parts.map(({ body }) => body)}</main><footer><p class="fine">${madeBy(report)}</p></footer></div></body></html>
`;
  return page.text;
}

const PARTS: readonly { readonly id: string; readonly title: string; readonly make: (report: Report) => Piece }[] = [
  { id: 'notes', title: 'Notes', make: notesSection },
  { id: 'paths', title: 'Named paths', make: pathsSection },
  { id: 'volumes', title: 'Volumes', make: volumesSection },
  { id: 'missing', title: 'What is not known', make: missingSection },
  { id: 'vetoes', title: 'Vetoes', make: vetoesSection },
  { id: 'recordings', title: 'Recordings', make: recordingsSection },
  { id: 'scans', title: 'Folder scans', make: scansSection },
  { id: 'machine', title: 'Machine', make: machineSection },
  { id: 'sources', title: 'Imported evidence', make: sourcesSection },
  { id: 'snapshots', title: 'Snapshots', make: snapshotsSection },
  { id: 'about', title: 'About this report', make: aboutSection },
];

function top({ machine, redaction, origin }: Report): Piece {
  return html`<div class="top"><span class="product">${PRODUCT}</span>${machine.simulated ? html`<span class="badge simulated">Simulated machine</span>` : null}${
    redaction === null ? null : html`<span class="badge redacted">Redacted</span>`
  }${origin.kind === 'case' ? html`<span class="badge">Case file</span>` : null}<span class="whose">${machineText(machine)}</span></div>`;
}

function whenText({ snapshot, generatedAt, origin }: Report): string {
  const asked = snapshot === null ? 'The machine was not asked.' : `Asked ${utcTime(snapshot.takenUs)}.`;
  const from = origin.kind === 'case' ? ` From ${caseText(origin)}, made ${utcTime(origin.createdUs)}.` : '';
  return `${asked}${from} Report made ${utcIso(generatedAt)}.`;
}

function warning({ redaction }: Report): Piece {
  if (redaction === null) return null;
  const counts = redaction.categories?.filter(({ terms }) => terms > 0) ?? null;
  const replaced =
    counts === null
      ? 'Names were replaced by whoever made the case file.'
      : counts.length === 0
        ? 'Nothing was found to replace.'
        : `Replaced: ${counts.map(({ category, terms, cells }) => `${category} ${countOf(terms, 'term')} in ${countOf(cells, 'place')}`).join(', ')}.`;
  return html`<div class="card warning"><strong>${redaction.warning}</strong> ${replaced}</div>`;
}

/** How to read it: what each verdict says, and how what was seen and what is concluded are told apart. */
function aboutSection(report: Report): Piece {
  const { catalogues, tool, origin } = report;
  const meanings = VERDICTS.map((verdict) => [verdictMark(verdict), VERDICT_MEANINGS[verdict]] as const);
  const body = html`<div class="card"><dl class="facts">${meanings.map(([mark, meaning]) => html`<dt>${mark}</dt><dd>${meaning}</dd>`)}</dl></div>
<div class="evidence"><div class="seen"><h3>Seen</h3><p>A solid line: somebody answered this. The machine was asked, or a log says it.</p></div>
<div class="concluded"><h3>Concluded</h3><p>A dashed line, or the word: this follows from a mask, an attribute or the order of the stack. Nobody said it.</p></div></div>
${facts([
  ['Made by', `${tool.name} ${tool.version}`],
  ['Advice', `catalogue of blockers of ${catalogues.blockers}`],
  ['Groups and vendors', `allocated altitudes of ${catalogues.altitudes}`],
  [
    'Case file',
    origin.kind === 'case'
      ? `${caseText(origin)}, made by ${origin.tool.name} ${origin.tool.version} with the catalogue of ${origin.catalogueDate}`
      : null,
  ],
])}
<p class="fine">Lists are cut where they would grow without end; each says how many there are. A case file holds all of it.</p>`;
  return section('about', 'About this report', stopped('All times are UTC'), body);
}

const madeBy = ({ tool, generatedAt }: Report): string =>
  `${PRODUCT} (${tool.name} ${tool.version}), ${utcIso(generatedAt)}. This file holds no script and loads nothing.`;
