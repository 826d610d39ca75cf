import { SlotCount } from '../policies/bulkhead/slot-count.ts';
import { type Demand, noDemand } from '../policies/rate/permit-limiter.ts';
import type { Cancel, Clock } from '../time/clock.ts';
import type { Waiting } from '../time/wait-scope.ts';
import type { Limiter } from './standing.ts';

/** How often in a row the attempt that has waited longest may be passed over. */
const PATIENCE = 4;

/** An attempt that waits to leave. */
export interface InLine {
  readonly scope: Waiting;
  /** What it needs at once, and how much of each. */
  readonly limits: readonly Limiter[];
  readonly costs: readonly number[];
  /** The higher goes first. */
  readonly priority: number;
  /** Whether something beside the limits keeps it here, such as a closed gate. It keeps nobody else then. */
  readonly held: boolean;
  /** Leaves: called at the instant at which there is room. What it throws ends the attempt. */
  leave(): void;
  /** Called at its turn with what it waits for: a limit, or undefined where it is held. */
  looks(lacking: Limiter | undefined): void;
}

/** Attempts of one priority that need the same, first come, first served. */
interface Lane {
  readonly limits: readonly Limiter[];
  readonly priority: number;
  readonly waiting: Map<InLine, Place>;
}

/** Who is the first to lack a limit. */
interface First extends Pick<Demand, 'next' | 'turn'> {
  /** Whether nobody else may take from it. */
  kept: boolean;
}

interface Place {
  /** Its place in the order of arrival, over all lanes. */
  readonly arrival: number;
  /** When it first found no room at its turn. */
  turnAtMs: number | undefined;
  readonly done: () => void;
}

/**
 * All attempts that wait. Each leaves when every limit that it stands under has room for it at the same instant, and holds
 * nothing before. The highest priority goes first, and of equals the one that came first; the one that has waited longest
 * of all is passed over at most four times in a row.
 *
 * An attempt that finds no room at its turn keeps the limits that it lacks for itself: what comes back is not taken by
 * others. But first, for as long as the API takes to give what it needs, those that need less may overtake it.
 */
export class Line {
  /** How many wait. */
  size = 0;
  readonly #clock: Clock;
  #lanes: Lane[] = [];
  readonly #demands = new Map<Limiter, Demand>();
  #arrivals = 0;
  #passedOver = 0;
  #oldest = 0;
  #stopTimer: Cancel | undefined;
  #timerDueAtMs = 0;
  #serving = false;
  #again = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether somebody waits for one of these. */
  isFor(limits: readonly Limiter[]): boolean {
    return limits.some((limit) => (this.#demands.get(limit)?.waiting ?? 0) > 0);
  }

  /** Waits until the attempt has left. */
  wait(attempt: InLine): Promise<void> {
    return attempt.scope.wait((done) => {
      this.#join(attempt, done);
      this.serve();
      return () => {
        this.#remove(attempt);
        // Those behind it may need less.
        this.serve();
      };
    });
  }

  /** Lets go who may leave now. Call it when there may be room. */
  serve(): void {
    // Whoever leaves may make room, or make others wait.
    this.#again = true;
    if (this.#serving) return;
    this.#serving = true;
    try {
      while (this.#again) {
        this.#again = false;
        this.#arm(this.#round());
      }
    } finally {
      this.#serving = false;
    }
  }

  dispose(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #laneOf({ limits, priority }: InLine): Lane {
    const known = this.#lanes.find((lane) => lane.limits === limits && lane.priority === priority);
    if (known !== undefined) return known;
    const lane = { limits, priority, waiting: new Map() };
    this.#lanes.push(lane);
    return lane;
  }

  #join(attempt: InLine, done: () => void): void {
    this.#laneOf(attempt).waiting.set(attempt, { arrival: ++this.#arrivals, turnAtMs: undefined, done });
    this.#count(attempt, 1);
  }

  #remove(attempt: InLine): void {
    const waited = this.#laneOf(attempt).waiting.delete(attempt);
    this.#lanes = this.#lanes.filter(({ waiting }) => waiting.size > 0);
    if (waited) this.#count(attempt, -1);
  }

  #count({ limits, costs }: InLine, by: 1 | -1): void {
    this.size += by;
    limits.forEach((limit, at) => {
      const { waiting, cost } = this.#demands.get(limit) ?? noDemand;
      this.#demands.set(limit, { ...noDemand, waiting: waiting + by, cost: cost + by * (costs[at] ?? 1) });
    });
  }

  /** Tells each limit who waits for it; nothing more if nobody does. */
  #tell(firsts: ReadonlyMap<Limiter, First>): void {
    for (const [limit, { waiting, cost }] of this.#demands) {
      const { next, turn } = firsts.get(limit) ?? noDemand;
      limit.demand({ waiting, cost, next, turn });
      if (waiting === 0) this.#demands.delete(limit);
    }
  }

  /** @returns when to look again */
  #round(): number {
    const firsts = new Map<Limiter, First>();
    const seen = new Set<Lane>();
    let dueAtMs = Number.POSITIVE_INFINITY;
    for (let lane = this.#next(seen); lane !== undefined; lane = this.#next(seen)) {
      const [attempt, place] = lane.waiting.entries().next().value as [InLine, Place];
      const { limits, costs } = attempt;
      if (attempt.held) {
        seen.add(lane);
        attempt.looks(undefined);
        continue;
      }
      if (limits.some((limit) => firsts.get(limit)?.kept)) {
        seen.add(lane);
        continue;
      }
      const lacking = limits.filter((limit, at) => !limit.hasRoom(costs[at]));
      if (lacking.length === 0) {
        this.#leave(attempt, place);
        continue;
      }
      seen.add(lane);
      dueAtMs = Math.min(dueAtMs, this.#keep(attempt, place, lacking, firsts));
    }
    this.#tell(firsts);
    return dueAtMs;
  }

  #leave(attempt: InLine, place: Place): void {
    if (place.arrival === this.#oldest) this.#passedOver = 0;
    else this.#passedOver += 1;
    this.#remove(attempt);
    // First: a call waits for one thing at a time, and what leaves waits for its response.
    place.done();
    attempt.leave();
  }

  /** @returns when there may be room for it, or others may no longer overtake it */
  #keep(attempt: InLine, place: Place, lacking: readonly Limiter[], firsts: Map<Limiter, First>): number {
    const now = this.#clock.now();
    place.turnAtMs ??= now;
    let dueAtMs = Number.POSITIVE_INFINITY;
    for (const limit of lacking) {
      const cost = attempt.costs[attempt.limits.indexOf(limit)] ?? 1;
      const refillMs = limit instanceof SlotCount || cost === 1 ? 0 : limit.refillMs(cost);
      const mayOvertake = /* seam: smaller-may-overtake */ now < place.turnAtMs + refillMs;
      const first = firsts.get(limit) ?? { next: cost, turn: place.arrival, kept: false };
      firsts.set(limit, { ...first, kept: first.kept || !mayOvertake });
      if (mayOvertake) dueAtMs = Math.min(dueAtMs, place.turnAtMs + refillMs);
      if (!(limit instanceof SlotCount)) dueAtMs = Math.min(dueAtMs, limit.roomAtMs(cost));
    }
    attempt.looks(lacking[0]);
    return dueAtMs;
  }

  /** The lane whose turn is next, of those that are not in `seen`. */
  #next(seen: ReadonlySet<Lane>): Lane | undefined {
    let highest: Lane | undefined;
    let longest: Lane | undefined;
    for (const lane of this.#lanes) {
      if (longest === undefined || arrivalOf(lane) < arrivalOf(longest)) longest = lane;
      if (seen.has(lane)) continue;
      const ahead = highest === undefined ? 1 : lane.priority - highest.priority;
      if (ahead > 0 || (ahead === 0 && arrivalOf(lane) < arrivalOf(highest as Lane))) highest = lane;
    }
    if (longest === undefined) return undefined;
    const oldest = arrivalOf(longest);
    if (oldest !== this.#oldest) {
      this.#oldest = oldest;
      this.#passedOver = 0;
    }
    return this.#passedOver >= PATIENCE && !seen.has(longest) ? longest : highest;
  }

  /** Sets one timer; none while nobody waits for a time. */
  #arm(dueAtMs: number): void {
    if (this.#stopTimer !== undefined && this.#timerDueAtMs === dueAtMs) return;
    this.dispose();
    if (dueAtMs === Number.POSITIVE_INFINITY) return;
    this.#timerDueAtMs = dueAtMs;
    this.#stopTimer = this.#clock.setTimeout(
      () => {
        this.#stopTimer = undefined;
        this.serve();
      },
      Math.max(0, dueAtMs - this.#clock.now()),
    );
  }
}

/** When the first of a lane came. */
const arrivalOf = ({ waiting }: Lane): number => (waiting.values().next().value as Place).arrival;
