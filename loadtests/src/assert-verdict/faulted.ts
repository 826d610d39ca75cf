import type { FaultPlan } from '../fault-plan.ts';
import type { Result } from '../verdict/result.ts';
import { objectiveComplaints, unless } from './complaints.ts';
import { MAX_DEVIATIONS, promises } from './promises.ts';

/** What is wrong with the verdict of a run with a fault, which must FAIL for that fault alone; none: nothing. */
export function faultedComplaints(result: Result, { breaches, fault }: FaultPlan): string[] {
  const { verdict, reasons, objectives, counts } = result;
  const breached = objectives.find(({ name }) => name === breaches);
  const deviation = Math.sqrt((fault.rate * (1 - fault.rate)) / Math.max(1, counts.sent));
  const near = breached !== undefined && Math.abs(breached.k6 - fault.rate) <= MAX_DEVIATIONS * deviation;
  return [
    ...unless(verdict === 'FAIL', `The verdict must be FAIL, and was ${verdict}.`),
    ...unless(
      reasons.length === 1 && reasons[0]?.startsWith(`${breaches}: `) === true,
      `The breach of ${breaches} must be the only reason, and these are given: ${reasons.join(' ') || '(none)'}`,
    ),
    ...unless(
      counts.sent >= promises.rateCalls,
      `At least ${promises.rateCalls} calls must be sent; ${counts.sent} were.`,
    ),
    ...objectives.flatMap((objective) =>
      objectiveComplaints(objective, objective.name === breaches ? 'firing' : 'inactive'),
    ),
    ...unless(objectives.length > 1, 'Another objective must be there, whose alert stays silent.'),
    ...unless(near, `${breaches}: about ${fault.rate} of the calls must be bad, and ${breached?.k6} were.`),
  ];
}
