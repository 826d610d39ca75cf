import { formatCount, formatPercent } from '@evenkeel/tools/command-line';
import type { FleetEvidence } from '../../shared/fleet-evidence.ts';
import { limitUsed } from '../judge/limit-used.ts';
import { penaltiesIn } from '../judge/penalties.ts';
import { rebuildWindows } from '../judge/windows.ts';
import { steadySpan, total } from '../sums.ts';
import { type FleetAssertion, result } from './fleet-assertion.ts';

export const LEAST_LIMIT_USED = 0.95;
/** Ends the reason where the machine, and not the fleet, falls short. */
export const TOO_BUSY = 'This machine was too busy to show it.';
/** How long a token waits beyond its window in any case. */
const MARGIN_MS = 3;
/** Where less than this is possible, the demand leaves no room for chance. */
const ATTAINABLE = 0.96;
/** The share of what is possible that a fleet must use on any machine. */
const LEAST_OF_POSSIBLE = 0.98;

export const noPenalty: FleetAssertion = ({ journal, limit }) => {
  const { penalties, throttled } = penaltiesIn(journal, limit.penaltyMs);
  const seen = `${formatCount(penalties)} penalties, ${formatCount(throttled)} 429s`;
  const reasons = throttled === 0 ? [] : [`The fleet exceeded the limit: ${seen} in the journal.`];
  return result('zero penalties and zero 429s', seen, reasons);
};

export const noWindowExceeded: FleetAssertion = ({ journal, limit }) => {
  const windows = rebuildWindows(journal, limit);
  const exceeded = windows.filter((window) => window.exceeded).length;
  const fullest = Math.max(0, ...windows.map(({ count }) => count));
  const seen = `${formatCount(windows.length)} windows, the fullest with ${fullest} of ${limit.limit}`;
  const reasons = exceeded === 0 ? [] : [`${exceeded} of the server's windows were exceeded.`];
  return result('no window exceeded', seen, reasons);
};

/** A fleet that used less than demanded fails where more was possible; where it was not, this machine can't show it. */
export const limitIsUsed: FleetAssertion = (evidence) => {
  const name = 'the limit is used';
  const used = limitUsed(evidence.journal, evidence.limit, steadySpan(evidence));
  const most = possible(evidence);
  const took = most === null ? '' : `; responses took ${most.responseMs.toFixed(1)} ms`;
  const seen = `${formatPercent(used)} of the limit from the third second on${took}`;
  const ratios = { limitUsed: used };
  const demand = `${formatPercent(LEAST_LIMIT_USED)} is demanded.`;
  if (used >= LEAST_LIMIT_USED) return { name, ok: true, seen, ratios };
  if (most !== null && most.ratio < ATTAINABLE && used >= LEAST_OF_POSSIBLE * most.ratio) {
    const reason = `Only ${seen}, so that ${formatPercent(most.ratio)} was possible, and ${demand} ${TOO_BUSY}`;
    return { name, ok: null, seen, reason, ratios };
  }
  return { name, ok: false, seen, reason: `Only ${seen} was used; ${demand}`, ratios };
};

/**
 * How much of the limit could be used at all: a token is free again a window and a margin after its response, so each
 * millisecond that the machine itself adds to the responses costs a tenth of a percent.
 */
function possible({ workers, limit }: FleetEvidence): { ratio: number; responseMs: number } | null {
  const responses = total(workers, ({ steady }) => steady.responses);
  if (responses === 0) return null;
  const responseMs = total(workers, ({ steady }) => steady.responseMs) / responses;
  return { ratio: limit.windowMs / (limit.windowMs + MARGIN_MS + responseMs), responseMs };
}

/** Reports how much of the limit was used, for runs without a demand: those with chaos, and those of a peer. */
export const limitUsedSeen: FleetAssertion = (evidence) => {
  const used = limitUsed(evidence.journal, evidence.limit, steadySpan(evidence));
  const { penalties, throttled } = penaltiesIn(evidence.journal, evidence.limit.penaltyMs);
  const seen = `${formatPercent(used)} of the limit used, ${penalties} penalties, ${formatCount(throttled)} 429s`;
  return { name: 'measured', ok: true, seen, ratios: { limitUsed: used } };
};

/** A fleet whose processes know nothing of each other must be punished; otherwise the load proves nothing. */
export const penaltiesWerePaid: FleetAssertion = ({ journal, limit }) => {
  const name = 'the limit is exceeded without coordination';
  const { penalties, throttled } = penaltiesIn(journal, limit.penaltyMs);
  const seen = `${formatCount(penalties)} penalties, ${formatCount(throttled)} 429s`;
  if (penalties > 0) return { name, ok: true, seen };
  return {
    name,
    ok: null,
    seen,
    reason: 'No penalty was paid, so the load was too weak to show what coordination saves.',
  };
};
