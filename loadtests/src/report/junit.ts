import { aspects, decide } from '../verdict/decide.ts';
import { escapeMarkup } from './escape.ts';
import type { RunReport } from './run-report.ts';

/** A suite for each scenario, a test for each thing it is judged by: a breach is a failure, missing evidence an error. */
export function junit(runs: readonly RunReport[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="evenkeel">',
    ...runs.flatMap(suite),
    '</testsuites>',
    '',
  ].join('\n');
}

function suite({ facts, result }: RunReport): string[] {
  const { reasons } = decide(facts);
  const count = (verdict: string): number =>
    new Set(reasons.filter((reason) => reason.verdict === verdict).map((reason) => reason.about)).size;
  const name = escapeMarkup(result.scenario);
  const cases = aspects(facts).flatMap((aspect) => {
    const head = `    <testcase classname="${name}" name="${escapeMarkup(aspect)}"`;
    const [first, ...more] = reasons.filter((reason) => reason.about === aspect);
    if (first === undefined) return [`${head}/>`];
    const tag = first.verdict === 'FAIL' ? 'failure' : 'error';
    const text = [first, ...more].map((reason) => escapeMarkup(reason.text)).join('\n');
    return [`${head}>`, `      <${tag} message="${escapeMarkup(first.text)}">${text}</${tag}>`, '    </testcase>'];
  });
  const totals = `tests="${aspects(facts).length}" failures="${count('FAIL')}" errors="${count('INCONCLUSIVE')}"`;
  const when = `time="${(result.durationMs / 1_000).toFixed(3)}" timestamp="${result.startedAt}"`;
  return [`  <testsuite name="${name}" ${totals} ${when}>`, ...cases, '  </testsuite>'];
}
