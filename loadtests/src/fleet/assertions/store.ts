import { formatCount, formatRatio } from '@evenkeel/tools/command-line';
import type { FleetEvidence } from '../../shared/fleet-evidence.ts';
import { gaugeComplaints } from '../judge/degraded.ts';
import { absences, total } from '../sums.ts';
import { type FleetAssertion, result } from './fleet-assertion.ts';

/** Up to this many processes the lower bound on store round trips holds, above it the higher one. */
const FEW_PROCESSES = 8;
export const mostRoundTrips = (processes: number): number => (processes <= FEW_PROCESSES ? 0.1 : 0.2);
/** How soon a process must notice that the store is back; it does so by trying again. */
const NOTICES_WITHIN_MS = 2_000;

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

/** Store round trips a call, by the processes' own count, or by the store's where they have none. */
export function roundTripsPerCall({ workers, storeScripts, load }: FleetEvidence): number | null {
  const calls = total(workers, ({ steady }) => steady.calls);
  const trips = load.caller === 'bottleneck' ? storeScripts : total(workers, ({ steady }) => steady.roundTrips);
  return calls === 0 || trips === null ? null : trips / calls;
}

/** The processes must not count fewer round trips than the store does. */
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

export const gaugeGoesUpAndBack: FleetAssertion = (evidence) => {
  const { startedMs } = evidence;
  const away = absences(evidence);
  const gauges = evidence.workers
    .filter(({ counts }) => counts !== null)
    // Processes that all start at once may keep each other from the store for a moment, before the load begins.
    .map(({ worker, transitions }) => ({ worker, transitions: transitions.filter(({ atMs }) => atMs >= startedMs) }));
  const ups = gauges.reduce((sum, { transitions }) => sum + transitions.filter(({ degraded }) => degraded).length, 0);
  return result(
    away.length === 0 ? 'the degraded gauge stays down' : 'the degraded gauge goes up and comes back',
    `${ups} times up in ${gauges.length} processes`,
    gaugeComplaints(gauges, away, NOTICES_WITHIN_MS),
  );
};
