import type { Assertion } from '../../assertions/assertion.ts';
import type { FleetLoad } from '../../shared/load.ts';
import { everythingHappened, exceededOnlyWhereDisturbed, shareIsUsedAgain } from './chaos.ts';
import type { FleetAssertion } from './fleet-assertion.ts';
import { limitIsUsed, limitUsedSeen, noPenalty, noWindowExceeded, penaltiesWerePaid } from './limit.ts';
import { clocksAreSkewed, everyCallAccounted, everyProcessActs, noCallFailed } from './processes.ts';
import { fewRoundTrips, gaugeGoesUpAndBack, roundTripsSeen, tripsAgree } from './store.ts';

/** The assertions on a fleet with that load. */
export const fleetAssertions = (load: FleetLoad): Assertion[] =>
  assertionsFor(load).map((assertion) => ({ fleet }) => {
    if (fleet === null) throw new RangeError('fleet: expected the evidence of one.');
    return assertion(fleet);
  });

function assertionsFor({ caller, chaos }: FleetLoad): readonly FleetAssertion[] {
  if (caller === 'uncoordinated') return [penaltiesWerePaid, limitUsedSeen, everyCallAccounted];
  if (caller === 'bottleneck') return [limitUsedSeen, roundTripsSeen, everyCallAccounted];
  const always = [everyCallAccounted, noCallFailed, everyProcessActs, gaugeGoesUpAndBack, clocksAreSkewed];
  if (chaos === null) return [noPenalty, noWindowExceeded, limitIsUsed, fewRoundTrips, tripsAgree, ...always];
  const killed = chaos === 'kill' || chaos === 'all' ? [shareIsUsedAgain] : [];
  return [everythingHappened, exceededOnlyWhereDisturbed, ...killed, limitUsedSeen, roundTripsSeen, ...always];
}
