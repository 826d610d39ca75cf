import fc from 'fast-check';
import type { Member } from '../src/coordination/member.ts';
import type { Process, RemoteStore } from '../src/coordination/remote-store.fixture.ts';

/*
 * What happens to processes that share limits: they come and go, die, and stand still; the store is away, and may have
 * lost everything; replies are lost. No limit is exceeded except in the cases that docs/coordination.md names. One is a
 * process that joins shortly before or during an absence of the store, or between two absences, or whose first replies
 * are lost. The other is the window in which a process that stood still goes on.
 */

/** How long requests and responses may be on their way, as all processes know. */
export const FLIGHT_MS = 100;
/** A third of it is longer than a member takes to be heard again: its time-out, and the wait before its next trial. */
export const SHORT_LEASE_MS = 1_200;
export const STORE_TIMEOUT_MS = 100;
/** After this long, the others have heard of a member that joined. */
const BROADCAST_MS = 100;

export type FleetAct =
  | { act: 'join' }
  | { act: 'leave'; who: number }
  | { act: 'die'; who: number }
  | { act: 'freeze'; who: number; forMs: number }
  | { act: 'away'; forMs: number; loses: boolean }
  | { act: 'slow'; tripMs: number }
  | { act: 'lose-replies'; count: number };

/** @param most how many processes there are at most */
export const fleetActs = (most: number) => {
  const who = fc.nat({ max: most - 1 });
  return {
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
};

export const freezeOf = (most: number) =>
  fc.record({
    act: fc.constant('freeze' as const),
    who: fc.nat({ max: most - 1 }),
    forMs: fc.integer({ min: 100, max: 3_000 }),
  });

export interface FleetProcess {
  readonly process: Process;
  readonly member: Member;
}

/** The processes of a history, and what has happened to them. */
export class FleetHistory<One extends FleetProcess> {
  readonly all: One[] = [];
  readonly standstills: { fromMs: number; untilMs: number }[] = [];
  readonly #store: RemoteStore;
  readonly #most: number;
  readonly #start: () => One;
  readonly #gone = new Set<One>();
  #backAtMs = Number.NEGATIVE_INFINITY;
  /** When all members know of each other. */
  #knownAtMs = 0;

  /**
   * @param most how many processes there are at most
   * @param start starts another one
   */
  constructor(store: RemoteStore, most: number, start: () => One) {
    this.#store = store;
    this.#most = most;
    this.#start = start;
    store.losesFirst = false;
  }

  get living(): One[] {
    return this.all.filter((one) => !this.#gone.has(one));
  }

  join(): void {
    this.all.push(this.#start());
    // When the store has just come back, a member that joins is not told of members that have not asked the store
    // since, nor they of it.
    this.#knownAtMs = Math.max(this.#store.clock.now() + BROADCAST_MS, this.#backAtMs + SHORT_LEASE_MS);
  }

  /** @returns the process that is gone by it, if one is */
  play(what: FleetAct): One | undefined {
    const store = this.#store;
    const { clock } = store;
    const one = 'who' in what ? this.living[what.who] : undefined;
    const now = clock.now();
    switch (what.act) {
      case 'join':
        if (!store.away && this.living.length < this.#most) this.join();
        break;
      case 'leave':
      case 'die':
        if (one === undefined) break;
        this.#gone.add(one);
        if (what.act === 'die') one.process.kill();
        else one.process.setTimeout(() => void one.member.leave(), 0);
        return one;
      case 'freeze':
        if (one === undefined) break;
        one.process.freeze();
        clock.setTimeout(() => one.process.thaw(), what.forMs);
        this.standstills.push({ fromMs: now, untilMs: now + what.forMs });
        break;
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
        if (!store.away) store.repliesToLose = what.count;
        break;
    }
    return undefined;
  }
}
