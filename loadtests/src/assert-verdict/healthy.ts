import type { CombinedVerdictFile, VerdictFile } from '../report/verdict-file.ts';
import { objectiveComplaints, unless } from './complaints.ts';
import { promises } from './promises.ts';

function allSucceeded({ counts: { sent, succeeded } }: VerdictFile, calls: number): string[] {
  return unless(
    sent === calls && succeeded === calls,
    `${calls} calls must be sent and succeed; ${sent} were sent, ${succeeded} succeeded.`,
  );
}

function wholeBatches(run: VerdictFile, calls: number): string[] {
  const ratio = run.ratios.makespanToOptimum;
  return [
    ...allSucceeded(run, calls),
    ...unless(
      ratio !== undefined && ratio <= promises.makespanToOptimum,
      `the makespan must be at most ${promises.makespanToOptimum} times the optimum, and was ${ratio}.`,
    ),
  ];
}

const manyCalls = ({ counts: { sent } }: VerdictFile): string[] =>
  unless(sent >= promises.rateCalls, `at least ${promises.rateCalls} calls must be sent; ${sent} were.`);

/** A few jobs may fail, as far as the objective allows. */
function cheapJobs({ counts: { sent }, ratios }: VerdictFile): string[] {
  const must = promises.jobs['nerox-jobs'];
  const { jobsAtTargetGap: reached = 0, gpuSecondsToFullConvergence: paid } = ratios;
  return [
    ...unless(sent === must.sent, `${must.sent} jobs must be sent; ${sent} were.`),
    ...unless(reached >= must.atTargetGap, `${must.atTargetGap} of the jobs must reach the gap; ${reached} did.`),
    ...unless(
      paid !== undefined && paid <= must.gpuSecondsToFullConvergence,
      `at most ${must.gpuSecondsToFullConvergence} of the GPU-seconds may be paid, and ${paid} were.`,
    ),
  ];
}

const judged = ({ objectives }: VerdictFile): string[] => unless(objectives.length > 0, 'no objective was judged.');

type Check = (run: VerdictFile) => string[];

const { batchCalls, countedCalls } = promises;
const byDefault: Readonly<Record<string, Check>> = {
  'nimbus-batch': (run) => [...judged(run), ...wholeBatches(run, batchCalls['nimbus-batch'])],
  'nimbus-batch-free': (run) => [...judged(run), ...wholeBatches(run, batchCalls['nimbus-batch-free'])],
  'nimbus-steady': (run) => [...judged(run), ...manyCalls(run)],
};

const named: Readonly<Record<string, Check>> = {
  ...byDefault,
  'neura-steady': (run) => [...judged(run), ...manyCalls(run)],
  // Only assertions decide this one, since one call of the caller is three to the client.
  'neura-invoices': (run) => allSucceeded(run, countedCalls['neura-invoices']),
  'nerox-jobs': (run) => [...judged(run), ...cheapJobs(run)],
};

/** The scenarios whose verdicts can be checked. */
export const assertable = Object.keys(named);

function runComplaints(run: VerdictFile): string[] {
  const complaints = [
    ...unless(run.verdict === 'PASS', `the verdict must be PASS, and was ${run.verdict}.`),
    ...unless(run.counts.rateLimited === 0, `no 429 may be of our making; ${run.counts.rateLimited} were.`),
    ...run.objectives.flatMap((objective) => objectiveComplaints(objective, 'inactive')),
    ...(named[run.scenario]?.(run) ?? []),
  ];
  return complaints.map((complaint) => `${run.scenario}: ${complaint}`);
}

/** What is wrong with the verdict of a healthy run of these scenarios. */
export function healthyComplaints(
  result: VerdictFile | CombinedVerdictFile,
  must: readonly string[] = Object.keys(byDefault),
): string[] {
  const runs = 'runs' in result ? result.runs : [result];
  const ran = runs.map((run) => run.scenario).join(', ');
  return [
    ...unless(result.verdict === 'PASS', `The verdict must be PASS, and was ${result.verdict}.`),
    ...unless(ran === must.join(', '), `The scenarios must be ${must.join(', ')}; ${ran} ran.`),
    ...runs.flatMap(runComplaints),
  ];
}
