import fc from 'fast-check';
import { Fleet, type Joined } from '../src/coordination/member.fixture.ts';
import {
  FLIGHT_MS,
  type FleetAct,
  FleetHistory,
  fleetActs,
  freezeOf,
  SHORT_LEASE_MS,
  STORE_TIMEOUT_MS,
} from './fleet-history.ts';

/* Processes share a window. Requests and responses take up to the time in flight. */

const LIMIT = 6;
export const API_WINDOW_MS = 200;
const MOST = 6;
const STEP_MS = 1_000;

type WindowAct =
  | FleetAct
  /** Each call costs so much; 1 unless given. */
  | { act: 'demand'; who: number; calls: number; cost?: number };

const who = fc.nat({ max: MOST - 1 });
const demand = fc.record({ act: fc.constant('demand' as const), who, calls: fc.nat({ max: 40 }) });
// Most cost more than a fair share.
const large = fc.record({
  act: fc.constant('demand' as const),
  who,
  calls: fc.nat({ max: 5 }),
  cost: fc.integer({ min: 2, max: LIMIT }),
});
export const freeze: fc.Arbitrary<WindowAct> = freezeOf(MOST);

export interface WindowWorld {
  seed: number;
  members: number;
  delayMs: number;
  steps: { afterMs: number; what: WindowAct }[];
}

export const windowWorlds = (more: readonly fc.Arbitrary<WindowAct>[] = []): fc.Arbitrary<WindowWorld> =>
  fc.record({
    seed: fc.nat(),
    members: fc.integer({ min: 1, max: MOST }),
    delayMs: fc.integer({ min: 1, max: FLIGHT_MS }),
    steps: fc.array(
      fc.record({
        afterMs: fc.nat({ max: STEP_MS }),
        what: fc.oneof<fc.Arbitrary<WindowAct>[]>(
          ...[demand, demand, large],
          ...Object.values(fleetActs(MOST)),
          ...more,
        ),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  });

export class WindowRun {
  readonly fleet: Fleet;
  readonly #history: FleetHistory<Joined>;

  constructor({ seed, members, delayMs }: WindowWorld) {
    this.fleet = new Fleet({
      limit: LIMIT,
      windowMs: API_WINDOW_MS,
      flightMs: FLIGHT_MS,
      leaseMs: SHORT_LEASE_MS,
      timeoutMs: STORE_TIMEOUT_MS,
      seed,
      delayMs,
    });
    this.#history = new FleetHistory(this.fleet.store, MOST, () => this.fleet.join({ expectedMembers: MOST }));
    for (let n = 0; n < members; n += 1) this.#history.join();
  }

  get standstills(): readonly { fromMs: number; untilMs: number }[] {
    return this.#history.standstills;
  }

  async play(steps: WindowWorld['steps']): Promise<void> {
    // Wait until all members know of each other.
    await this.fleet.clock.advance(SHORT_LEASE_MS);
    for (const { afterMs, what } of steps) {
      await this.fleet.clock.advance(afterMs);
      if (what.act !== 'demand') this.#history.play(what);
      else this.#demand(what);
    }
    await this.fleet.clock.advance(4_000);
    // The living members serve what still waits.
    for (let passedMs = 0; passedMs < 120_000 && this.unserved().length > 0; passedMs += 1_000) {
      await this.fleet.clock.advance(1_000);
    }
  }

  /** The living members whose calls have not all ended. */
  unserved(): Joined[] {
    return this.#history.living.filter((one) => one.ended < one.begun);
  }

  #demand({ who, calls, cost }: Extract<WindowAct, { act: 'demand' }>): void {
    const one = this.#history.living[who];
    for (let n = 0; n < calls; n += 1) one?.process.setTimeout(() => void this.fleet.call(one, cost), 0);
  }
}
