import { errorBudget } from '@evenkeel/toolkit/slo';
import { formatCount, formatDuration, formatPercent, type Verdict } from '@evenkeel/tools/command-line';
import type { AssertionResult } from '../assertions/assertion.ts';
import type { Evidence, Reading } from '../shared/evidence.ts';
import { disagreements, ratio } from './agreement.ts';
import { loadReasons } from './of-load.ts';
import { scriptReasons, threw } from './of-script.ts';
import { fail, inconclusive, late, type Reason } from './reason.ts';

export type { Reason };

export interface Decision {
  verdict: Verdict;
  reasons: readonly Reason[];
}

const EVIDENCE = 'the evidence';
const alertOf = (objective: string): string => `the alert of ${objective}`;

/** All aspects by which a run is judged; a report lists them as its tests. */
export function aspects({ readings }: Evidence, assertions: readonly AssertionResult[]): string[] {
  const objectives = readings.map(({ objective }) => objective.name);
  const alerts = readings.filter(({ alert }) => alert !== undefined).map(({ objective }) => alertOf(objective.name));
  return [...objectives, ...alerts, ...assertions.map((assertion) => assertion.name), EVIDENCE];
}

/** Decides the verdict on one run. Nothing passes without evidence. */
export function decide(evidence: Evidence, assertions: readonly AssertionResult[]): Decision {
  const reasons = voidReasons(evidence);
  // If no call was made or the harness broke, the other numbers mean nothing.
  if (reasons.length === 0) {
    reasons.push(
      ...evidence.readings.flatMap((reading) => objectiveReasons(reading, evidence)),
      ...evidence.readings.flatMap((reading) => alertReasons(reading, evidence)),
      ...assertionReasons(assertions),
      ...scriptReasons(evidence.script, EVIDENCE),
      ...evidenceReasons(evidence),
      ...nothingJudged(evidence, assertions),
    );
  }
  const decided = evidence.witnesses.length === 0 ? reasons : reasons.map((reason) => soften(reason, evidence));
  return { verdict: verdictOf(decided), reasons: decided };
}

/** Where the machine was the limit, nobody knows whose fault it is that a demand on time was not met. */
function soften(reason: Reason, { witnesses }: Evidence): Reason {
  const { about, text, timed = false } = reason;
  if (!timed) return reason;
  return inconclusive(about, `${text} But the machine was the limit: ${witnesses.join(' ')}`);
}

function verdictOf(reasons: readonly Reason[]): Verdict {
  if (reasons.some(({ verdict }) => verdict === 'FAIL')) return 'FAIL';
  return reasons.length > 0 ? 'INCONCLUSIVE' : 'PASS';
}

function voidReasons({ scenario, harness, counts, script }: Evidence): Reason[] {
  if (harness.length > 0) return harness.map((text) => inconclusive(EVIDENCE, text));
  if (counts.sent > 0) return [];
  const why = script.thrown > 0 ? `: ${threw(script)}` : '';
  return [inconclusive(EVIDENCE, `${scenario} sent nothing${why}.`)];
}

function objectiveReasons(reading: Reading, { scenario, counts, fault }: Evidence): Reason[] {
  const { name } = reading.objective;
  const unjudged = whyUnjudged(reading, scenario);
  if (unjudged.length > 0) return unjudged.map((text) => inconclusive(name, text));
  const breach = breachOf(reading, counts.dropped);
  if (breach !== null) return [breach];
  if (fault?.breaches !== name) return [];
  return [
    inconclusive(name, `${name}: ${fault.name} was to breach it, but ${seen(reading)}, so the run proves nothing.`),
  ];
}

/** What keeps an objective from being judged at all. */
function whyUnjudged(reading: Reading, scenario: string): string[] {
  const { objective, k6, panel } = reading;
  const { name, minSamples } = objective;
  if (k6.total === 0) return [`${name}: ${scenario} made no call that this objective counts.`];
  if (k6.total < minSamples) {
    return [`${name}: ${formatCount(k6.total)} calls are too few to judge; ${formatCount(minSamples)} are needed.`];
  }
  if (panel === null) return [`${name}: the dashboard's panel has no data.`];
  return disagreements(reading);
}

/** How it counts that an objective is broken. */
const brokenBy = ({ sli }: Reading['objective']) => (sli === 'errors' ? fail : late);

function breachOf(reading: Reading, dropped: number): Reason | null {
  const { objective, k6 } = reading;
  const budget = errorBudget(objective);
  const allows = `the objective allows ${formatPercent(budget)}.`;
  const { name } = objective;
  const broken = brokenBy(objective);
  if (ratio(k6) > budget) return broken(name, `${name}: ${seen(reading)}; ${allows}`);
  // Only k6 knows what it dropped, so dropped calls are charged after the sources have been compared.
  const charged = (k6.bad + dropped) / (k6.total + dropped);
  if (charged <= budget) return null;
  return late(
    name,
    `${name}: with ${formatCount(dropped)} dropped calls charged ${formatPercent(charged)} were ${objective.sli === 'errors' ? 'bad' : 'too slow'}; ${allows}`,
  );
}

const seen = ({ objective, k6 }: Reading): string =>
  objective.sli === 'errors'
    ? `${formatPercent(ratio(k6))} of ${formatCount(k6.total)} calls were bad`
    : `${formatPercent(ratio(k6))} of ${formatCount(k6.total)} calls took longer than ${formatDuration(objective.thresholdMs)}`;

function alertReasons({ objective, alert, k6 }: Reading, { fault }: Evidence): Reason[] {
  if (alert === undefined) return [];
  const { name } = objective;
  const broken = brokenBy(objective);
  const must = fault?.breaches === name;
  // Without a breach the alert has no cause to fire, and objectiveReasons already says that the breach is missing.
  if (must && alert !== 'firing' && ratio(k6) > errorBudget(objective)) {
    return [
      broken(alertOf(name), `The alert of ${name} was ${alert} at most, though ${fault.name} must make it fire.`),
    ];
  }
  // With a fault of which nothing is foreseen, any alert may fire.
  if (!must && alert === 'firing' && fault?.breaches !== null) {
    const where = fault === null ? 'in a run without a fault' : `though ${fault.name} must leave it silent`;
    return [broken(alertOf(name), `The alert of ${name} fired ${where}.`)];
  }
  return [];
}

function assertionReasons(assertions: readonly AssertionResult[]): Reason[] {
  return assertions.flatMap(({ ok, name, reason, timed }) => {
    if (ok === true) return [];
    const broken = timed ? late : fail;
    return [(ok === false ? broken : inconclusive)(name, reason ?? `The assertion "${name}" did not hold.`)];
  });
}

function evidenceReasons({ counts, doubts, emptyPanels, unshown, fault }: Evidence): Reason[] {
  const missing = [...doubts];
  if (emptyPanels.length > 0) missing.push(`Panels without data: ${emptyPanels.join(', ')}.`);
  if (unshown.length > 0) missing.push(`Panels that do not show ${fault?.name}: ${unshown.join(', ')}.`);
  return [...loadReasons(counts, EVIDENCE), ...missing.map((text) => inconclusive(EVIDENCE, text))];
}

/** A run of which nothing is demanded proves nothing. */
function nothingJudged({ scenario, readings }: Evidence, assertions: readonly AssertionResult[]): Reason[] {
  if (readings.length > 0 || assertions.some(({ always = false }) => !always)) return [];
  const remedy = 'name objectives or assertions in its plan';
  return [inconclusive(EVIDENCE, `Nothing is demanded of ${scenario}, so nothing was judged: ${remedy}.`)];
}
