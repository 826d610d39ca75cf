import type { ObjectiveVerdict } from '../report/verdict-file.ts';
import type { AlertState } from '../shared/evidence.ts';
import { promises } from './promises.ts';

/** The sentence as a complaint, unless the condition holds. */
export const unless = (holds: boolean, sentence: string): string[] => (holds ? [] : [sentence]);

/** What is wrong with an objective's alert, and with the agreement of its three numbers. */
export function objectiveComplaints(objective: ObjectiveVerdict, alertMust: AlertState): string[] {
  const { name, k6, prometheus, panel, alert } = objective;
  const sources = [k6, prometheus, panel];
  const read = sources.filter((share) => share !== undefined);
  const spread = Math.max(...read) - Math.min(...read);
  return [
    ...unless(alert === alertMust, `${name}: its alert must be ${alertMust}, and was ${alert}.`),
    ...unless(
      read.length === sources.length && spread <= promises.tolerance,
      `${name}: k6, Prometheus and the panel must agree within ${promises.tolerance}, and say ${sources.join(', ')}.`,
    ),
  ];
}
