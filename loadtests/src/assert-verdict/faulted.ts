import type { ObjectiveVerdict, VerdictFile } from '../report/verdict-file.ts';
import type { FaultPlan } from '../request/plan.ts';
import { withinDraw } from '../shared/draw.ts';
import { objectiveComplaints, unless } from './complaints.ts';
import { promises } from './promises.ts';

/** What is wrong with the verdict of a run with a fault, which must FAIL because of that fault alone. */
export function faultedComplaints(result: VerdictFile, { breaches, share }: FaultPlan): string[] {
  const { verdict, scenario, reasons, objectives, counts } = result;
  const atLeast = scenario === 'nerox-jobs' ? promises.jobs[scenario].sent : promises.rateCalls;
  const breached = objectives.find(({ name }) => name === breaches);
  return [
    ...unless(verdict === 'FAIL', `The verdict must be FAIL, and was ${verdict}.`),
    ...unless(
      reasons.length === 1 && reasons[0]?.startsWith(`${breaches}: `) === true,
      `The breach of ${breaches} must be the only reason, and these are given: ${reasons.join(' ') || '(none)'}`,
    ),
    ...unless(counts.sent >= atLeast, `At least ${atLeast} calls must be sent; ${counts.sent} were.`),
    ...objectives.flatMap((objective) =>
      objectiveComplaints(objective, objective.name === breaches ? 'firing' : 'inactive'),
    ),
    ...unless(objectives.length > 1, 'Another objective must be there, whose alert stays silent.'),
    ...(share === undefined ? [] : shareComplaints(breached, share, counts.sent)),
  ];
}

function shareComplaints(breached: ObjectiveVerdict | undefined, share: number, calls: number): string[] {
  const near = breached !== undefined && withinDraw(breached.k6 * calls, calls, share);
  return unless(near, `${breached?.name}: about ${share} of the calls must be bad, and ${breached?.k6} were.`);
}
