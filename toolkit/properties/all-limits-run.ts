import { settleCosts, withEstimates } from '../src/admission/estimates.ts';
import { Line } from '../src/admission/line.ts';
import type { Limiter, Standing } from '../src/admission/standing.ts';
import { Member } from '../src/coordination/member.ts';
import { Process, RemoteStore } from '../src/coordination/remote-store.fixture.ts';
import { SlotCount } from '../src/policies/bulkhead/slot-count.ts';
import { BucketLimiter } from '../src/policies/rate/bucket-limiter.ts';
import { CalendarLimiter } from '../src/policies/rate/calendar-limiter.ts';
import type { AttemptPermit, PermitLimiter } from '../src/policies/rate/permit-limiter.ts';
import { TokenCycle } from '../src/policies/rate/token-cycle.ts';
import { FakeClock, seededRandom } from '../src/testing/index.ts';
import type { Clock } from '../src/time/clock.ts';
import { CallScope } from '../src/time/wait-scope.ts';
import { type CallAct, type LimitsWorld, MOST, STREAM_MS } from './all-limits-worlds.ts';
import { FLIGHT_MS, FleetHistory, SHORT_LEASE_MS, STORE_TIMEOUT_MS } from './fleet-history.ts';
import { ServedAccount } from './served-account.ts';
import { type ServedLimit, SKEW_MS } from './served-limits.ts';

export const MARGIN_MS = 3;

/** A process with its own line for all limits. */
interface Sender {
  readonly process: Process;
  readonly member: Member;
  readonly line: Line;
  readonly limiters: readonly PermitLimiter[];
  readonly slots: SlotCount;
  /** By the limits that its calls stand under. */
  readonly standings: Map<string, Standing>;
}

/** A call, as it went. */
export interface PlayedCall {
  readonly by: Sender;
  readonly priority: number;
  /** What it takes of each limit over time, as it is thought. */
  readonly estimates: readonly number[];
  readonly takesSlot: boolean;
  readonly cameMs: number;
  leftMs: number | undefined;
  gaveUp: boolean;
  /** How often it was settled. */
  settled: number;
}

/** One play of a world. */
export class LimitsRun {
  readonly clock: FakeClock;
  readonly calls: PlayedCall[] = [];
  readonly world: LimitsWorld;
  readonly history: FleetHistory<Sender>;
  readonly store: RemoteStore;
  readonly server: ServedAccount;
  readonly #random: () => number;
  /** What processes owed when they went. */
  readonly #lost: number[];

  constructor(world: LimitsWorld) {
    const { seed, limits, midnight, members, charges } = world;
    this.world = world;
    this.#random = seededRandom(seed);
    // Midnight comes while attempts leave.
    this.clock = new FakeClock(midnight.atMs - Math.round(this.#random() * 3 * SKEW_MS));
    this.store = new RemoteStore(this.clock, { leaseMs: SHORT_LEASE_MS, timeoutMs: STORE_TIMEOUT_MS });
    this.#lost = limits.map(() => 0);
    const owed = (at: number): number => this.#owed(at);
    this.server = new ServedAccount({ limits, midnight, charges, clock: this.clock, random: this.#random, owed });
    this.history = new FleetHistory(this.store, MOST, () => this.#start());
    for (let n = 0; n < Math.max(1, members); n += 1) this.history.join();
  }

  get isShared(): boolean {
    return this.world.members > 0;
  }

  /** The calls of who lives that neither left nor gave up, or whose ends are still to come. */
  get unfinished(): PlayedCall[] {
    const living = new Set(this.history.living);
    return this.calls.filter((call) => living.has(call.by) && !call.gaveUp && call.settled === 0);
  }

  /** How often each call of who lives ended: it left and was settled, or gave up. */
  get ends(): number[] {
    const living = new Set(this.history.living);
    return this.calls.filter(({ by }) => living.has(by)).map(({ settled, gaveUp }) => settled + Number(gaveUp));
  }

  async play(): Promise<void> {
    const { clock, isShared, world } = this;
    // Wait until all members know of each other.
    if (isShared) await clock.advance(SHORT_LEASE_MS);
    for (const { afterMs, what } of world.steps) {
      await clock.advance(afterMs);
      if (what.act === 'call') this.#call(what);
      else this.#lose(this.history.play(what));
    }
    const [stepMs, most] = isShared ? [1_000, 400] : [3_600_000, 2_400];
    for (let steps = 0; steps < most && this.unfinished.length > 0; steps += 1) await clock.advance(stepMs);
  }

  /** Lets time pass until all is free again, or so long that it never will be. */
  async isFullAgain(): Promise<boolean> {
    const [stepMs, most] = this.isShared ? [500, 400] : [3_600_000, 51];
    for (let steps = 0; steps < most && !this.#isFull; steps += 1) await this.clock.advance(stepMs);
    return this.#isFull;
  }

  get #isFull(): boolean {
    const { living } = this.history;
    if (living.length === 0) return true;
    if (living.some(({ slots, line }) => slots.inFlight > 0 || line.size > 0)) return false;
    return this.world.limits.every(({ amount }, at) => {
      const limiters = living.map(({ limiters }) => limiters[at] as PermitLimiter);
      if (!this.isShared) return limiters.every((limiter) => limiter.hasRoom(amount));
      const held = limiters.map((limiter) => (limiter as unknown as { held: number }).held);
      const now = this.clock.now();
      const free = this.store.state?.pools[`rate:${at}`]?.free ?? [];
      const idle = free.filter(([atMs]) => atMs <= now).reduce((sum, [, count]) => sum + count, 0);
      const all = held.reduce((sum, each) => sum + each, idle);
      return all === amount && limiters.every((limiter, n) => held[n] === 0 || limiter.hasRoom(held[n]));
    });
  }

  #start(): Sender {
    const { world, clock } = this;
    const process = new Process(clock, this.store);
    const line = new Line(process);
    const slots = new SlotCount(world.ceiling ?? 0, (...demand) => ceiling?.demand(...demand));
    const random = this.#random;
    const id = random().toString(36);
    const options = { clock: process, random, id, expectedMembers: MOST, onEvent: () => {} };
    const member = this.isShared ? new Member(process.store, 'account', options) : undefined;
    const limiters = world.limits.map((limit, at) => this.#limiter(limit, String(at), process, member));
    const { ceiling: max } = world;
    const onShare = (share: number): void => slots.setLimit(share);
    const ceiling = max === undefined ? undefined : member?.ceiling({ max, onShare });
    for (const limit of [...limiters, slots]) limit.onRoom = () => line.serve();
    return { process, member: member as Member, line, limiters, slots, standings: new Map() };
  }

  #limiter(
    { kind, amount, windowMs }: ServedLimit,
    name: string,
    clock: Clock,
    member: Member | undefined,
  ): PermitLimiter {
    const { burst, midnight } = this.world;
    const refillPerSecond = (amount / windowMs) * 1_000;
    const common = { limit: amount, marginMs: MARGIN_MS, flightMs: FLIGHT_MS, clock };
    if (member !== undefined) {
      const refill = kind === 'bucket' ? refillPerSecond : null;
      return member.rate(name, { ...common, windowMs, burst, refillPerSecond: refill });
    }
    if (kind === 'calendar') return new CalendarLimiter({ limit: amount, period: 'day', zone: midnight.zone, clock });
    return kind === 'bucket'
      ? new BucketLimiter({ ...common, refillPerSecond })
      : new TokenCycle({ ...common, windowMs, burst });
  }

  #call(act: CallAct): void {
    const by = this.history.living[this.isShared ? act.who : 0];
    if (by === undefined) return;
    const { priority, parts } = act;
    const takesSlot = act.takesSlot && this.world.ceiling !== undefined;
    const estimates = this.world.limits.map(({ amount }, at) => Math.ceil((parts[at] ?? 0) * amount));
    for (let n = 0; n < act.count; n += 1) {
      const call: PlayedCall = {
        ...{ by, priority, estimates, takesSlot, cameMs: this.clock.now() },
        ...{ leftMs: undefined, gaveUp: false, settled: 0 },
      };
      this.calls.push(call);
      // A process that stands still begins it later.
      by.process.setTimeout(() => void this.#make(call, act), 0);
    }
  }

  async #make(call: PlayedCall, act: CallAct): Promise<void> {
    const { priority, givesUpAfterMs } = act;
    const { process, line } = call.by;
    const controller = new AbortController();
    if (givesUpAfterMs !== undefined) process.setTimeout(() => controller.abort(), givesUpAfterMs);
    const standing = this.#standingOf(call);
    const { limits, costs } = standing;
    const scope = new CallScope(process, Number.POSITIVE_INFINITY, controller.signal);
    const leave = (): void => this.#send(call, act, standing);
    await line.wait({ scope, limits, costs, priority, held: false, looks: () => {}, leave }).catch(() => {
      call.gaveUp = true;
    });
  }

  #standingOf({ by, estimates, takesSlot }: PlayedCall): Standing {
    const { limiters, slots, standings } = by;
    const name = `${estimates.map((estimate) => estimate > 0)} ${takesSlot}`;
    const under = limiters.filter((_, at) => (estimates[at] ?? 0) > 0);
    const limits: Limiter[] = takesSlot ? [...under, slots] : under;
    const rates = under.map(() => ({ estimated: { estimate: { estimator: 'own' } } }));
    const known =
      standings.get(name) ?? ({ key: { rates }, limiters: under, limits, costs: [] } as unknown as Standing);
    standings.set(name, known);
    const own = estimates.filter((estimate) => estimate > 0);
    return withEstimates(this.world.learns ? known : ({ ...known, shortfalls: undefined } as unknown as Standing), own);
  }

  /** A request on its way arrives, whatever happens to its sender. */
  #send(call: PlayedCall, { actual, tells }: CallAct, standing: Standing): void {
    const { by, estimates, takesSlot } = call;
    const { clock } = this;
    const { process, slots } = by;
    const random = this.#random;
    const { longestMs } = this.world;
    call.leftMs = clock.now();
    const { limiters, costs: needed, taken = needed } = standing;
    const permits = limiters.map((limiter, at) => limiter.send(taken[at]));
    if (takesSlot) slots.take();
    const [thereMs, backMs, streamsMs] = [random() * longestMs, random() * longestMs, random() * STREAM_MS];
    const lastMs = thereMs + (tells === 'at the end of its stream' ? streamsMs : 0);
    const isTold = tells !== 'never';
    const costs = estimates.map((estimate) => (isTold ? Math.ceil(estimate * actual) : estimate));
    const settled = this.server.send({ estimates, costs, thereMs, lastMs, takesSlot });
    process.setTimeout(() => {
      for (const [at, limiter] of standing.limiters.entries()) limiter.answered(permits[at] as AttemptPermit);
    }, thereMs + backMs);
    process.setTimeout(() => {
      const told = isTold ? costs.filter((_, at) => (estimates[at] ?? 0) > 0) : [];
      settleCosts(standing, permits, told);
      for (const [at, limiter] of standing.limiters.entries()) limiter.release(permits[at] as AttemptPermit);
      if (takesSlot) slots.release();
      call.settled += 1;
      // Of who has left, nobody pays what it owes.
      if (this.history.living.includes(by)) settled();
    }, lastMs + backMs);
  }

  #lose(gone: Sender | undefined): void {
    for (const [at, limiter] of (gone?.limiters ?? []).entries()) {
      this.#lost[at] = (this.#lost[at] ?? 0) + debtOf(limiter);
    }
  }

  /** A debt is its process's own: others do not know of it. One process alone takes nothing before its debt is paid. */
  #owed(at: number): number {
    if (!this.isShared) return 0;
    const debts = this.history.living.map(({ limiters }) => debtOf(limiters[at] as PermitLimiter));
    return debts.reduce((sum, debt) => sum + debt, this.#lost[at] ?? 0);
  }
}

function debtOf(limiter: PermitLimiter): number {
  if (limiter instanceof BucketLimiter) return Math.max(0, -limiter.level);
  return limiter instanceof TokenCycle ? limiter.owed : 0;
}
