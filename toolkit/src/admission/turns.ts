import { OptionError } from '../errors/errors.ts';
import { SlotCount } from '../policies/bulkhead/slot-count.ts';
import type { Waiting } from '../time/wait-scope.ts';
import type { Limiter } from './standing.ts';

/** The part of what leaves that is kept for each priority. */
export type PriorityShares = Readonly<Record<number, number>>;

/** How often in a row the attempt that has waited longest may be passed over. */
const PATIENCE = 4;
/** Who is passed over since it lacks what others do not need can claim that later, for so many attempts and no more. */
const MOST_CLAIMED = 8;
/** So many tenants that wait no more may be remembered. */
const MOST_REMEMBERED = 1_000;

/** An attempt that waits to leave. */
export interface InLine {
  readonly scope: Waiting;
  /** Its place in the order of arrival, over all lanes. Default: it is the last one. */
  readonly order?: number | undefined;
  /** What it needs at once, and how much of each. */
  readonly limits: readonly Limiter[];
  readonly costs: readonly number[];
  /** The higher goes first. */
  readonly priority: number;
  /** Whose it is: among equals, the tenant that has taken least goes first. */
  readonly tenant?: string | undefined;
  /** Whether it is counted by other limits by now: then it leaves, takes nothing, and waits for those. */
  readonly moved?: boolean;
  /** Whether something beside the limits keeps it here, such as a closed gate. It keeps nobody else then. */
  readonly held: boolean;
  /**
   * Leaves: called at the instant at which there is room. What it throws ends the attempt.
   *
   * @param settle to be called with what it has cost in truth, where that was estimated
   */
  leave(settle: (costs: readonly number[]) => void): void;
  /** Called at its turn with what it waits for: a limit, or undefined where it is held. */
  looks(lacking: Limiter | undefined): void;
}

/** Where it waits. */
export interface Place {
  /** Its place in the order of arrival, over all lanes. */
  readonly arrival: number;
  /** About how long the API takes to give what it takes, in milliseconds. */
  readonly work: number;
  /** When it first found no room at its turn. */
  turnAtMs: number | undefined;
  readonly done: () => void;
}

/** Attempts of one priority, or of those that count as one. */
interface Level {
  readonly priority: number;
  /** The part of all that leaves that is kept for it; 0 where none is. */
  readonly share: number;
  /** What it has taken of its part, divided by its share: so much must leave in all before it is its turn. */
  due: number;
  /** What each tenant has taken, and what the one that left last had. */
  readonly taken: Map<string | undefined, number>;
  last: number;
}

/** Attempts of one level and one tenant that need the same, first come, first served. */
export interface Lane {
  readonly limits: readonly Limiter[];
  readonly level: Level;
  readonly tenant: string | undefined;
  /** In the order of their arrivals. */
  readonly waiting: Map<InLine, Place>;
  /** The latest arrival. */
  latest: number;
}

/**
 * Says whose turn it is. The highest priority goes first, but the attempt that has waited longest of all is passed over
 * at most four times in a row; or each priority gets the share that is kept for it while it waits, and what is kept for
 * those that don't wait goes to the highest.
 *
 * Among equals it is the turn of the tenant that has taken least, measured by how long the API takes to give as much;
 * who comes anew has taken as little as those who wait. Of one tenant, the one that came first goes first.
 */
export class Turns {
  lanes: Lane[] = [];
  /** The highest priority first. */
  readonly #kept: readonly Level[];
  readonly #levels = new Map<number, Level>();
  /** What has left in all. */
  #left = 0;
  /** When it was the turn of the one that left last. */
  #lastDue = 0;
  #passedOver = 0;
  #longest: Lane | undefined;
  #oldest = 0;

  constructor(shares: PriorityShares = {}) {
    this.#kept = Object.entries(shares)
      .map(([priority, share]) => newLevel(Number(priority), share))
      .sort((a, b) => b.priority - a.priority);
  }

  laneOf({ limits, priority, tenant }: InLine): Lane {
    const level = this.#levelOf(priority);
    const ofTenant = this.lanes.filter((lane) => lane.level === level && lane.tenant === tenant);
    const known = ofTenant.find((lane) => lane.limits === limits);
    if (known !== undefined) return known;
    // Who has not waited has left to others what it did not take.
    if (!this.lanes.some((lane) => lane.level === level)) level.due = Math.max(level.due, this.#left);
    if (ofTenant.length === 0) level.taken.set(tenant, Math.max(level.taken.get(tenant) ?? 0, level.last));
    const lane = { limits, level, tenant, waiting: new Map(), latest: 0 };
    this.lanes.push(lane);
    return lane;
  }

  /** Call it when an attempt waits no more. */
  forgetEmpty(): void {
    this.lanes = this.lanes.filter(({ waiting }) => waiting.size > 0);
    if (this.lanes.length === 0) this.#levels.clear();
  }

  /**
   * Call it when the first of a lane leaves.
   *
   * @returns corrects what it was thought to take
   */
  left(lane: Lane): (work: number) => void {
    const { level, tenant, limits } = lane;
    const { work } = firstOf(lane);
    level.last = takenBy(lane);
    level.taken.set(tenant, level.last + work);
    if (level.taken.size > MOST_REMEMBERED) forgetIdle(level, this.lanes);
    // What it gets beyond its part is not held against it.
    const isDue = this.#isDue(lane);
    if (isDue) {
      const due = this.#dueOf(lane);
      this.#lastDue = due;
      level.due = due + work / level.share;
    }
    this.#left += work;
    const inItsStead = limits === this.#longest?.limits && level === this.#longest.level;
    this.#passedOver = inItsStead ? 0 : this.#passedOver + 1;
    return (settled) => {
      const more = settled - work;
      const before = level.taken.get(tenant);
      if (before !== undefined) level.taken.set(tenant, before + /* seam: tenants-settle */ more);
      if (isDue) level.due += more / level.share;
      this.#left += more;
    };
  }

  /** The lane whose turn is next, of those that are not in `seen`. */
  next(seen: ReadonlySet<Lane>): Lane | undefined {
    let first: Lane | undefined;
    let longest: Lane | undefined;
    for (const lane of this.lanes) {
      if (longest === undefined || firstOf(lane).arrival < firstOf(longest).arrival) longest = lane;
      if (!seen.has(lane) && (first === undefined || this.#isBefore(lane, first))) first = lane;
    }
    if (longest === undefined) return undefined;
    const oldest = firstOf(longest).arrival;
    if (oldest !== this.#oldest) this.#passedOver = 0;
    this.#oldest = oldest;
    this.#longest = longest;
    if (this.#kept.length > 0 || this.#passedOver < PATIENCE || seen.has(longest)) return first;
    const { limits, level } = longest;
    // Its tenants divide the turn that it gets.
    const equals = this.lanes.filter((lane) => lane.limits === limits && lane.level === level && !seen.has(lane));
    return equals.reduce((before, lane) => (this.#isBefore(lane, before) ? lane : before), longest);
  }

  #levelOf(priority: number): Level {
    const kept = this.#kept.find((level) => level.priority <= priority) ?? this.#kept.at(-1);
    const level = kept ?? this.#levels.get(priority) ?? newLevel(priority, 0);
    if (kept === undefined) this.#levels.set(priority, level);
    return level;
  }

  #isBefore(a: Lane, b: Lane): boolean {
    const byLevel = this.#byLevel(a, b);
    if (byLevel !== 0) return byLevel < 0;
    const byTenant = a.tenant === b.tenant ? 0 : /* seam: tenants-divide */ takenBy(a) - takenBy(b);
    return byTenant < 0 || (byTenant === 0 && firstOf(a).arrival < firstOf(b).arrival);
  }

  #byLevel(a: Lane, b: Lane): number {
    if (a.level === b.level) return 0;
    const [aDue, bDue] = /* seam: shares-are-kept */ [this.#isDue(a), this.#isDue(b)];
    const byDue = aDue && bDue ? this.#dueOf(a) - this.#dueOf(b) : Number(bDue) - Number(aDue);
    return byDue || b.level.priority - a.level.priority;
  }

  /** Whether its level has not had all of its part. */
  #isDue(lane: Lane): boolean {
    return lane.level.share > 0 && this.#dueOf(lane) <= this.#left;
  }

  /** So much must leave before it is its turn. */
  #dueOf(lane: Lane): number {
    return Math.max(lane.level.due, this.#lastDue - claimOf(lane) / lane.level.share);
  }
}

/** @throws OptionError if they are not parts of one whole, each of a priority */
export function requireShares(shares: PriorityShares | undefined): PriorityShares | undefined {
  const parts = Object.entries(shares ?? {});
  for (const [priority, share] of parts) {
    const option = `priorityShares.${priority}`;
    if (!Number.isSafeInteger(Number(priority))) throw new OptionError(option, 'name a priority: a whole number.');
    if (!(share > 0 && share <= 1)) throw new OptionError(option, 'give a share above 0, and at most 1.', share);
  }
  const sum = parts.reduce((total, [, share]) => total + share, 0);
  if (sum > 1 + 1e-9) throw new OptionError('priorityShares', 'let the shares add up to 1 at most.', shares);
  return shares;
}

/** About how long the API takes to give what an attempt takes, in milliseconds; 1 where no limit over time counts it. */
export function workOf({ limits, costs }: Pick<InLine, 'limits' | 'costs'>): number {
  const works = limits.map((limit, at) => (limit instanceof SlotCount ? 0 : limit.refillMs(costs[at] ?? 1)));
  return Math.max(0, ...works) || 1;
}

const newLevel = (priority: number, share: number): Level => ({
  ...{ priority, share, due: 0 },
  ...{ taken: new Map(), last: 0 },
});

export const firstOf = ({ waiting }: Lane): Place => waiting.values().next().value as Place;

/** What a lane's tenant has taken, as far as that counts. */
const takenBy = (lane: Lane): number =>
  Math.max(lane.level.taken.get(lane.tenant) ?? 0, lane.level.last - claimOf(lane));

const claimOf = (lane: Lane): number => MOST_CLAIMED * firstOf(lane).work;

function forgetIdle(level: Level, lanes: readonly Lane[]): void {
  const waiting = new Set(lanes.map(({ tenant }) => tenant));
  for (const [tenant, taken] of level.taken) {
    if (taken <= level.last && !waiting.has(tenant)) level.taken.delete(tenant);
  }
}
