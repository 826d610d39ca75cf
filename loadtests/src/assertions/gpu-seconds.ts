import { formatPercent } from '@evenkeel/tools/command-line';
import type { Assertion } from './assertion.ts';
import { gpuBooks } from './gpu-books.ts';

/** The most that may be paid: a share of what the jobs would have cost, had nobody ended them. */
const MOST = 0.3;

const name = `at most ${formatPercent(MOST)} of the GPU-seconds to full convergence are paid`;

/** Ending each job as soon as its answer is good enough must save GPU-seconds. */
export const gpuSecondsToFullConvergence: Assertion = (evidence) => {
  const books = gpuBooks(evidence);
  const full = books?.jobs.reduce((sum, { estimatedMs }) => sum + estimatedMs, 0) ?? 0;
  if (books === undefined || full === 0) {
    return { name, ok: null, seen: 'no job', reason: 'The mock server ran no job, so nothing was saved.' };
  }
  const ratio = books.jobs.reduce((sum, { billedMs }) => sum + (billedMs ?? 0), 0) / full;
  const seen = formatPercent(ratio);
  const result = { name, seen, ratios: { gpuSecondsToFullConvergence: ratio } };
  if (ratio <= MOST) return { ...result, ok: true };
  return { ...result, ok: false, reason: `${seen} of the GPU-seconds to full convergence were paid.` };
};
