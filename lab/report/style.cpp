#include "lab/report/style.hpp"

namespace lab {

const std::string_view kStyleSheet = R"css(
:root { color-scheme: light dark;
  --paper: #fff; --ink: #1b1b1f; --faint: #6a6a72; --line: #e4e4e8; --accent: #4338ca; --wash: #f3f2fd;
  --gap: #d81b3f; --a0: #0072b2; --a1: #d55e00; --a2: #009e73; --a3: #b8588f; --a4: #b07a00; --a5: #2f9fd8; --a6: #55555c; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #16161a; --ink: #e8e8ea; --faint: #9a9aa4; --line: #2e2e35; --accent: #a5a0ff; --wash: #201f30;
  --gap: #ff5c7a; --a0: #4aa8e0; --a1: #ff8a3d; --a2: #2bc79a; --a3: #e08fbd; --a4: #e8b23a; --a5: #7cc8f0; --a6: #b4b4bc; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; }
h1 { font-size: 1.7rem; font-weight: 650; letter-spacing: -.01em; margin: 0 0 .3rem; }
h2 { font-size: 1.25rem; font-weight: 650; margin: 0 0 .2rem; }
h3 { font-size: .95rem; font-weight: 600; margin: 2rem 0 .2rem; color: var(--faint); }
p { margin: .3rem 0 .8rem; max-width: 46rem; }
a { color: inherit; text-decoration: underline dotted var(--faint); text-underline-offset: .2em; }
a:hover { color: var(--accent); }
.quiet, figcaption .figures { color: var(--faint); }
section { margin-top: 3.5rem; padding-top: 1.2rem; border-top: 1px solid var(--line); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0; font-size: .87rem; }
th, td { padding: .28rem .75rem .28rem 0; text-align: right; white-space: nowrap; vertical-align: baseline; }
th { font-weight: 500; color: var(--faint); border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; }
tbody th { color: inherit; border: 0; font-weight: 400; }
td small { color: var(--faint); margin-left: .5em; font-size: .9em; }
tr.ours > *, td.ours { color: var(--accent); font-weight: 650; }
tr.optimum > * { color: var(--faint); border-top: 1px solid var(--line); }
tr.optimum a { text-decoration-color: var(--line); }
.meter { display: inline-block; width: 5.5rem; height: .55rem; margin-right: .6rem; background: var(--line); }
.meter i { display: block; height: 100%; background: var(--faint); opacity: .6; }
tr.ours .meter i { background: var(--accent); opacity: 1; }
details { margin: .6rem 0; } summary { cursor: pointer; color: var(--faint); }
summary:hover { color: var(--ink); }
figure { margin: 1.1rem 0 0; } figcaption { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; font-size: .87rem; }
figcaption b { font-weight: 650; } figure.ours figcaption b { color: var(--accent); }
svg.panel { display: block; width: 100%; min-width: 46rem; height: auto; }
svg.plan { display: block; max-width: 100%; height: auto; margin: .5rem 0; }
svg.glyph { width: 2.6em; height: 1em; vertical-align: -.12em; margin-right: .35em; }
svg.shared { position: absolute; width: 0; height: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .6rem 1.4rem; font-size: .9rem; margin: 1rem 0; }
dt { font-weight: 600; } dd { margin: 0; max-width: 46rem; } dt code { display: block; }
dt:target, dt:target + dd { background: var(--wash); box-shadow: 0 0 0 .4rem var(--wash); }
code { font: .82em ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-weight: 400; color: var(--faint); }
ul.key { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; font-size: .84rem; color: var(--faint); }
text { font-size: 10.5px; fill: var(--faint); }
.a0 { --c: var(--a0); } .a1 { --c: var(--a1); } .a2 { --c: var(--a2); } .a3 { --c: var(--a3); }
.a4 { --c: var(--a4); } .a5 { --c: var(--a5); } .a6 { --c: var(--a6); }
.level, .served, .foot { fill: none; stroke: var(--c); stroke-linejoin: round; }
.level { stroke-width: .9; opacity: .55; } .served { stroke-width: 2.6; stroke-linecap: round; } .foot { stroke-width: 2; }
.b2.level, .b2 .foot { stroke-dasharray: 5 3; } .b6.level, .b6 .foot { stroke-dasharray: 1.5 2.5; }
.name { text-anchor: middle; fill: var(--c); font-size: 10px; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
.fill { fill: var(--c); opacity: .2; } .inside { text-anchor: middle; fill: var(--ink); font-size: 10px; }
.grid { stroke: var(--line); stroke-width: .7; fill: none; }
.tick { text-anchor: middle; } .tick.y, .row { text-anchor: end; } .tick.start { text-anchor: start; }
.gap.coverage { fill: url(#dots); } .gap.handoff { fill: var(--gap); opacity: .3; } .gap.offchannel { fill: url(#stripes); }
.move { stroke: var(--ink); stroke-width: 1; stroke-linejoin: round; } .move.ft { fill: var(--ink); } .move.full { fill: var(--paper); }
.away { fill: var(--ink); opacity: .55; }
path.event { stroke: var(--ink); stroke-width: .8; stroke-dasharray: 2 2; fill: none; }
text.event { fill: var(--ink); font-size: 10px; } text.event.end { text-anchor: end; }
.wall { stroke: var(--faint); stroke-width: 2; fill: none; } .bar { stroke: var(--faint); stroke-width: 1.5; }
.walk { fill: none; stroke: var(--ink); stroke-width: 1.4; stroke-dasharray: 1 4; stroke-linecap: round; }
.origin { fill: var(--paper); stroke: var(--ink); stroke-width: 1.4; } .ap { fill: var(--c); }
@media (max-width: 40rem) { body { padding: 1.2rem .9rem 3rem; } dl { grid-template-columns: 1fr; gap: .1rem; } dd { margin-bottom: .7rem; } }
@media print { :root { color-scheme: light; --paper: #fff; --ink: #000; --faint: #555; --line: #ccc; --accent: #4338ca; }
  body { max-width: none; padding: 0; font-size: 10pt; } figure, table, dl > * { break-inside: avoid; }
  svg.panel { min-width: 0; } .scroll { overflow: visible; } section { break-before: page; border: 0; } summary { list-style: none; } }
)css";

const std::string_view kPatterns = R"svg(
<pattern id="stripes" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<path d="M0 0V4" style="stroke:var(--gap);stroke-width:2.4;opacity:.5"/></pattern>
<pattern id="dots" width="4" height="4" patternUnits="userSpaceOnUse">
<circle cx="2" cy="2" r="1.1" style="fill:var(--gap);opacity:.6"/></pattern>
)svg";

}  // namespace lab
