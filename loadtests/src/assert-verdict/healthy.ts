import type { CombinedResult, Result } from '../verdict/result.ts';
import { objectiveComplaints, unless } from './complaints.ts';
import { promises } from './promises.ts';

function wholeBatches({ counts, ratios }: Result, calls: number): string[] {
  const { sent, succeeded } = counts;
  const ratio = ratios.makespanToOptimum;
  return [
    ...unless(
      sent === calls && succeeded === calls,
      `${calls} calls must be sent and succeed; ${sent} were sent, ${succeeded} succeeded.`,
    ),
    ...unless(
      ratio !== undefined && ratio <= promises.makespanToOptimum,
      `the makespan must be at most ${promises.makespanToOptimum} times the optimum, and was ${ratio}.`,
    ),
  ];
}

const manyCalls = ({ counts: { sent } }: Result): string[] =>
  unless(sent >= promises.rateCalls, `at least ${promises.rateCalls} calls must be sent; ${sent} were.`);

const { batchCalls } = promises;
const scenarios: Readonly<Record<string, (run: Result) => string[]>> = {
  'nimbus-batch': (run) => wholeBatches(run, batchCalls['nimbus-batch']),
  'nimbus-batch-free': (run) => wholeBatches(run, batchCalls['nimbus-batch-free']),
  'nimbus-steady': manyCalls,
};

function runComplaints(run: Result): string[] {
  const complaints = [
    ...unless(run.verdict === 'PASS', `the verdict must be PASS, and was ${run.verdict}.`),
    ...unless(run.counts.rateLimited === 0, `no 429 may be of our making; ${run.counts.rateLimited} were.`),
    ...unless(run.objectives.length > 0, 'no objective was judged.'),
    ...run.objectives.flatMap((objective) => objectiveComplaints(objective, 'inactive')),
    ...(scenarios[run.scenario]?.(run) ?? []),
  ];
  return complaints.map((complaint) => `${run.scenario}: ${complaint}`);
}

/** What is wrong with the verdict of a run of all default scenarios in which nothing is broken; none: nothing. */
export function healthyComplaints(result: CombinedResult): string[] {
  const ran = result.runs.map((run) => run.scenario).join(', ');
  const must = Object.keys(scenarios).join(', ');
  return [
    ...unless(result.verdict === 'PASS', `The verdict must be PASS, and was ${result.verdict}.`),
    ...unless(ran === must, `The scenarios must be ${must}; ${ran} ran.`),
    ...result.runs.flatMap(runComplaints),
  ];
}
