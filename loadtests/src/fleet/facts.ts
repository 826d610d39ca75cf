import type { Facts } from '../verdict/evidence.ts';
import { judge } from './assertions.ts';
import type { FleetEvidence } from './evidence.ts';
import { penaltiesIn } from './judge/penalties.ts';
import { total } from './sums.ts';

const nothing = {
  readings: [],
  fault: null,
  k6: { vacuous: [], crossed: [], thrown: 0, firstError: null },
  emptyPanels: [],
} as const;

/** What the verdict on a fleet stands on: its assertions, and its own counts. */
export function factsOf(scenario: string, evidence: FleetEvidence): Facts {
  const { workers, journal, limit, load } = evidence;
  const { penalties, throttled } = penaltiesIn(journal, limit.penaltyMs);
  const { processes, caller, demand, chaos, skewMs } = load;
  return {
    ...nothing,
    scenario,
    counts: {
      sent: total(workers, ({ calls }) => calls),
      succeeded: total(workers, ({ succeeded }) => succeeded),
      failed: total(workers, ({ failed }) => failed),
      rejected: total(workers, ({ rejected }) => rejected),
      cancelled: total(workers, ({ cancelled }) => cancelled),
      rateLimited: throttled,
      dropped: 0,
    },
    assertions: judge(evidence),
    fleet: { processes, caller, demand, chaos, skewMs, penalties },
    harness: [],
  };
}

export const brokenFacts = (scenario: string, why: string): Facts => ({
  ...nothing,
  scenario,
  counts: { sent: 0, succeeded: 0, failed: 0, rejected: 0, cancelled: 0, dropped: 0 },
  assertions: [],
  harness: [why],
});
