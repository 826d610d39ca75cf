import { type Verdict, worst } from '@evenkeel/tools/command-line';
import { formatCount } from '../format.ts';
import { table } from '../table.ts';
import { MOST_ABORT_MS } from './aborts/judge-abort.ts';
import type { AbortResult } from './aborts/run-point.ts';
import { growthOf, leftBySoak, type SoakReport, unwalkedBySoak } from './soak/judge-soak.ts';
import type { SoakPlan } from './soak/plan.ts';

const kilobytes = (bytes: number): string => `${formatCount(Math.round(bytes / 1_000))} kB`;

/** What was in use after each round, and how often each path was walked; then what is wrong. */
export function soakLines(report: SoakReport, plan: SoakPlan): string[] {
  return [
    `${formatCount(plan.calls)} calls over ${formatCount(plan.origins)} origins and ${formatCount(plan.credentials)} credentials, ${plan.atOnce} at once.`,
    ...table([
      ['calls', 'in use'],
      ...report.samples.map(({ calls, bytes }) => [formatCount(calls), kilobytes(bytes)]),
    ]),
    '',
    ...table(Object.entries(report.walked).map(([path, count]) => [path, formatCount(count)])),
    '',
    ...leftBySoak(report, plan),
    ...unwalkedBySoak(report, plan),
  ];
}

export function soakVerdict(report: SoakReport, plan: SoakPlan): Verdict {
  if (leftBySoak(report, plan).length > 0) return 'FAIL';
  return unwalkedBySoak(report, plan).length > 0 ? 'INCONCLUSIVE' : 'PASS';
}

export function soakFigure(report: SoakReport, plan: SoakPlan): string {
  const growth = growthOf(report, plan);
  const grown = `${kilobytes(growth)} more in use after ${formatCount(plan.calls)} calls than after ${formatCount(plan.settledAfter)}`;
  return `${grown}, ${report.timers + report.waiting} timers and ${report.listeners} listeners left`;
}

/** A line for each point, the slowest of its rounds, and what is wrong with it. */
export function abortLines(results: readonly AbortResult[]): string[] {
  const names = [...new Set(results.map(({ point }) => point.name))];
  const rows = names.map((name) => {
    const of = results.filter(({ point }) => point.name === name);
    const bad = of.find(({ ruling }) => ruling.result !== 'holds');
    const held = of[0]?.point.held ?? '';
    return [name, `${slowest(of).toFixed(1)} ms`, bad?.ruling.result ?? 'holds', held];
  });
  const reasons = results.flatMap(({ point, ruling }) =>
    'why' in ruling ? [`${point.name} (${point.held}) is ${ruling.result}: ${ruling.why}`] : [],
  );
  return [...table([['aborted', 'took', '', 'it is aborted'], ...rows]), '', ...new Set(reasons)];
}

const slowest = (results: readonly AbortResult[]): number => Math.max(...results.map(({ tookMs }) => tookMs));

export function abortVerdict(results: readonly AbortResult[]): Verdict {
  if (results.some(({ ruling }) => ruling.result === 'broken')) return 'FAIL';
  return results.length === 0 || results.some(({ ruling }) => ruling.result === 'void') ? 'INCONCLUSIVE' : 'PASS';
}

export function abortFigure(results: readonly AbortResult[]): string {
  const names = new Set(results.map(({ point }) => point.name));
  const bad = new Set(results.filter(({ ruling }) => ruling.result !== 'holds').map(({ point }) => point.name));
  const took = results.map(({ tookMs }) => tookMs).filter((ms) => !Number.isNaN(ms));
  return `an abort holds at ${names.size - bad.size} of ${names.size} points, the slowest after ${Math.max(0, ...took).toFixed(1)} ms of ${MOST_ABORT_MS}`;
}

/** All of it in one line. */
export function fetchSoakFigure(verdicts: readonly Verdict[], figures: readonly string[]): string {
  return `fetch-soak: ${worst(verdicts)}; ${figures.join('; ')}`;
}
