import type { Assertion } from './assertion.ts';

const name = 'the breaker stayed closed';

/** Failures that retries mend are no reason to refuse calls. */
export const breakerStayedClosed: Assertion = ({ breakerTransitions }) => {
  if (breakerTransitions === null) {
    return {
      name,
      ok: null,
      seen: 'no counter',
      reason: 'Without the metrics of a gateway of ours the breaker is unseen.',
    };
  }
  const seen = `${breakerTransitions} changes of state`;
  if (breakerTransitions === 0) return { name, ok: true, seen };
  return { name, ok: false, seen, reason: `The breaker did not stay closed: there were ${seen}.` };
};
