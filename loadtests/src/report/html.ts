import { formatDuration } from '@evenkeel/tools/command-line';
import type { Result } from '../verdict/result.ts';
import { renderChart } from './chart.ts';
import { countsLine, durationsLine } from './counts-line.ts';
import { escapeMarkup } from './escape.ts';
import { objectiveHeads, objectiveRow } from './objective-row.ts';
import type { RunReport } from './run-report.ts';
import { style } from './style.ts';

/** A page that needs nothing beside itself. */
export function html(result: Result, runs: readonly RunReport[]): string {
  const verdict = badge(result.verdict);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${result.verdict}: ${escapeMarkup(result.scenario)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Load test ${verdict}</h1>
<p>${escapeMarkup(result.startedAt)} · ${formatDuration(result.durationMs)} · seed ${result.seed}</p>
</header>
${runs.map(section).join('\n')}
</body>
</html>
`;
}

const badge = (verdict: string): string => `<span class="badge ${verdict.toLowerCase()}">${verdict}</span>`;

function section({ title, facts, result, durations, charts, notes }: RunReport): string {
  const row = (cells: readonly string[], tag: 'td' | 'th'): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeMarkup(cell)}</${tag}>`).join('')}</tr>`;
  const assertions = facts.assertions.map(
    ({ ok, name, seen }) =>
      `<li class="${ok === true ? 'held' : 'broken'}">${escapeMarkup(name)} <small>${escapeMarkup(seen)}</small></li>`,
  );
  const list = (items: readonly string[], kind: string): string =>
    items.length === 0 ? '' : `<ul class="${kind}">${items.join('')}</ul>`;
  const objectives = (): string => `<div class="scroll"><table>
<thead>${row(objectiveHeads, 'th')}</thead>
<tbody>${facts.readings.map((reading) => row(objectiveRow(reading), 'td')).join('\n')}</tbody>
</table></div>`;
  return `<section>
<h2>${escapeMarkup(result.scenario)} ${badge(result.verdict)}</h2>
<p>${escapeMarkup(title)}${facts.fault === null ? '' : `, with the fault <strong>${escapeMarkup(facts.fault.name)}</strong>`}</p>
${list(
  result.reasons.map((reason) => `<li>${escapeMarkup(reason)}</li>`),
  'reasons',
)}
${facts.readings.length === 0 ? '' : objectives()}
${list(assertions, 'assertions')}
<p>${[countsLine(result.counts), durationsLine(durations)]
    .filter((line) => line !== null)
    .map(escapeMarkup)
    .join('<br>')}</p>
${notes.map((note) => `<p class="note">${escapeMarkup(note)}</p>`).join('\n')}
<div class="charts">${charts.map(renderChart).join('\n')}</div>
</section>`;
}
