#include "lab/report/style.hpp"

namespace lab {

const std::string_view kStyleSheet = R"css(
tr.ours > *, td.ours { color: var(--accent); font-weight: 650; }
tr.optimum > * { color: var(--faint); border-top: 1px solid var(--line); }
tr.optimum a { text-decoration-color: var(--line); }
.meter { display: inline-block; width: 5.5rem; height: .55rem; margin-right: .6rem; background: var(--line); }
.meter i { display: block; height: 100%; background: var(--faint); opacity: .6; }
tr.ours .meter i { background: var(--accent); opacity: 1; }
figure { margin: 1.1rem 0 0; } figcaption { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; font-size: .87rem; }
svg.panel { display: block; width: 100%; min-width: 46rem; height: auto; }
svg.plan { display: block; max-width: 100%; height: auto; margin: .5rem 0; }
svg.glyph { width: 2.6em; height: 1em; vertical-align: -.12em; margin-right: .35em; }
svg.shared { position: absolute; width: 0; height: 0; }
dt:target, dt:target + dd { background: var(--wash); box-shadow: 0 0 0 .4rem var(--wash); }
ul.key { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; font-size: .84rem; color: var(--faint); }
.gap.coverage { fill: url(#dots); } .gap.handoff { fill: var(--gap); opacity: .3; } .gap.offchannel { fill: url(#stripes); }
.move { stroke: var(--ink); stroke-width: 1; stroke-linejoin: round; } .move.ft { fill: var(--ink); } .move.full { fill: var(--paper); }
.away { fill: var(--ink); opacity: .55; }
path.event { stroke: var(--ink); stroke-width: .8; stroke-dasharray: 2 2; fill: none; }
text.event { fill: var(--ink); font-size: 10px; } text.event.end { text-anchor: end; }
.wall { stroke: var(--faint); stroke-width: 2; fill: none; } .bar { stroke: var(--faint); stroke-width: 1.5; }
.walk { fill: none; stroke: var(--ink); stroke-width: 1.4; stroke-dasharray: 1 4; stroke-linecap: round; }
.origin { fill: var(--paper); stroke: var(--ink); stroke-width: 1.4; } .ap { fill: var(--c); }
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
