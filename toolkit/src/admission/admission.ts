import type { LimitKey } from '../contract/limit-key.ts';
import type { ClientSettings } from '../contract/settings.ts';
import type { AccountMember } from '../coordination/coordinator.ts';
import type { EventSink, UnitLimit } from '../events.ts';
import type { AdaptiveLimitOptions } from '../policies/adaptive/adaptive-limit.ts';
import { AdaptiveThrottle } from '../policies/adaptive/adaptive-throttle.ts';
import { Slots } from '../policies/bulkhead/slots.ts';
import type { Clock, Random } from '../time/clock.ts';
import type { CallScope } from '../time/wait-scope.ts';
import { AdmissionQueue, type AdmissionRequest, type Wait } from './admission-queue.ts';
import { Concurrency } from './concurrency.ts';
import { giveBack, Lease, type LeaseTerms, type Limit, takeAll } from './lease.ts';
import { type Partition, Partitions, requireCapacity } from './partitions.ts';

export interface AdmissionOptions {
  settings: ClientSettings;
  clock: Clock;
  random: Random;
  /** Undefined where nobody listens. */
  emit: EventSink | undefined;
  /** Calls that may wait at once, whatever they wait for. */
  maxQueued: number;
  /** If given, the ceiling is found by trying, in place of the settings' own. */
  adaptive: AdaptiveLimitOptions | undefined;
  /** What other processes share with this one. */
  member: AccountMember | undefined;
}

/** New limits; one that is left out stays as it is. */
export interface LimitChange {
  ceiling?: number;
  window?: { limit: number };
}

/** What a call stands under. */
interface Standing {
  partition: Partition;
  /** What the call takes of each limit over time of its partition. */
  cost: number;
  /** All limits, those over time first. */
  limits: readonly Limit[];
}

/**
 * Decides which attempts may leave now: the breaker must not be open, nor the gate closed, and each limit must have
 * room. An attempt leaves with a permit of each limit and a slot, or takes nothing.
 */
export class AdmissionControl {
  readonly #provider: string;
  readonly #tier: string;
  readonly #window: ClientSettings['window'];
  readonly #emit: EventSink | undefined;
  readonly #partitions: Partitions;
  readonly #member: AccountMember | undefined;
  readonly #concurrency: Concurrency;
  readonly #terms: LeaseTerms;
  readonly #queue: AdmissionQueue;
  /** By the limit keys that calls bring along; all calls of a route bring the same one. */
  readonly #standings = new WeakMap<LimitKey, Standing>();
  #disposed = false;
  /** Tells each pause() that waits for the calls in flight that the pause is over. */
  readonly #whenResumed = new Set<() => void>();

  constructor({ settings, clock, random, emit, maxQueued, adaptive, member }: AdmissionOptions) {
    const { provider, tier, throttle, window, breaker } = settings;
    this.#provider = provider;
    this.#tier = tier;
    this.#window = window;
    this.#emit = emit;
    this.#member = member;
    this.#partitions = new Partitions({ settings, clock, emit, member });
    const onChange = (to: number | null, from: number | null): void => this.#tellLimits({ from, to });
    this.#concurrency = new Concurrency({ settings, clock, adaptive, member, onChange });
    this.#queue = new AdmissionQueue(maxQueued);
    this.#terms = {
      slots: this.#concurrency.slots,
      throttle: throttle === null ? undefined : new AdaptiveThrottle({ ...throttle, clock, random }),
      breakerCounts: breaker.counts,
      pause: (partition, forMs) => this.#pauseForAll(partition, forMs),
    };
    member?.onPause((partition, forMs) => {
      if (this.#pause(partition, forMs)) emit?.({ provider, type: 'pause-shared', partition, forMs });
    });
  }

  /** Attempts, or jobs, that may be in flight at once; null where nothing limits them. */
  get ceiling(): number | null {
    return this.#concurrency.ceiling;
  }

  /** Whether fewer attempts wait than are let through at once. */
  get hasRoom(): boolean {
    return this.#queue.size < this.#concurrency.slots.limit;
  }

  /** Makes a partition before its first call. */
  prepare(key: LimitKey): void {
    this.#partitions.of(key);
  }

  /**
   * Waits until the attempt may leave, and lets it: `leave` runs at the very instant at which the lease is taken, so
   * that all that was checked still holds.
   *
   * @returns what `leave` returns, at once if there is nothing to wait for. So when many attempts come to a half-open
   * breaker together, those beyond its probes are refused rather than queued
   * @throws EvenkeelError the refusal, or what has ended the call; then nothing is held
   */
  acquire<T>(request: AdmissionRequest, leave: (lease: Lease) => T): T | Promise<Awaited<T>> {
    if (request.scope.ended !== undefined) throw request.scope.ended;
    const standing = this.#standingOf(request.key);
    const { partition } = standing;
    if (!partition.gate?.closed && takeAll(standing)) return leave(this.#lease(standing, request));
    // What the breaker would refuse must not wait first.
    partition.breaker.peek();
    return this.#waitFor(standing, request, leave);
  }

  #standingOf(key: LimitKey): Standing {
    const known = this.#standings.get(key);
    if (known !== undefined) return known;
    const partition = this.#partitions.of(key);
    const limits = key.takesSlot ? [...partition.limiters, this.#concurrency.slots] : partition.limiters;
    const standing = { partition, limits, cost: /* seam: cost-of-a-call */ key.cost };
    this.#standings.set(key, standing);
    return standing;
  }

  async #waitFor<T>(standing: Standing, request: AdmissionRequest, leave: (lease: Lease) => T): Promise<Awaited<T>> {
    const { partition, limits, cost } = standing;
    requireCapacity(partition, cost);
    for (;;) {
      const { gate } = partition;
      if (gate?.closed) await this.#queue.wait(request, { cause: 'gate', wait: () => gate.pass(request.scope) });
      await this.#acquireEach(standing, request);
      // From here until the request leaves nothing may yield, so that what is checked stays true.
      if (partition.gate?.closed || partition.limiters.some(({ mayStillSend }) => !mayStillSend)) {
        /* seam: waits-once-more */ giveBack(limits, cost);
      } else return await leave(this.#lease(standing, request));
    }
  }

  /** Waits for one limit after the other, always in the same order, so that no two attempts block each other. */
  async #acquireEach({ limits, cost }: Standing, request: AdmissionRequest): Promise<void> {
    const { scope, priority } = request;
    const acquired: Limit[] = [];
    try {
      for (const limit of limits) {
        if (!limit.tryAcquire(cost)) await this.#queue.wait(request, this.#waitOf(limit, scope, cost, priority));
        acquired.push(limit);
      }
    } catch (error) {
      giveBack(acquired, cost);
      throw error;
    }
  }

  #waitOf(limit: Limit, scope: CallScope, cost: number, priority: number): Wait {
    if (limit instanceof Slots) {
      return { cause: 'concurrency', wait: () => limit.acquire(scope, /* seam: priority-of-a-call */ priority) };
    }
    return { cause: 'rate', wait: () => limit.acquire(scope, cost) };
  }

  /** Makes the lease. If breaker or throttle refuse the attempt, or its call is over, gives back what was acquired. */
  #lease({ partition, limits, cost }: Standing, { scope, key }: AdmissionRequest): Lease {
    try {
      if (scope.ended !== undefined) throw scope.ended;
      return new Lease(this.#terms, partition, key);
    } catch (error) {
      giveBack(limits, cost);
      throw error;
    }
  }

  /** Pauses a partition, as the server told one of this client's attempts, for the whole account. */
  #pauseForAll(partition: string, forMs: number): boolean {
    const longer = this.#pause(partition, forMs);
    if (longer) this.#member?.pause(partition, forMs);
    return longer;
  }

  #pause(partition: string, forMs: number): boolean {
    // An answer that comes after the client's end concerns no call.
    if (this.#disposed) return false;
    const longer = this.#partitions.close(partition, forMs);
    // Attempts that wait for something else would not be sent before the pause is over, either.
    for (const { scope, key } of this.#queue.waitingFor(partition)) {
      const refusal = this.#partitions.of(key).gate?.refusal(scope);
      if (refusal !== undefined) scope.refuse(refusal);
    }
    return longer;
  }

  /** Lets no attempt through until {@link resume}. Resolves when what is in flight has ended, or the pause has. */
  async pause(): Promise<void> {
    if (this.#disposed) return;
    if (!this.#partitions.paused) {
      this.#partitions.pause();
      this.#emit?.({ provider: this.#provider, type: 'client-paused' });
    }
    const resumed = new Promise<void>((resolve) => this.#whenResumed.add(resolve));
    await Promise.race([this.#concurrency.slots.idle(), resumed]);
  }

  resume(): void {
    if (!this.#partitions.paused) return;
    this.#emit?.({ provider: this.#provider, type: 'client-resumed' });
    this.#partitions.resume();
    this.#tellResumed();
  }

  setLimits({ ceiling, window }: LimitChange): void {
    if (this.#disposed) return;
    if (window !== undefined && this.#partitions.setWindowLimit(window.limit)) {
      const unit = this.#window?.unit ?? 'requests';
      this.#tellLimits({ from: this.ceiling, to: this.ceiling }, [{ unit, limit: window.limit }]);
    }
    if (ceiling !== undefined) this.#concurrency.setCeiling(ceiling);
  }

  /** Forgets the pauses: for a client that is being closed. */
  dispose(): void {
    this.#disposed = true;
    this.#partitions.dispose();
    this.#tellResumed();
  }

  #tellResumed(): void {
    for (const tell of this.#whenResumed) tell();
    this.#whenResumed.clear();
  }

  #tellLimits(ceiling: { from: number | null; to: number | null }, limits: readonly UnitLimit[] = []): void {
    this.#emit?.({ provider: this.#provider, type: 'limits-changed', tier: this.#tier, ceiling, limits });
  }
}
