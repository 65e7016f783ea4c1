#include "apps/explain/html_parts.hpp"

namespace explain_app {

const std::string_view kPageStyle = R"css(
header p { max-width: none; }
section { margin-top: 2.4rem; }
ol.verdicts { list-style: none; padding: 0; margin: 1rem 0 0; }
ol.verdicts > li { border-left: .25rem solid var(--line); padding: .1rem 0 .1rem 1rem; margin: 0 0 1.3rem; }
ol.verdicts > li:first-child { border-color: var(--gap); }
ol.verdicts h3 { color: var(--ink); font-size: 1.05rem; margin: 0; }
ol.verdicts h3 small { color: var(--faint); font-weight: 400; margin-left: .5em; font-size: .85rem; }
ol.verdicts p { margin: .25rem 0; } ol.verdicts p b { font-weight: 600; }
.remedy { color: var(--accent); }
.lines { overflow-x: auto; background: var(--wash); padding: .6rem .8rem; margin: .4rem 0; font: .78rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.lines div { white-space: pre; } .lines i { font-style: normal; color: var(--faint); margin-right: 1em; user-select: none; }
button { font: inherit; font-size: .84rem; color: var(--ink); background: none; border: 1px solid var(--line); border-radius: .25rem; padding: .15rem .6rem; cursor: pointer; }
button:hover { border-color: var(--accent); color: var(--accent); } button:focus-visible, svg:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.bar { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; margin: .8rem 0 .4rem; }
.bar .quiet { margin-left: auto; font-size: .84rem; }
#plot { display: block; width: 100%; touch-action: pan-y; cursor: grab; } #plot.drag { cursor: grabbing; }
#tip { min-height: 1.5em; font-size: .84rem; color: var(--faint); }
#plot .level { stroke-width: 1.6; opacity: 1; } #plot .dot { fill: var(--c); }
#plot .seen { fill: var(--c); opacity: .55; } #plot .block { fill: var(--c); opacity: .85; }
#plot .scan { fill: var(--faint); opacity: .7; } #plot .scan.long { fill: var(--gap); }
#plot .roam { stroke: var(--ink); stroke-width: 1; } #plot .roam.bad { stroke: var(--gap); stroke-width: 1.6; }
#plot .asked { fill: none; stroke: var(--accent); stroke-width: 1.4; } #plot .asked.no { stroke: var(--gap); }
#plot .span { fill: var(--gap); opacity: .13; } #plot .hit { fill: transparent; }
ul.key { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; font-size: .84rem; color: var(--faint); }
ul.key i { display: inline-block; width: .8em; height: .8em; background: var(--c); margin-right: .4em; vertical-align: -.05em; border-radius: 2px; }
td.left, th.left { text-align: left; } tr.bad td { color: var(--gap); }
td .mono, .mono { font: .92em ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
tbody tr[data-at] { cursor: pointer; } tbody tr[data-at]:hover td { background: var(--wash); }
tbody tr:focus-visible { outline: 2px solid var(--accent); }
@media (max-width: 40rem) { .bar .quiet { margin-left: 0; width: 100%; } ol.verdicts > li { padding-left: .7rem; } }
@media print { :root { color-scheme: light; --paper: #fff; --ink: #000; --faint: #555; --line: #ccc; --accent: #4338ca; }
  body { max-width: none; padding: 0; font-size: 10pt; } .bar button { display: none; } li, tr { break-inside: avoid; } }
)css";

}  // namespace explain_app
