import type { SdkRun } from './run-entrant.ts';

export interface SdkRuling {
  verdict: 'PASS' | 'FAIL' | 'INCONCLUSIVE';
  /** A sentence each. */
  reasons: string[];
}

/** A process that was late by more than this was kept from the machine: it might find a stream held back that was not. */
const LATE_MS = 1_000;

/** Rules on ours alone: peers are shown beside. */
export function ruleOnSdks(ours: readonly SdkRun[]): SdkRuling {
  const broken = ours.flatMap((run) => {
    const reasons = brokenUnderSdk(run);
    if (reasons.length === 0) return [];
    const { name, lateMs } = run;
    const late = `"${name}" was late itself by ${lateMs.toFixed(0)} ms: measure again, on a quieter machine.`;
    return { reasons: lateMs > LATE_MS ? [...reasons, late] : reasons, isLate: lateMs > LATE_MS };
  });
  if (broken.length > 0) {
    const verdict = broken.every(({ isLate }) => isLate) ? 'INCONCLUSIVE' : 'FAIL';
    return { verdict, reasons: broken.flatMap(({ reasons }) => reasons) };
  }
  const reasons = ours.flatMap(unproven);
  return { verdict: reasons.length === 0 ? 'PASS' : 'INCONCLUSIVE', reasons };
}

/** A sentence for each promise that is not kept. */
function brokenUnderSdk({ name, measured }: SdkRun): string[] {
  const { lost, mixedUp, early, earliestMs, sentAgain, doneTwice, heldBack, errors } = measured;
  const found: string[] = [];
  const say = (what: string): void => {
    found.push(`"${name}" ${what}.`);
  };
  const why = Object.entries(errors).map(([error, count]) => `${count} times ${JSON.stringify(error)}`);
  if (lost > 0) say(`lost ${lost} calls${why.length > 0 ? `; errors: ${why.join(', ')}` : ''}`);
  if (mixedUp > 0) say(`gave ${mixedUp} calls the answers of others`);
  if (early > 0) say(`sent ${early} attempts before a wait was over, one by ${earliestMs.toFixed(0)} ms`);
  if (sentAgain > 0) say(`sent ${sentAgain} attempts again that it must not`);
  if (doneTwice > 0) say(`had ${doneTwice} calls done twice`);
  if (heldBack > 0) say(`gave the first chunk of ${heldBack} streams only when the last was written`);
  return found;
}

/** A sentence for each thing that did not happen, so that nothing is shown of it. */
function unproven({ name, measured }: SdkRun): string[] {
  const { refused, failed, calls } = measured;
  const nothing = calls === 0 ? 'called' : refused === 0 ? 'throttled' : failed === 0 ? 'failed' : undefined;
  return nothing === undefined ? [] : [`"${name}" was never ${nothing}: the run shows nothing of it.`];
}
