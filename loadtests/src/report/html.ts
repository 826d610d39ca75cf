import { escapeMarkup, renderChart } from '@evenkeel/dashboards';
import { formatDuration } from '@evenkeel/tools/command-line';
import { countsLine, durationsLine, objectiveHeads, objectiveRows } from './describe.ts';
import type { Report } from './report.ts';
import { style } from './style.ts';
import type { VerdictFile } from './verdict-file.ts';

/** The report as one page that needs no other files. */
export function html(whole: VerdictFile, runs: readonly Report[]): string {
  const verdict = badge(whole.verdict);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${whole.verdict}: ${escapeMarkup(whole.scenario)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Load test ${verdict}</h1>
<p>${escapeMarkup(whole.startedAt)} · ${formatDuration(whole.durationMs)} · seed ${whole.seed}</p>
</header>
${runs.map(section).join('\n')}
</body>
</html>
`;
}

const badge = (verdict: string): string => `<span class="badge ${verdict.toLowerCase()}">${verdict}</span>`;

function section(report: Report): string {
  const { title, evidence, assertions, verdict, notes } = report;
  const { fault, readings, durations, charts } = evidence;
  const row = (cells: readonly string[], tag: 'td' | 'th'): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeMarkup(cell)}</${tag}>`).join('')}</tr>`;
  const demands = assertions.map(
    ({ ok, name, seen }) =>
      `<li class="${ok === true ? 'held' : 'broken'}">${escapeMarkup(name)} <small>${escapeMarkup(seen)}</small></li>`,
  );
  const list = (items: readonly string[], kind: string): string =>
    items.length === 0 ? '' : `<ul class="${kind}">${items.join('')}</ul>`;
  const objectives = (): string => `<div class="scroll"><table>
<thead>${row(objectiveHeads, 'th')}</thead>
<tbody>${objectiveRows(report)
    .map((cells) => row(cells, 'td'))
    .join('\n')}</tbody>
</table></div>`;
  return `<section>
<h2>${escapeMarkup(verdict.scenario)} ${badge(verdict.verdict)}</h2>
<p>${escapeMarkup(title)}${fault === null ? '' : `, with the fault <strong>${escapeMarkup(fault.name)}</strong>`}</p>
${list(
  verdict.reasons.map((reason) => `<li>${escapeMarkup(reason)}</li>`),
  'reasons',
)}
${readings.length === 0 ? '' : objectives()}
${list(demands, 'assertions')}
<p>${[countsLine(verdict.counts), durationsLine(durations)]
    .filter((line) => line !== null)
    .map(escapeMarkup)
    .join('<br>')}</p>
${notes.map((note) => `<p class="note">${escapeMarkup(note)}</p>`).join('\n')}
<div class="charts">${charts.map(renderChart).join('\n')}</div>
</section>`;
}
