import { formatCount } from '@evenkeel/tools/command-line';
import type { Assertion } from './assertion.ts';

/** The share of jobs that must reach the gap; one that failed or timed out has not reached it. */
const ENOUGH = 0.99;

/**
 * Jobs end because their answers are within the gap that was asked for, and not because they had nothing more to do.
 * With a fault only the jobs that succeeded are judged: those that it hits are its objective's concern.
 */
export const jobsReachTheGap =
  ({ optimum, targetGap }: { optimum: number; targetGap: number }): Assertion =>
  ({ jobs, counts: { sent, succeeded }, fault }) => {
    const name = `jobs end within ${targetGap * 100} % of the optimum`;
    if (succeeded === 0) return { name, ok: null, seen: 'no job', reason: 'No job succeeded, so none was judged.' };
    const reached = jobs.filter(
      ({ energy, reason }) => reason === 'gap' && energy !== null && (energy - optimum) / optimum <= targetGap,
    ).length;
    const all = fault === null ? sent : succeeded;
    const seen = `${formatCount(reached)} of ${formatCount(all)}`;
    const result = { name, seen, ratios: { jobsAtTargetGap: reached / sent } };
    if (reached >= ENOUGH * all) return { ...result, ok: true };
    return { ...result, ok: false, reason: `Only ${seen} jobs ended there; ${ENOUGH * 100} % are to.` };
  };
