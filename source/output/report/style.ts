/** The style of the page: light, dark and printed, without a picture, a font or a script. */
export const reportStyle = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b1f24; --faint: #59636e; --rule: #d1d9e0; --panel: #f6f8fa;
  --good: #116329; --warning: #7d4e00; --bad: #a40e26;
  --s0: #0b62b0; --s1: #b14a00; --s2: #00734d; --s3: #9b3d86;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #0d1117; --ink: #e6edf3; --faint: #9198a1; --rule: #3d444d; --panel: #151b23;
    --good: #56d364; --warning: #e3b341; --bad: #ff7b72;
    --s0: #6cb6ff; --s1: #ffa657; --s2: #4ac29a; --s3: #e39bd4;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 24px; max-width: 1200px; background: var(--paper); color: var(--ink);
  font: 15px/1.45 system-ui, sans-serif;
}
h1 { margin: 0; font-size: 26px; overflow-wrap: anywhere; }
h2 { margin: 36px 0 8px; font-size: 20px; border-bottom: 1px solid var(--rule); }
h3 { display: inline; margin: 0 12px 0 0; font-size: 107%; }
p { margin: 6px 0; max-width: 90ch; }
small, .faint, thead th, .time, .value { color: var(--faint); }
small { font-size: 87%; }
.tiles { display: flex; flex-wrap: wrap; gap: 12px; margin: 16px 0; padding: 0; list-style: none; }
.tiles li { flex: 1 1 160px; padding: 10px 14px; background: var(--panel); border: 1px solid var(--rule); border-radius: 6px; }
.tiles b { display: block; font-size: 22px; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--faint); padding: 2px 0 6px; }
th, td { padding: 4px 10px 4px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
th { font-weight: 600; }
thead th { font-weight: 400; }
.figure { text-align: right; white-space: nowrap; }
.name { overflow-wrap: anywhere; min-width: 12ch; }
.moment { white-space: nowrap; }
td small { display: block; }
pre { margin: 4px 0 0; padding: 6px 8px; background: var(--panel); border: 1px solid var(--rule); white-space: pre-wrap; overflow-wrap: anywhere; font-size: 87%; }
.good { color: var(--good); } .warning { color: var(--warning); } .bad { color: var(--bad); }
.wide { overflow-x: auto; }
figure { margin: 18px 0; break-inside: avoid; }
figcaption small { display: block; }
figure > svg { display: block; width: 100%; height: auto; }
.key { margin-right: 12px; white-space: nowrap; }
.key svg { width: 24px; height: 8px; }
svg text { font: 12px system-ui, sans-serif; fill: var(--faint); }
.value, .reading text { text-anchor: end; }
.time { text-anchor: middle; }
.grid, .zero { stroke: var(--rule); stroke-width: 1; }
.zero { stroke: var(--faint); }
.line { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
.area { stroke: none; opacity: .22; }
.line.s0 { stroke: var(--s0); } .area.s0 { fill: var(--s0); }
.line.s1 { stroke: var(--s1); stroke-dasharray: 7 4; } .area.s1 { fill: var(--s1); }
.line.s2 { stroke: var(--s2); stroke-dasharray: 2 4; } .area.s2 { fill: var(--s2); }
.line.s3 { stroke: var(--s3); stroke-dasharray: 9 4 2 4; } .area.s3 { fill: var(--s3); }
.mark path { stroke: var(--warning); stroke-width: 1.2; stroke-dasharray: 3 3; }
.reading rect { fill: transparent; }
.reading path, .reading text { visibility: hidden; }
.reading path { stroke: var(--ink); }
.reading text { fill: var(--ink); stroke: var(--paper); stroke-width: 4px; paint-order: stroke; }
.reading:hover path, .reading:hover text { visibility: visible; }
summary { cursor: pointer; color: var(--faint); }
@media (max-width: 640px) {
  body { padding: 12px; }
  .moment { white-space: normal; }
}
@media print {
  body { padding: 0; max-width: none; font-size: 11px; }
  h2 { break-after: avoid; }
  tr, .tiles li { break-inside: avoid; }
  details, .pointing { display: none; }
  .wide { overflow: visible; }
  .tiles b { font-size: 17px; }
}
`;
