import { formatCount } from '@evenkeel/tools/command-line';
import type { Assertion } from './assertion.ts';

const name = 'every call succeeded';

/** Counts what the caller saw; a dropped call did not succeed. */
export const everyCallSucceeded: Assertion = ({ counts }) => {
  if (counts.sent + counts.dropped === 0) {
    return { name, ok: null, seen: 'no call', reason: 'No call was made, so none can be called a success.' };
  }
  const { sent, succeeded, dropped } = counts;
  const seen = `${formatCount(succeeded)} of ${formatCount(sent + dropped)}`;
  if (succeeded === sent && dropped === 0) return { name, ok: true, seen };
  return { name, ok: false, seen, reason: `Only ${seen} calls succeeded.` };
};
