import { countsLine, objectiveHeads, objectiveRows } from './describe.ts';
import type { Report } from './report.ts';
import type { VerdictFile } from './verdict-file.ts';

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function objectives(report: Report): string[] {
  if (report.evidence.readings.length === 0) return [];
  const rows = objectiveRows(report).map(row);
  return [row(objectiveHeads), row(objectiveHeads.map(() => '---')), ...rows, ''];
}

/** The report for the summary page of a CI job. */
export function markdown(whole: VerdictFile, runs: readonly Report[]): string {
  const sections = runs.flatMap((run) => [
    `### ${run.verdict.scenario}: ${run.verdict.verdict}`,
    '',
    `${run.title}. ${countsLine(run.verdict.counts)}.`,
    '',
    ...objectives(run),
    ...run.assertions.map((assertion) => `- ${assertion.ok === true ? '✓' : '✗'} ${assertion.name}: ${assertion.seen}`),
    ...run.verdict.reasons.map((reason) => `- **${reason}**`),
    '',
  ]);
  return [`## Load test: ${whole.verdict}`, '', ...sections].join('\n');
}
