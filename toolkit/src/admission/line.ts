import { SlotCount } from '../policies/bulkhead/slot-count.ts';
import { type Demand, noDemand } from '../policies/rate/permit-limiter.ts';
import type { Cancel, Clock } from '../time/clock.ts';
import type { Limiter } from './standing.ts';
import { type InLine, type Lane, type Place, type PriorityShares, Turns, workOf } from './turns.ts';

/** Who is the first to lack a limit, or to whom room in it is kept. */
interface First extends Pick<Demand, 'next' | 'turn' | 'kept'> {
  /** Whether nobody else may take from it. */
  closed: boolean;
  /** What must be left in it by others. */
  reserve: number;
}

const nobody: First = { next: 0, turn: 0, closed: false, reserve: 0 };

/**
 * All attempts that wait. Each leaves when every limit that it stands under has room for it at the same instant, and holds
 * nothing before. Whose turn it is, {@link Turns} says.
 *
 * An attempt that finds no room at its turn keeps the limits that it lacks for itself: what comes back is not taken by
 * others. But first, for as long as the API takes to give what it needs, those that need less may overtake it. Of the
 * limits that it does not lack then, what it needs is left to it, unless they give as much again before it may leave:
 * else it might always lack the one or the other.
 */
export class Line {
  /** How many wait. */
  size = 0;
  readonly #clock: Clock;
  readonly #turns: Turns;
  readonly #demands = new Map<Limiter, Demand>();
  #arrivals = 0;
  #stopTimer: Cancel | undefined;
  #timerDueAtMs = 0;
  #serving = false;
  #again = false;

  /** @param shares the part of what leaves that is kept for each priority; default: the highest goes first */
  constructor(clock: Clock, shares?: PriorityShares) {
    this.#clock = clock;
    this.#turns = new Turns(shares);
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

  #join(attempt: InLine, done: () => void): void {
    const arrival = attempt.order ?? ++this.#arrivals;
    const lane = this.#turns.laneOf(attempt);
    const later = arrival < lane.latest ? [...lane.waiting].filter(([, place]) => place.arrival > arrival) : [];
    lane.latest = Math.max(lane.latest, arrival);
    lane.waiting.set(attempt, { arrival, work: workOf(attempt), turnAtMs: undefined, done });
    for (const [other, place] of later) {
      lane.waiting.delete(other);
      lane.waiting.set(other, place);
    }
    this.#count(attempt, 1);
  }

  #remove(attempt: InLine): void {
    const waited = this.#turns.laneOf(attempt).waiting.delete(attempt);
    this.#turns.forgetEmpty();
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
      const { next, turn, kept } = firsts.get(limit) ?? noDemand;
      limit.demand({ waiting, cost, next, turn, ...(kept && { kept }) });
      if (waiting === 0) this.#demands.delete(limit);
    }
  }

  /** @returns when to look again */
  #round(): number {
    const firsts = new Map<Limiter, First>();
    const seen = new Set<Lane>();
    let dueAtMs = Number.POSITIVE_INFINITY;
    for (let lane = this.#turns.next(seen); lane !== undefined; lane = this.#turns.next(seen)) {
      const [attempt, place] = lane.waiting.entries().next().value as [InLine, Place];
      const { limits, costs } = attempt;
      if (attempt.moved) {
        this.#remove(attempt);
        place.done();
        attempt.leave(() => {});
        continue;
      }
      if (attempt.held) {
        seen.add(lane);
        attempt.looks(undefined);
        continue;
      }
      if (limits.some((limit) => firsts.get(limit)?.closed)) {
        for (const other of this.#turns.lanes) if (other.limits === limits) seen.add(other);
        continue;
      }
      const scarce = limits.filter((limit, at) => !hasRoomBeside(limit, costs[at], firsts.get(limit)?.reserve));
      if (scarce.length === 0) {
        this.#leave(lane, attempt, place);
        continue;
      }
      seen.add(lane);
      dueAtMs = Math.min(dueAtMs, this.#keep(attempt, place, scarce, firsts));
    }
    this.#tell(firsts);
    return dueAtMs;
  }

  #leave(lane: Lane, attempt: InLine, place: Place): void {
    const correct = this.#turns.left(lane);
    const { limits } = attempt;
    this.#remove(attempt);
    // First: a call waits for one thing at a time, and what leaves waits for its response.
    place.done();
    attempt.leave((costs) => correct(workOf({ limits, costs })));
  }

  /** @returns when there may be room for it, or others may no longer overtake it */
  #keep(attempt: InLine, place: Place, scarce: readonly Limiter[], firsts: Map<Limiter, First>): number {
    const now = this.#clock.now();
    let dueAtMs = Number.POSITIVE_INFINITY;
    let completeAtMs = now;
    let overtaken = false;
    // Other processes must not be kept waiting for one that waits for another of this process.
    const turn = scarce.some((limit) => isClaimed(firsts.get(limit))) ? 0 : place.arrival;
    for (const limit of scarce) {
      const cost = costOf(attempt, limit);
      const first = firsts.get(limit) ?? nobody;
      const roomAtMs = limit.roomAtMs?.(cost + first.reserve) ?? Number.POSITIVE_INFINITY;
      const isOthers = first.reserve > 0 && hasRoomBeside(limit, cost);
      // A slot that is another's comes back at no time that is known: it is free already.
      if (!isOthers || !(limit instanceof SlotCount)) dueAtMs = Math.min(dueAtMs, roomAtMs);
      if (isOthers) {
        // What there is, is another's.
        overtaken = true;
        continue;
      }
      place.turnAtMs ??= now;
      const untilMs = place.turnAtMs + (cost === 1 ? 0 : refillMs(limit, cost));
      const mayOvertake = /* seam: smaller-may-overtake */ now < untilMs;
      if (mayOvertake) dueAtMs = Math.min(dueAtMs, untilMs);
      // Who lacks a slot of a part of all keeps nothing from the rest: that slot comes back with one of all.
      overtaken ||= mayOvertake || (limit instanceof SlotCount && 'send' in limit);
      // Where it is not known, it may be soon.
      if (roomAtMs !== Number.POSITIVE_INFINITY) completeAtMs = Math.max(completeAtMs, roomAtMs);
      const own = isClaimed(first) ? { next: first.next, turn: first.turn } : { next: cost, turn };
      firsts.set(limit, { ...own, closed: first.closed || !mayOvertake, reserve: first.reserve });
    }
    if (!overtaken) this.#reserve(attempt, turn, scarce, completeAtMs - now, firsts);
    attempt.looks(scarce[0]);
    return dueAtMs;
  }

  /** Keeps to an attempt what it does not lack, where that would not come back before the rest of what it needs. */
  #reserve(attempt: InLine, turn: number, scarce: readonly Limiter[], inMs: number, firsts: Map<Limiter, First>): void {
    for (const limit of attempt.limits) {
      const cost = costOf(attempt, limit);
      if (scarce.includes(limit) || inMs > refillMs(limit, cost)) continue;
      const first = firsts.get(limit) ?? { ...nobody, kept: true };
      const own = first.turn === 0 && { next: cost, turn };
      firsts.set(limit, { ...first, ...own, reserve: first.reserve + cost });
    }
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

const costOf = ({ limits, costs }: InLine, limit: Limiter): number => costs[limits.indexOf(limit)] ?? 1;

const refillMs = (limit: Limiter, cost: number): number => (limit instanceof SlotCount ? 0 : limit.refillMs(cost));

/** Whether an attempt is told to need it before others, or keeps something of it. */
const isClaimed = ({ turn, reserve }: First = nobody): boolean => turn > 0 || reserve > 0;

/** Whether a limit has room for an attempt beside what must be left in it. */
const hasRoomBeside = (limit: Limiter, cost = 1, reserve = 0): boolean =>
  limit instanceof SlotCount
    ? limit.hasRoom() && limit.inFlight + reserve < limit.limit
    : limit.hasRoom(cost + reserve);
