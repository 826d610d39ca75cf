import { formatCount, formatDuration, formatPercent, formatRatio } from '@evenkeel/tools/command-line';
import type { AssertionResult } from '../assertions/assertion.ts';
import { describeDeed } from '../shared/chaos.ts';
import { type FleetEvidence, WARM_UP_MS } from './evidence.ts';
import { discrepancies } from './judge/accounts.ts';
import { gaugeComplaints } from './judge/degraded.ts';
import { limitUsed, slowestSecond } from './judge/limit-used.ts';
import { penaltiesIn } from './judge/penalties.ts';
import { rebuildWindows, unexcused } from './judge/windows.ts';
import { absences, killedWorkers, recoverySpan, steadySpan, tallies, total } from './sums.ts';

type FleetAssertion = (evidence: FleetEvidence) => AssertionResult;

export const LEAST_LIMIT_USED = 0.95;
/** The end of what is said where the machine, and not the fleet, falls short. */
export const TOO_BUSY = 'This machine was too busy to show it.';
/** What a token waits beyond its window by itself. */
const MARGIN_MS = 3;
/** Where less than this is possible, the demand leaves nothing for chance. */
const ATTAINABLE = 0.96;
/** What a fleet must use of what is possible, on whatever machine. */
const LEAST_OF_POSSIBLE = 0.98;
/** What the survivors of a killed process must use of the limit once its share is theirs. */
export const LEAST_AFTER_KILL = 0.93;
/** Up to this many processes the first bound on store round trips holds, above it the second. */
const FEW_PROCESSES = 8;
export const mostRoundTrips = (processes: number): number => (processes <= FEW_PROCESSES ? 0.1 : 0.2);
/** A process notices that the store is back by trying again. */
const NOTICES_WITHIN_MS = 2_000;
const SKEW_TOLERANCE_MS = 1_000;

/** Passes, or fails for that reason. */
const result = (
  name: string,
  seen: string,
  reasons: readonly string[],
  ratios?: Record<string, number>,
): AssertionResult => ({
  name,
  ok: reasons.length === 0,
  seen,
  ...(reasons.length === 0 ? {} : { reason: reasons.join(' ') }),
  ...(ratios === undefined ? {} : { ratios }),
});

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

/**
 * What could be used of the limit at all: a token is free again a window and a margin after its response, so each
 * millisecond that the machine itself adds to the responses costs a tenth of a percent.
 */
function possible({ workers, limit }: FleetEvidence): { ratio: number; responseMs: number } | null {
  const responses = total(workers, ({ steady }) => steady.responses);
  if (responses === 0) return null;
  const responseMs = total(workers, ({ steady }) => steady.responseMs) / responses;
  return { ratio: limit.windowMs / (limit.windowMs + MARGIN_MS + responseMs), responseMs };
}

/** Below the demand it is the fleet's fault where more was possible; else this machine can't show it. */
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

/** Reported without a demand: a run in which things are broken, or a peer's, has none. */
export const limitUsedSeen: FleetAssertion = (evidence) => {
  const used = limitUsed(evidence.journal, evidence.limit, steadySpan(evidence));
  const { penalties, throttled } = penaltiesIn(evidence.journal, evidence.limit.penaltyMs);
  const seen = `${formatPercent(used)} of the limit used, ${penalties} penalties, ${formatCount(throttled)} 429s`;
  return { name: 'measured', ok: true, seen, ratios: { limitUsed: used } };
};

/** By the processes' own count, or the store's where they have none. */
export function roundTripsPerCall({ workers, storeScripts, load }: FleetEvidence): number | null {
  const calls = total(workers, ({ steady }) => steady.calls);
  const trips = load.caller === 'bottleneck' ? storeScripts : total(workers, ({ steady }) => steady.roundTrips);
  return calls === 0 || trips === null ? null : trips / calls;
}

export const fewRoundTrips: FleetAssertion = (evidence) => {
  const name = 'few store round trips';
  const perCall = roundTripsPerCall(evidence);
  if (perCall === null) {
    return {
      name,
      ok: null,
      seen: 'no call',
      reason: 'No call ended in the steady state, so none had a share of trips.',
    };
  }
  const most = mostRoundTrips(evidence.load.processes);
  const seen = `${formatRatio(perCall)} a call`;
  const reasons = perCall <= most ? [] : [`${seen} went to the store; ${most} is the most.`];
  return result(name, seen, reasons, { storeRoundTripsPerCall: perCall });
};

export const roundTripsSeen: FleetAssertion = (evidence) => {
  const perCall = roundTripsPerCall(evidence);
  if (perCall === null) return { name: 'store round trips', ok: true, seen: 'not measured' };
  return {
    name: 'store round trips',
    ok: true,
    seen: `${formatRatio(perCall)} a call`,
    ratios: { storeRoundTripsPerCall: perCall },
  };
};

/** A process that counts fewer trips than the store does flatters itself. */
export const tripsAgree: FleetAssertion = ({ workers, storeScripts }) => {
  const name = 'round trips as the store counts them';
  const told = total(workers, ({ steady }) => steady.roundTrips);
  if (storeScripts === null) return { name, ok: true, seen: `${formatCount(told)}, by the processes alone` };
  // The two spans are not cut at the same instant: each process may have a trip on either side.
  const slack = workers.length + Math.ceil(told * 0.05);
  const seen = `${formatCount(told)} told, ${formatCount(storeScripts)} scripts run`;
  const reasons = storeScripts <= told + slack ? [] : [`The processes hide round trips: ${seen}.`];
  return result(name, seen, reasons);
};

export const everyCallAccounted: FleetAssertion = (evidence) => {
  const { journal, workers } = evidence;
  const accounts = workers.flatMap(({ worker, tally }) =>
    tally === null ? [] : [{ worker, attempts: tally.attempts }],
  );
  const seen = `${formatCount(total(workers, ({ attempts }) => attempts))} sent, ${formatCount(journal.length)} in the journal`;
  return result('every request accounted for', seen, discrepancies(journal, accounts, killedWorkers(evidence)));
};

export const noCallFailed: FleetAssertion = ({ workers }) => {
  const lost = total(workers, ({ calls, succeeded }) => calls - succeeded);
  const codes = new Map<string, number>();
  for (const { codes: own } of tallies(workers)) {
    for (const [code, count] of Object.entries(own)) codes.set(code, (codes.get(code) ?? 0) + count);
  }
  const seen = `${formatCount(lost)} of ${formatCount(total(workers, ({ calls }) => calls))} calls`;
  const why = [...codes].map(([code, count]) => `${count} ${code}`).join(', ');
  return result('no surviving process loses a call', seen, lost === 0 ? [] : [`${seen} did not succeed: ${why}.`]);
};

export const everyProcessActs: FleetAssertion = ({ workers, load }) => {
  const idle = workers.filter(({ tally }) => tally !== null && tally.succeeded === 0).map(({ worker }) => worker);
  const seen = `${workers.length - idle.length} of ${load.processes}`;
  const reasons =
    idle.length === 0 && workers.length === load.processes ? [] : [`Only ${seen} processes got a call through.`];
  return result('every process takes part', seen, reasons);
};

export const clocksAreSkewed: FleetAssertion = ({ workers, load }) => {
  const name = 'clocks as told';
  const offs = workers.map(({ clockOffMs }) => clockOffMs);
  const seen = `${seconds(Math.min(...offs))} to ${seconds(Math.max(...offs))} s off`;
  const wrong = workers.filter(
    ({ worker, clockOffMs }) => Math.abs(clockOffMs - skewOf(worker, load.skewMs)) > SKEW_TOLERANCE_MS,
  );
  return result(
    name,
    seen,
    wrong.length === 0 ? [] : [`The clocks of ${wrong.length} processes are not skewed as told.`],
  );
};

const seconds = (ms: number): string => (ms / 1_000).toFixed(1).replace('-0.0', '0.0');

/** By turns ahead and behind. */
export const skewOf = (worker: number, skewMs: number): number => (worker % 2 === 0 ? skewMs : -skewMs);

/** A fleet whose processes know nothing of each other must be punished, else the load proves nothing. */
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

export const gaugeGoesUpAndBack: FleetAssertion = (evidence) => {
  const { startedMs } = evidence;
  const away = absences(evidence);
  const gauges = evidence.workers
    .filter(({ tally }) => tally !== null)
    // Processes that start all at once may keep each other from the store for a moment.
    .map(({ worker, transitions }) => ({ worker, transitions: transitions.filter(({ atMs }) => atMs >= startedMs) }));
  const ups = gauges.reduce((sum, { transitions }) => sum + transitions.filter(({ degraded }) => degraded).length, 0);
  return result(
    away.length === 0 ? 'the degraded gauge stays down' : 'the degraded gauge goes up and comes back',
    `${ups} times up in ${gauges.length} processes`,
    gaugeComplaints(gauges, away, NOTICES_WITHIN_MS),
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
  const did = disturbances.map(describeDeed).join(', ');
  const name = `chaos: ${load.chaos}`;
  return disturbances.length > 0
    ? { name, ok: true, seen: did }
    : { name, ok: null, seen: 'nothing', reason: 'Nothing was done to the fleet, so nothing was shown.' };
};

/** What a fleet of that kind must show. */
export function assertionsFor({ load }: FleetEvidence): readonly FleetAssertion[] {
  if (load.caller === 'uncoordinated') return [penaltiesWerePaid, limitUsedSeen, everyCallAccounted];
  if (load.caller === 'bottleneck') return [limitUsedSeen, roundTripsSeen, everyCallAccounted];
  const always = [everyCallAccounted, noCallFailed, everyProcessActs, gaugeGoesUpAndBack, clocksAreSkewed];
  if (load.chaos === null) {
    return [noPenalty, noWindowExceeded, limitIsUsed, fewRoundTrips, tripsAgree, ...always];
  }
  const killed = load.chaos === 'kill' || load.chaos === 'all' ? [shareIsUsedAgain] : [];
  return [everythingHappened, exceededOnlyWhereDisturbed, ...killed, limitUsedSeen, roundTripsSeen, ...always];
}

export const judge = (evidence: FleetEvidence): AssertionResult[] =>
  assertionsFor(evidence).map((assertion) => assertion(evidence));

export { WARM_UP_MS };
