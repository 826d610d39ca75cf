import { escapeMarkup } from '@evenkeel/dashboards';
import { aspects } from '../verdict/decide.ts';
import type { Report } from './report.ts';

/** A suite for each scenario with a test for each aspect: a breach is a failure, and missing evidence an error. */
export function junit(runs: readonly Report[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="evenkeel">',
    ...runs.flatMap(suite),
    '</testsuites>',
    '',
  ].join('\n');
}

function suite({ evidence, assertions, reasons, verdict }: Report): string[] {
  const count = (kind: string): number =>
    new Set(reasons.filter((reason) => reason.verdict === kind).map((reason) => reason.about)).size;
  const name = escapeMarkup(verdict.scenario);
  const judged = aspects(evidence, assertions);
  const cases = judged.flatMap((aspect) => {
    const head = `    <testcase classname="${name}" name="${escapeMarkup(aspect)}"`;
    const [first, ...more] = reasons.filter((reason) => reason.about === aspect);
    if (first === undefined) return [`${head}/>`];
    const tag = first.verdict === 'FAIL' ? 'failure' : 'error';
    const text = [first, ...more].map((reason) => escapeMarkup(reason.text)).join('\n');
    return [`${head}>`, `      <${tag} message="${escapeMarkup(first.text)}">${text}</${tag}>`, '    </testcase>'];
  });
  const totals = `tests="${judged.length}" failures="${count('FAIL')}" errors="${count('INCONCLUSIVE')}"`;
  const when = `time="${(verdict.durationMs / 1_000).toFixed(3)}" timestamp="${verdict.startedAt}"`;
  return [`  <testsuite name="${name}" ${totals} ${when}>`, ...cases, '  </testsuite>'];
}
