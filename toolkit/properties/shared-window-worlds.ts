import fc from 'fast-check';
import { Fleet, type FleetOptions, type Joined } from '../src/coordination/member.fixture.ts';

/*
 * Processes come and go, die, and stand still; the store is away, and may have lost everything; replies are lost.
 * Requests and responses take up to the time in flight. The API's window is not exceeded except in the cases that
 * docs/coordination.md names. One is a process that joins shortly before or during an absence of the store, or between
 * two absences, or whose first replies are lost. The other is the window in which a process that stood still goes on.
 */

const LIMIT = 6;
export const API_WINDOW_MS = 200;
export const FLIGHT_MS = 100;
/** A third of it is longer than a member takes to be heard again: its time-out, and the wait before its next trial. */
const LEASE_MS = 1_200;
const TIMEOUT_MS = 100;
/** After this long, the others have heard of a member that joined. */
const BROADCAST_MS = 100;
const MOST = 6;
const STEP_MS = 1_000;

export type FleetAct =
  /** Each call costs so much; 1 unless given. */
  | { act: 'demand'; who: number; calls: number; cost?: number; takes?: number; serviceMs?: number }
  /** All of them call. */
  | { act: 'rush'; calls: number; cost: number; takes: number; serviceMs: number }
  | { act: 'join' }
  | { act: 'leave'; who: number }
  | { act: 'die'; who: number }
  | { act: 'freeze'; who: number; forMs: number }
  | { act: 'away'; forMs: number; loses: boolean }
  | { act: 'slow'; tripMs: number }
  | { act: 'lose-replies'; count: number };

export const who = fc.nat({ max: MOST - 1 });
export const acts: Record<string, fc.Arbitrary<FleetAct>> = {
  demand: fc.record({ act: fc.constant('demand' as const), who, calls: fc.nat({ max: 40 }) }),
  // Most cost more than a fair share.
  large: fc.record({
    act: fc.constant('demand' as const),
    who,
    calls: fc.nat({ max: 5 }),
    cost: fc.integer({ min: 2, max: LIMIT }),
  }),
  join: fc.record({ act: fc.constant('join' as const) }),
  leave: fc.record({ act: fc.constant('leave' as const), who }),
  die: fc.record({ act: fc.constant('die' as const), who }),
  away: fc.record({
    act: fc.constant('away' as const),
    forMs: fc.integer({ min: 50, max: 4_000 }),
    loses: fc.boolean(),
  }),
  slow: fc.record({ act: fc.constant('slow' as const), tripMs: fc.constantFrom(1, 5, 40) }),
  lost: fc.record({ act: fc.constant('lose-replies' as const), count: fc.integer({ min: 1, max: 3 }) }),
};
export const freeze: fc.Arbitrary<FleetAct> = fc.record({
  act: fc.constant('freeze' as const),
  who,
  forMs: fc.integer({ min: 100, max: 3_000 }),
});

export interface WindowWorld {
  seed: number;
  members: number;
  delayMs: number;
  steps: { afterMs: number; what: FleetAct }[];
}

export const windowWorlds = (more: readonly fc.Arbitrary<FleetAct>[] = [], usual = acts): fc.Arbitrary<WindowWorld> =>
  fc.record({
    seed: fc.nat(),
    members: fc.integer({ min: 1, max: MOST }),
    delayMs: fc.integer({ min: 1, max: FLIGHT_MS }),
    steps: fc.array(
      fc.record({
        afterMs: fc.nat({ max: STEP_MS }),
        what: fc.oneof(usual.demand as never, ...Object.values(usual), ...more),
      }),
      { minLength: 1, maxLength: 12 },
    ) as fc.Arbitrary<WindowWorld['steps']>,
  });

export class WindowRun {
  readonly fleet: Fleet;
  readonly all: Joined[] = [];
  readonly standstills: { fromMs: number; untilMs: number }[] = [];
  #backAtMs = Number.NEGATIVE_INFINITY;
  /** When all members know of each other. */
  #knownAtMs = 0;

  constructor({ seed, members, delayMs }: WindowWorld, bucket: FleetOptions = {}) {
    this.fleet = new Fleet({
      limit: LIMIT,
      windowMs: API_WINDOW_MS,
      flightMs: FLIGHT_MS,
      leaseMs: LEASE_MS,
      timeoutMs: TIMEOUT_MS,
      seed,
      delayMs,
      ...bucket,
    });
    this.fleet.store.losesFirst = false;
    for (let n = 0; n < members; n += 1) this.#join();
  }

  async play(steps: WindowWorld['steps']): Promise<void> {
    // Wait until all members know of each other.
    await this.fleet.clock.advance(LEASE_MS);
    for (const { afterMs, what } of steps) {
      await this.fleet.clock.advance(afterMs);
      this.#do(what);
    }
    await this.fleet.clock.advance(4_000);
    // The living members serve what still waits.
    for (let passedMs = 0; passedMs < 120_000 && this.unserved().length > 0; passedMs += 1_000) {
      await this.fleet.clock.advance(1_000);
    }
  }

  /** The living members whose calls have not all ended. */
  unserved(): Joined[] {
    return this.living().filter((one) => one.ended < one.begun);
  }

  living(): Joined[] {
    return this.all.filter((one) => !this.#gone.has(one));
  }

  readonly #gone = new Set<Joined>();

  #join(): void {
    const one = this.fleet.join({ expectedMembers: MOST });
    this.all.push(one);
    const now = this.fleet.clock.now();
    // When the store has just come back, a member that joins is not told of members that have not asked the store
    // since, nor they of it.
    this.#knownAtMs = Math.max(now + BROADCAST_MS, this.#backAtMs + LEASE_MS);
  }

  #do(what: FleetAct): void {
    const { clock, store } = this.fleet;
    const one = 'who' in what ? this.all.filter((some) => !this.#gone.has(some))[what.who] : undefined;
    const now = clock.now();
    switch (what.act) {
      case 'demand':
        for (let n = 0; n < what.calls; n += 1) {
          one?.process.setTimeout(() => void this.fleet.call(one, what.cost, what), 0);
        }
        break;
      case 'rush':
        for (const who of this.living().keys()) this.#do({ ...what, act: 'demand', who });
        break;
      case 'join':
        if (!store.away && this.all.length - this.#gone.size < MOST) this.#join();
        break;
      case 'leave':
        if (one === undefined) break;
        this.#gone.add(one);
        one.process.setTimeout(() => void one.member.leave(), 0);
        break;
      case 'die':
        if (one === undefined) break;
        this.#gone.add(one);
        one.process.kill();
        break;
      case 'freeze': {
        if (one === undefined) break;
        one.process.freeze();
        clock.setTimeout(() => one.process.thaw(), what.forMs);
        this.standstills.push({ fromMs: now, untilMs: now + what.forMs });
        break;
      }
      case 'away':
        if (store.away || now < this.#knownAtMs) break;
        store.away = true;
        store.repliesToLose = 0;
        clock.setTimeout(() => {
          if (what.loses) store.lose();
          store.away = false;
          this.#backAtMs = clock.now();
        }, what.forMs);
        break;
      case 'slow':
        store.tripMs = what.tripMs;
        break;
      case 'lose-replies':
        if (store.away) break;
        store.repliesToLose = what.count;
        break;
    }
  }
}
