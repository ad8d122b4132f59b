import { DARK, LIGHT } from '../../contract/palette.ts';

type Colors = Readonly<Record<string, string>>;

const lightSurfaces: Colors = {
  page: '#fafafa',
  card: '#ffffff',
  shade: '#f5f5f5',
  edge: '#d1d1d1',
  edgeSoft: '#e0e0e0',
  text: '#242424',
  textSoft: '#424242',
  textQuiet: '#616161',
  accent: '#0f6cbd',
};
const darkSurfaces: Colors = {
  page: '#1f1f1f',
  card: '#292929',
  shade: '#333333',
  edge: '#666666',
  edgeSoft: '#525252',
  text: '#ffffff',
  textSoft: '#d6d6d6',
  textQuiet: '#adadad',
  accent: '#62abf5',
};

const declared = (colors: Colors): string =>
  Object.entries(colors)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');

/** The whole style of a report: light and dark as the reader's system has it, always light on paper. */
export const STYLE = `
:root{color-scheme:light dark;${declared({ ...lightSurfaces, ...LIGHT })}}
@media screen and (prefers-color-scheme:dark){:root{${declared({ ...darkSurfaces, ...DARK })}}}
@media print{:root{color-scheme:light}}
@page{size:A4;margin:14mm 13mm 16mm;@bottom-right{content:counter(page) " / " counter(pages);font:9px sans-serif;color:#616161}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:14px/20px 'Segoe UI Variable Text','Segoe UI Variable','Segoe UI',system-ui,sans-serif;overflow-wrap:anywhere}
.frame{max-width:1040px;margin:0 auto;padding:24px 24px 40px}
h1{margin:16px 0 4px;font-size:24px;line-height:32px;font-weight:600}
h2{margin:32px 0 4px;font-size:18px;line-height:26px;font-weight:600}
h3{margin:0;font-size:16px;line-height:22px;font-weight:600}
h4{margin:16px 0 4px;font-size:14px;line-height:20px;font-weight:600}
h5{margin:12px 0 4px;color:var(--textQuiet);font-size:12px;line-height:16px;font-weight:400;letter-spacing:.02em;text-transform:uppercase}
p{margin:4px 0}
a{color:var(--accent)}
a:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--text);outline-offset:2px}
code,.typed{font-family:'Cascadia Mono',Consolas,ui-monospace,'DejaVu Sans Mono',monospace;font-size:.92em}
.fine{color:var(--textQuiet);font-size:12px;line-height:16px}
.soft{color:var(--textSoft)}
.skip{position:absolute;left:-9999px}
.skip:focus{left:24px;top:8px;padding:4px 12px;background:var(--card)}
.top{display:flex;flex-wrap:wrap;align-items:center;gap:6px 12px;padding-bottom:12px;border-bottom:1px solid var(--edgeSoft)}
.product{font-size:16px;font-weight:600}
.badge{padding:1px 10px;border:1px solid var(--edge);border-radius:12px;font-size:12px;line-height:18px;font-weight:600}
.badge.simulated,.badge.redacted{border-color:var(--verdictPartial);color:var(--verdictPartial);background:var(--rowLimits)}
.whose{margin-left:auto;color:var(--textQuiet);font-size:12px}
.contents ul{display:flex;flex-wrap:wrap;gap:4px 16px;margin:12px 0 0;padding:0;list-style:none;font-size:12px}
.card{margin:12px 0;padding:12px 16px;border:1px solid var(--edgeSoft);border-radius:6px;background:var(--card)}
.card.blocked{border-left:3px solid var(--verdictBlocked)}
.card-top{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:4px 16px}
.mark{display:inline-flex;align-items:center;gap:6px;font-weight:600;white-space:nowrap}
.icon{flex:none;width:16px;height:16px}
.symbols{position:absolute}
.cut{fill:none;stroke:var(--card);stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}
.line{fill:none;stroke:currentColor;stroke-width:1.4;stroke-linecap:round;stroke-linejoin:round}
.full{color:var(--verdictFull)}.partial{color:var(--verdictPartial)}.blocked>.mark,.mark.blocked,.icon.blocked,use.blocked{color:var(--verdictBlocked)}
.paused{color:var(--verdictPaused)}.notApplicable,.unknown{color:var(--verdictQuiet)}
.card{color:var(--text)}
dl.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:2px 16px;margin:8px 0 0;font-size:12px;line-height:18px}
dl.facts dt{color:var(--textQuiet)}
dl.facts dd{margin:0}
.cause{margin-top:12px;padding-top:8px;border-top:1px solid var(--edgeSoft)}
.cause h4{margin:0 0 4px}
.evidence{display:grid;grid-template-columns:repeat(auto-fit,minmax(260px,1fr));gap:8px 24px;margin:8px 0}
.seen,.concluded{padding-left:12px;border-left:2px solid var(--edge)}
.concluded{border-left-style:dashed}
.seen h5,.concluded h5{margin-top:0}
.seen ul,.concluded ul{margin:0;padding:0;list-style:none}
.seen ul{font-size:12px;line-height:18px}
.tag{display:inline-block;padding:0 8px;border:1px dashed var(--edge);border-radius:9px;color:var(--textSoft);font-size:11px;line-height:16px;font-weight:400;white-space:nowrap}
ol,ul{margin:4px 0;padding-left:22px}
li+li{margin-top:2px}
.contents li+li,.legend li+li{margin-top:0}
.wide{margin:8px 0;overflow-x:auto;border:1px solid var(--edgeSoft);border-radius:6px;background:var(--card)}
table{width:100%;border-collapse:collapse;overflow-wrap:break-word;font-size:12px;line-height:16px;font-variant-numeric:tabular-nums}
caption{padding:8px 12px 4px;text-align:left;color:var(--textQuiet)}
th,td{padding:6px 12px;border-top:1px solid var(--edgeSoft);text-align:left;vertical-align:top}
thead th{border-top:0;color:var(--textQuiet);font-weight:400;white-space:nowrap}
tbody th{font-weight:600}
caption+thead th{border-top:1px solid var(--edgeSoft)}
.number{text-align:right;white-space:nowrap}
.path{min-width:160px;overflow-wrap:anywhere}
td code{overflow-wrap:anywhere}
.short{white-space:nowrap}
.card .wide{margin:8px 0 0}
figure{margin:8px 0 0}
figure svg{display:block;width:100%;height:auto;max-width:760px}
figcaption{color:var(--textQuiet);font-size:12px;line-height:16px}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;margin:4px 0 0;padding:0;list-style:none;font-size:12px}
.legend li{display:flex;align-items:center;gap:6px;margin:0}
.swatch{width:12px;height:12px}
svg text{font-family:inherit;fill:var(--textSoft);font-size:12px}
svg .quiet{fill:var(--textQuiet)}
svg .strong{fill:var(--text);font-weight:600;font-size:13px}
svg .strong.quiet{fill:var(--textQuiet)}
svg .said{fill:var(--text);font-weight:600}
svg .right{text-anchor:end}
svg .section{fill:var(--textQuiet);font-size:11px;letter-spacing:.02em}
svg .ground{fill:var(--card);stroke:var(--edgeSoft)}
svg .rule{stroke:var(--edgeSoft)}
svg .row-refused{fill:var(--rowRefused)}
svg .row-limits{fill:var(--rowLimits)}
svg .edge-refused{fill:var(--rowRefusedEdge)}
svg .edge-limits{fill:var(--verdictPartial)}
svg .bracket{fill:none;stroke:var(--edge);stroke-width:2}
svg .bracket.skipped{stroke:var(--verdictFull)}
svg .use-skipped{fill:var(--verdictFull);font-weight:600;font-size:11px}
svg .f-full{fill:var(--verdictFull)}svg .f-partial{fill:var(--verdictPartial)}svg .f-blocked{fill:var(--verdictBlocked)}
svg .f-paused{fill:var(--verdictPaused)}svg .f-notApplicable,svg .f-unknown{fill:var(--verdictQuiet)}
svg .s-first{fill:var(--seriesFirst)}svg .s-second{fill:url(#hatch)}svg .s-rest{fill:var(--seriesRest)}
svg .hatch{fill:var(--seriesSecond)}
svg .lane{fill:none;stroke:var(--verdictFull);stroke-width:1.5}
svg .loss{fill:var(--verdictBlocked);stroke:var(--verdictBlocked)}
svg .in-bar{fill:var(--card);font-weight:600;font-size:11px}
.note{white-space:normal;border-left:3px solid var(--accent)}
.warning{border-left:3px solid var(--verdictPartial);background:var(--rowLimits)}
footer{margin-top:32px;padding-top:12px;border-top:1px solid var(--edgeSoft)}
@media (max-width:560px){.frame{padding:16px 12px 24px}.whose{margin-left:0}dl.facts{grid-template-columns:minmax(0,1fr)}dl.facts dd{margin-bottom:4px}}
@media (forced-colors:active){.card,.wide,.badge{border-color:CanvasText}svg text{fill:CanvasText}}
@media print{
body{background:#fff;font-size:11px;line-height:15px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.frame{max-width:none;padding:0}
h1{font-size:20px;line-height:26px}h2{margin-top:20px;font-size:15px}h3{font-size:13px}h4{font-size:12px}
h2,h3,h4,h5,caption{break-after:avoid}
thead{display:table-header-group}
tr,figure,.kept,dl.facts,.card-top,li,.evidence{break-inside:avoid}
.cause h4,.cause>p,section>p{break-after:avoid}
ol+p.fine{break-before:avoid;break-after:auto}
.wide{overflow:visible}
td{overflow-wrap:anywhere}
table{font-size:9.5px;line-height:12px}th,td{padding:3px 6px}
dl.facts,figcaption,.legend,.fine,.seen ul{font-size:9.5px;line-height:13px}
.contents,.skip{display:none}
a{color:inherit;text-decoration:none}
}
`.trim();
