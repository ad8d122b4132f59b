import { describe } from '../../contract/describe.ts';
import type { Report, ReportPath } from '../../contract/report.ts';
import { causeReason, causeTag, notAskedSentence } from '../../contract/text/causes.ts';
import { attributesText, KIND_WORDS, storageText } from '../../contract/text/targets.ts';
import { VERDICT_MEANINGS } from '../../contract/text/verdicts.ts';
import { amountText } from '../amount.ts';
import { adviceBlock, causeBlock } from './causes.ts';
import { verdictMark } from './icons.ts';
import { html, type Markup, type Piece } from './markup.ts';
import { facts, orNone, section, stopped, table, typed } from './parts.ts';

/** Paths that are shown with all that is known of them; the table has the others. */
const CARDS_MAX = 50;

/** The paths that the user named: each one's verdict, then the whole answer of those that are not full. */
export function pathsSection({ paths }: Report): Piece {
  if (paths.total === 0) return null;
  const rows = paths.items.map((target) => [
    typed(target.path),
    verdictMark(target.verdict),
    KIND_WORDS[target.targetKind],
    orNone(target.mount),
    firstCause(target),
  ]);
  const columns = [
    { title: 'Path', look: 'path' },
    { title: 'Verdict', look: 'short' },
    { title: 'Kind' },
    { title: 'Volume' },
    { title: 'First cause' },
  ] as const;
  const explained = paths.items.filter(({ verdict }) => verdict !== 'full');
  const cards = { total: explained.length, items: explained.slice(0, CARDS_MAX) };
  const note =
    cards.items.length < cards.total
      ? html`<p class="fine">Explained below: ${amountText(cards, 'path')} whose verdict is not full.</p>`
      : null;
  const body = html`${table({ caption: amountText(paths, 'path'), columns, rows })}${note}${cards.items.map(pathCard)}`;
  return section('paths', 'Named paths', null, body);
}

function firstCause({ causes: [cause], failure, verdict }: ReportPath): Piece {
  if (cause === undefined) return failure === null ? VERDICT_MEANINGS[verdict] : describe(failure);
  const tag = causeTag(cause);
  return html`${tag === '' ? null : html`${typed(tag)} `}${causeReason(cause)}`;
}

function pathCard(target: ReportPath, index: number): Markup {
  const { path, verdict, causes, failure, advice, mount, storage, notAsked, notAskedComplete } = target;
  const id = `path-${index + 1}`;
  const asked = notAskedSentence(verdict, notAsked, notAskedComplete);
  const context = { ...target, mount: mount ?? 'this volume' };
  return html`<article class="card ${verdict}" id="${id}" aria-labelledby="${id}-name"><div class="card-top"><h3 id="${id}-name">${typed(path)}</h3>${verdictMark(verdict)}</div>
${facts([
  ['Kind', KIND_WORDS[target.targetKind]],
  ['Volume', mount],
  ['Properties', target.targetKind === 'file' ? attributesText(target) : null],
  ['Storage', storage === null ? null : storageText(storage)],
  ['Every layer asked', target.complete ? 'yes, through the probe driver' : 'no: a query names the first refuser only'],
])}
${failure === null ? null : html`<p>${stopped(describe(failure))}</p>`}${causes.map((cause) => causeBlock(cause, context))}${causes.length === 0 ? adviceBlock(advice) : null}
${asked === null ? null : html`<p class="soft">${asked}</p>`}</article>
`;
}
