import type { Verdict } from '@evenkeel/tools/command-line';
import type { ExperimentContext, ExperimentRequest, Outcome } from '../experiment.ts';
import { table } from '../table.ts';
import { type EarlyEndBug, earlyEndBugs } from './aborts/bugs.ts';
import { abortPoints } from './aborts/points.ts';
import { runPoint } from './aborts/run-point.ts';
import { leftBySoak } from './soak/judge-soak.ts';
import { leakNames } from './soak/leaks.ts';
import { soakPlanFor } from './soak/plan.ts';
import { runSoak } from './soak/run-soak.ts';

/** A bug that was planted, and what has seen it. */
export interface BugSighting {
  bug: string;
  /** Names of points, or what a soak has found. */
  seenBy: readonly string[];
}

/** With a bug much does not happen: each time that is waited for. */
const LIMIT_MS = 1_500;
/** With --quick only these are run: one of each kind of place that a call may be at. */
const fewPoints = ['window-alone', 'waiting-for-headers', 'collecting-the-body', 'after-the-end'];
/** How many names a line has room for. */
const MOST_NAMES = 5;

/** Plants each leak in a short soak, and each bug at the points. */
export async function sightBugs(request: ExperimentRequest, context: ExperimentContext): Promise<Outcome> {
  const { signal, show } = context;
  const leaks: BugSighting[] = [];
  for (const leak of leakNames) {
    show(`fetch-soak: a fetch that ${leak}`);
    const plan = { ...soakPlanFor({ ...request, quick: true }), leak };
    const found = leftBySoak(await runSoak(plan, { signal, show: () => {} }), plan);
    leaks.push({ bug: leak, seenBy: found });
  }
  const points = request.quick ? abortPoints.filter(({ name }) => fewPoints.includes(name)) : abortPoints;
  const bugs: BugSighting[] = [];
  for (const bug of Object.keys(earlyEndBugs) as EarlyEndBug[]) {
    const seenBy: string[] = [];
    for (const point of points) {
      signal.throwIfAborted();
      show(`fetch-soak: a fetch that ${bug}, at ${point.name}`);
      const { ruling } = await runPoint(point, { make: earlyEndBugs[bug], limitMs: LIMIT_MS });
      if (ruling.result === 'broken') seenBy.push(point.name);
    }
    bugs.push({ bug, seenBy });
  }
  const blind = points.map(({ name }) => name).filter((name) => !bugs.some(({ seenBy }) => seenBy.includes(name)));
  return {
    verdict: sightVerdict([...leaks, ...bugs], blind),
    lines: [
      ...sightLines(leaks, bugs, blind),
      sightFigure([...leaks, ...bugs], points.length - blind.length, points.length),
    ],
    json: { leaks, bugs, blind },
  };
}

/** @param blind points that see no bug */
export function sightVerdict(sightings: readonly BugSighting[], blind: readonly string[]): Verdict {
  return blind.length === 0 && sightings.every(({ seenBy }) => seenBy.length > 0) ? 'PASS' : 'FAIL';
}

/** A line for each leak and bug, and one for each point that sees none. */
export function sightLines(
  leaks: readonly BugSighting[],
  bugs: readonly BugSighting[],
  blind: readonly string[],
): string[] {
  const rows = bugs.map(({ bug, seenBy }) => {
    const rest = seenBy.length - MOST_NAMES;
    const names = seenBy.slice(0, MOST_NAMES).join(', ');
    return [bug, String(seenBy.length), rest > 0 ? `${names} and ${rest} more` : names];
  });
  return [
    ...leaks.map(({ bug, seenBy }) => `A fetch that ${bug}: ${seenBy.join(' ') || 'nobody sees it.'}`),
    '',
    ...table([['a fetch that', 'seen by', 'points'], ...rows]),
    '',
    ...blind.map((name) => `${name} sees no bug.`),
  ];
}

export function sightFigure(sightings: readonly BugSighting[], seeing: number, points: number): string {
  const seen = sightings.filter(({ seenBy }) => seenBy.length > 0).length;
  const verdict = seen === sightings.length && seeing === points ? 'PASS' : 'FAIL';
  return `fetch-soak: ${verdict}; ${seen} of ${sightings.length} planted leaks and bugs are seen, ${seeing} of ${points} points see one`;
}
