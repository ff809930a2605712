#include "report/page_style.h"

namespace perpixel {

const char* const kPageStyle = R"css(
:root { color-scheme: light dark; --page: #f6f6f3; --card: #ffffff; --ink: #1b1e23; --muted: #686f7a;
  --line: #e3e3de; --hit: 31,95,208; --miss: 214,69,38; --full: #ffffff; }
@media (prefers-color-scheme: dark) {
  :root { --page: #131518; --card: #1c1f24; --ink: #e6e8eb; --muted: #9aa2ad; --line: #30353c;
    --hit: 84,142,245; --miss: 235,104,66; --full: #ffffff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 4px; letter-spacing: -0.01em; }
h2 { font-size: 19px; margin: 40px 0 12px; }
h3 { font-size: 15px; margin: 0 0 8px; }
p { margin: 0 0 12px; }
.muted { color: var(--muted); font-weight: 400; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px;
  margin: 0 0 16px; }
.scroll { overflow-x: auto; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px;
  margin-top: 20px; }
.tiles .card { margin: 0; padding: 12px 16px; }
.tiles b { display: block; font-size: 28px; line-height: 1.25; font-weight: 650;
  font-variant-numeric: tabular-nums; }
.tiles small { font-size: 14px; font-weight: 400; color: var(--muted); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 16px; }
.charts .card { margin: 0; }
.chart figcaption { font-weight: 600; }
.plot { position: relative; }
.chart svg { display: block; width: 100%; height: auto; }
.chart .grid line { stroke: var(--line); }
.chart .ticks text { fill: var(--muted); font-size: 12px; font-variant-numeric: tabular-nums; }
.chart path { fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linejoin: round; }
.chart .dash path { stroke-dasharray: 5 4; }
.chart circle { fill: currentColor; }
.legend, .chips { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 14px; padding: 0;
  margin: 2px 0 8px; font-size: 13px; }
.legend b { font-variant-numeric: tabular-nums; }
.legend i, .chips i { display: inline-block; width: 11px; height: 11px; border-radius: 3px; margin-right: 5px;
  background: currentColor; }
.legend .dash { opacity: .55; }
.chips { margin: 0 0 12px; gap: 4px 14px; }
.chips i { box-shadow: 0 0 0 1px rgba(128,128,128,.45); }
.c0 { color: #2f6fde; } .c1 { color: #d9622b; } .c2 { color: #2a9d63; } .c3 { color: #a855c7; }
.c4 { color: #c99a06; } .c5 { color: #d6457f; } .c6 { color: #1aa0b8; } .c7 { color: #7a8a2e; }
.c8 { color: #8d6a55; } .c9 { color: #7b8494; }
.hair { position: absolute; top: 0; bottom: 10%; width: 1px; background: var(--muted); pointer-events: none; }
.tip { position: absolute; top: 6px; padding: 6px 9px; font-size: 12px; line-height: 1.4; white-space: nowrap;
  background: var(--card); border: 1px solid var(--line); border-radius: 6px; pointer-events: none;
  z-index: 1;
  box-shadow: 0 3px 10px rgba(0,0,0,.18); font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { font-weight: 500; text-align: left; }
thead th { color: var(--muted); font-size: 13px; font-weight: 500; }
.bars { width: 100%; }
.bars th, .bars td { padding: 4px 10px; border-bottom: 1px solid var(--line); text-align: right;
  white-space: nowrap; }
.bars tr:last-child > * { border-bottom: 0; }
.bars th:first-child { text-align: left; padding-left: 0; }
.bars .bar { width: 60%; min-width: 140px; }
.bars .bar div { background: var(--line); border-radius: 3px; }
.bars .bar span { display: block; height: 14px; border-radius: 3px;
  box-shadow: 0 0 0 1px rgba(128,128,128,.45); }
.pair { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; }
.pair > .card { margin: 0; flex: 1 1 auto; max-width: 100%; }
.pair > .card:has(svg) { flex-basis: 620px; }
table.confusion { font-size: 12px; }
.confusion td { min-width: 38px; height: 30px; text-align: center; padding: 0 3px;
  border: 1px solid var(--card); }
.confusion td.full { color: var(--full); }
.confusion tbody th { text-align: right; padding-right: 10px; white-space: nowrap; }
.confusion thead th { vertical-align: bottom; padding: 0 0 6px; }
.confusion thead span { writing-mode: vertical-rl; transform: rotate(180deg); display: inline-block;
  color: var(--ink); }
.confusion thead th:not(.corner) { text-align: center; }
.confusion .corner { text-align: right; padding-right: 10px; white-space: nowrap; }
svg.confusion { width: 100%; max-width: 720px; border: 1px solid var(--line); display: block;
  margin-bottom: 8px; }
.worst td, .worst th { padding: 3px 22px 3px 0; }
.worst td:nth-child(n+3), .worst th:nth-child(n+3) { text-align: right; }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 10px; }
.sample h3 .muted { margin-left: 8px; font-size: 13px; }
.sample figure { margin: 0; }
.sample img { display: block; width: 100%; height: auto; border-radius: 4px; }
.sample figcaption { color: var(--muted); font-size: 13px; margin-top: 4px; }
.facts th, .facts td { padding: 4px 24px 4px 0; vertical-align: top; border-bottom: 1px solid var(--line); }
.facts tr:last-child > * { border-bottom: 0; }
.facts th { color: var(--muted); white-space: nowrap; }
.facts td { overflow-wrap: anywhere; }
pre { margin: 0; overflow-x: auto;
  font: 13px/1.45 ui-monospace, SFMono-Regular, "DejaVu Sans Mono", monospace; }
.steps { padding: 0; margin: 0; list-style: none; }
.steps li + li { margin-top: 12px; }
.steps pre { background: var(--page); border: 1px solid var(--line); border-radius: 6px; padding: 8px 12px;
  margin-top: 4px; }
summary { cursor: pointer; font-weight: 600; }
details[open] summary { margin-bottom: 12px; }
footer { color: var(--muted); font-size: 13px; margin-top: 40px; }
@media print { .card { break-inside: avoid; } main { padding: 0; } }
)css";

const char* const kPageScript = R"js(
for (const chart of document.querySelectorAll(".chart")) {
  const data = JSON.parse(chart.querySelector("script").textContent);
  const plot = chart.querySelector(".plot"), [low, high, left, right] = data.frame;
  const hair = document.createElement("div"), tip = document.createElement("div");
  hair.className = "hair"; tip.className = "tip";
  const nearest = (points, x) => points.reduce((a, b) => Math.abs(b[0] - x) < Math.abs(a[0] - x) ? b : a);
  plot.addEventListener("mousemove", event => {
    const box = plot.getBoundingClientRect(), share = (event.clientX - box.left) / box.width;
    const x = low + (share - left) / (right - left) * (high - low);
    const hits = data.curves.map(curve => [curve.name, nearest(curve.points, x)]);
    const at = nearest(hits.map(hit => hit[1]), x)[0];
    const px = (left + (at - low) / (high - low) * (right - left)) * box.width;
    tip.textContent = "";
    tip.append("iteration " + at);
    hits.forEach(([name, point], i) => {
      const row = document.createElement("div"), dot = document.createElement("span");
      dot.className = "c" + i % 10; dot.textContent = "\u25CF ";
      row.append(dot, name + " " + (point[1] === null ? "no number" : point[1]));
      tip.append(row);
    });
    plot.append(hair, tip);
    hair.style.left = px + "px";
    tip.style.left = (px > box.width / 2 ? px - tip.offsetWidth - 10 : px + 10) + "px";
  });
  plot.addEventListener("mouseleave", () => { hair.remove(); tip.remove(); });
}
)js";

}  // namespace perpixel
