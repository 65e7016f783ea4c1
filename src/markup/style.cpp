#include "markup/style.hpp"

namespace markup {

const std::string_view kBaseStyle = R"css(
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
details { margin: .6rem 0; } summary { cursor: pointer; color: var(--faint); }
summary:hover { color: var(--ink); }
figcaption b { font-weight: 650; } figure.ours figcaption b { color: var(--accent); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .6rem 1.4rem; font-size: .9rem; margin: 1rem 0; }
dt { font-weight: 600; } dd { margin: 0; max-width: 46rem; } dt code { display: block; }
code { font: .82em ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-weight: 400; color: var(--faint); }
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
@media (max-width: 40rem) { body { padding: 1.2rem .9rem 3rem; } dl { grid-template-columns: 1fr; gap: .1rem; } dd { margin-bottom: .7rem; } }
)css";

}  // namespace markup
