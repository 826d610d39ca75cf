import type { Result } from '../verdict/result.ts';
import { countsLine } from './counts-line.ts';
import { objectiveHeads, objectiveRow } from './objective-row.ts';
import type { RunReport } from './run-report.ts';

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function objectives({ facts }: RunReport): string[] {
  if (facts.readings.length === 0) return [];
  const rows = facts.readings.map((reading) => row(objectiveRow(reading)));
  return [row(objectiveHeads), row(objectiveHeads.map(() => '---')), ...rows, ''];
}

/** For the summary page of a CI job. */
export function markdown(result: Result, runs: readonly RunReport[]): string {
  const sections = runs.flatMap((run) => [
    `### ${run.result.scenario}: ${run.result.verdict}`,
    '',
    `${run.title}. ${countsLine(run.result.counts)}.`,
    '',
    ...objectives(run),
    ...run.facts.assertions.map(
      (assertion) => `- ${assertion.ok === true ? '✓' : '✗'} ${assertion.name}: ${assertion.seen}`,
    ),
    ...run.result.reasons.map((reason) => `- **${reason}**`),
    '',
  ]);
  return [`## Load test: ${result.verdict}`, '', ...sections].join('\n');
}
