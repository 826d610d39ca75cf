import { formatCount, formatDuration, formatPercent } from '@evenkeel/tools/command-line';
import { describeAction } from '../../shared/chaos.ts';
import { limitUsed, slowestSecond } from '../judge/limit-used.ts';
import { rebuildWindows, unexcused } from '../judge/windows.ts';
import { recoverySpan } from '../sums.ts';
import { type FleetAssertion, result } from './fleet-assertion.ts';

/** The share of the limit that the survivors must use once the killed process's share is theirs. */
export const LEAST_AFTER_KILL = 0.93;

export const exceededOnlyWhereDisturbed: FleetAssertion = ({ journal, limit, disturbances }) => {
  const windows = rebuildWindows(journal, limit);
  const disturbedMs = disturbances.map(({ atMs }) => atMs);
  const bad = unexcused(windows, disturbedMs);
  const exceeded = windows.filter((window) => window.exceeded).length;
  const seen = `${exceeded} of ${formatCount(windows.length)} windows exceeded, ${bad.length} of them without an excuse`;
  return result(
    'no window exceeded after the first one following each stop and continuation',
    seen,
    bad.length === 0 ? [] : [`${seen}.`],
  );
};

export const shareIsUsedAgain: FleetAssertion = (evidence) => {
  const name = 'the killed share is in use again within its lifetime';
  const span = recoverySpan(evidence);
  const used = span && slowestSecond(evidence.journal, evidence.limit, span);
  if (span === null || used === null) {
    return {
      name,
      ok: null,
      seen: 'not seen',
      reason: 'Nothing was left to see of the time after a process was killed.',
    };
  }
  const mean = limitUsed(evidence.journal, evidence.limit, span);
  const seen = `${formatPercent(mean)} of the limit from ${formatDuration(evidence.shareLifetimeMs)} after it on, ${formatPercent(used)} in the slowest second`;
  return result(
    name,
    seen,
    mean >= LEAST_AFTER_KILL ? [] : [`Only ${seen}; ${formatPercent(LEAST_AFTER_KILL)} is demanded.`],
  );
};

export const everythingHappened: FleetAssertion = ({ disturbances, load }) => {
  const did = disturbances.map(describeAction).join(', ');
  const name = `chaos: ${load.chaos}`;
  return disturbances.length > 0
    ? { name, ok: true, seen: did }
    : { name, ok: null, seen: 'nothing', reason: 'Nothing was done to the fleet, so nothing was shown.' };
};
