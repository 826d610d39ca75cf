import { columns } from '../columns.ts';
import { type Paint, WIDTH } from '../table.ts';
import type { Finding } from './examine.ts';
import { reasonsOf } from './verdict.ts';

const colours = { '✓': 'green', '✗': 'red', '?': 'yellow' } as const;
type Mark = keyof typeof colours;

/** A line for each bug: whether all is as it must be, whose it is, where it is planted, and which cases fail. */
export function mutantsTable(findings: readonly Finding[], paint: Paint): string[] {
  const marks = findings.map(markOf);
  const rows = findings.map((finding, at) => {
    const { own, mutant } = finding.planting;
    return [marks[at] as string, own.join(', '), mutant.at, failsOf(finding)];
  });
  return columns([['', 'case', 'its bug is at', 'fails'], ...rows], WIDTH, (cell, row, column) => {
    if (row === 0) return paint('dim', cell);
    return column === 0 ? paint(colours[marks[row - 1] as Mark], cell) : cell;
  });
}

/** A line for each bug, which says how it was seen. */
export function sightings(findings: readonly Finding[], paint: Paint): string[] {
  return findings.flatMap((finding) => {
    if ('error' in finding) return [];
    const { own } = finding.planting;
    return finding.failures
      .filter(({ id }) => own.includes(id))
      .map(({ id, why }) => `${paint('dim', '·')} ${id} sees its bug: ${why}`);
  });
}

function markOf(finding: Finding): Mark {
  const [worst] = reasonsOf(finding);
  if (worst === undefined) return '✓';
  return worst.verdict === 'FAIL' ? '✗' : '?';
}

function failsOf(finding: Finding): string {
  if ('error' in finding) return finding.error;
  const { own } = finding.planting;
  const failed = finding.failures.map(({ id }) => id);
  const itself = own.filter((id) => failed.includes(id));
  const others = failed.filter((id) => !own.includes(id));
  const which = itself.length === own.length ? ['it'] : itself;
  return [...which, ...others].join(', ') || 'nothing';
}
