/** The report's style sheet: light and dark by the reader's own preference. */
export const style = `
:root { color-scheme: light dark; --page: #fff; --ink: #1c2430; --soft: #667085; --line: #e1e5eb; --card: #f7f8fa;
  --c0: #2563eb; --c1: #d97706; --c2: #0d9488; --c3: #9333ea; --c4: #64748b; --c5: #be185d; --good: #15803d; --bad: #c02626; --unsure: #a16207; }
@media (prefers-color-scheme: dark) { :root { --page: #12161c; --ink: #e4e8ee; --soft: #93a0b3; --line: #2a323d; --card: #1a2029;
  --c0: #6ea8fe; --c1: #f5a623; --c2: #3fd0bd; --c3: #c084fc; --c4: #94a3b8; --c5: #f472b6; --good: #4ade80; --bad: #f87171; --unsure: #facc15; } }
body { margin: 2rem auto; max-width: 76rem; padding: 0 1.25rem; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1, h2 { line-height: 1.2; margin-bottom: .3rem; }
header p, figcaption, small, .note { color: var(--soft); }
section { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .5rem; }
.badge { font-size: .6em; vertical-align: middle; padding: .25em .7em; border-radius: 1em; border: 1px solid currentColor; }
.pass { color: var(--good); } .fail { color: var(--bad); } .inconclusive { color: var(--unsure); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .9rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th { color: var(--soft); font-weight: 600; }
th:first-child, td:first-child, th:last-child, td:last-child { text-align: left; }
ul { padding-left: 1.2rem; }
.reasons li { color: var(--bad); }
.assertions { list-style: none; padding: 0; }
.assertions li::before { content: "✓ "; color: var(--good); } .assertions li.broken::before { content: "✗ "; color: var(--bad); }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1rem; }
figure { margin: 0; padding: .8rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
svg { width: 100%; height: auto; display: block; }
svg text { fill: var(--soft); font-size: 11px; }
svg path { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
.grid { stroke: var(--line); } .limit { stroke: var(--bad); stroke-dasharray: 5 4; }
.curve-0 { stroke: var(--c0); } .curve-1 { stroke: var(--c1); } .curve-2 { stroke: var(--c2); }
.curve-3 { stroke: var(--c3); } .curve-4 { stroke: var(--c4); } .curve-5 { stroke: var(--c5); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; font-size: 13px; color: var(--soft); }
.legend i { display: inline-block; width: 1em; height: .2em; margin-right: .4em; vertical-align: middle; }
.key-0 { background: var(--c0); } .key-1 { background: var(--c1); } .key-2 { background: var(--c2); }
.key-3 { background: var(--c3); } .key-4 { background: var(--c4); } .key-5 { background: var(--c5); } .key-limit { background: var(--bad); }
`;
