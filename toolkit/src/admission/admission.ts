import { isOfApi, type LimitKey } from '../contract/limit-key.ts';
import type { ClientSettings } from '../contract/settings.ts';
import type { AccountMember } from '../coordination/coordinator.ts';
import type { EventSink, UnitLimit } from '../events.ts';
import { ThrottleCore } from '../policies/adaptive/throttle-core.ts';
import type { AdmissionOptions, LimitChange } from './admission-options.ts';
import type { AdmissionRequest } from './admission-request.ts';
import { Concurrency } from './concurrency.ts';
import { withEstimates } from './estimates.ts';
import { beyondCapacity, Lease, type LeaseTerms } from './lease.ts';
import { Line } from './line.ts';
import { Partitions } from './partitions.ts';
import type { Standing } from './standing.ts';
import { beyondQueue, refusalOf, WaitingAttempt, waitingOf } from './waiting-attempt.ts';

/**
 * Decides which attempts may leave now: the breaker must not be open, nor the gate closed, and each limit must have
 * room. An attempt leaves with a permit of each limit and a slot, or takes nothing.
 */
export class AdmissionControl {
  readonly partitions: Partitions;
  readonly concurrency: Concurrency;
  /** Those that wait for a gate, a limit or a slot. */
  readonly waiting = new Set<AdmissionRequest>();
  readonly #provider: string;
  readonly #tier: string;
  readonly #rates: ClientSettings['rates'];
  readonly #emit: EventSink | undefined;
  readonly #member: AccountMember | undefined;
  readonly #terms: LeaseTerms;
  readonly #line: Line;
  readonly #maxQueued: number;
  /** By the limit keys that calls bring along; all calls of a route bring the same one. */
  readonly #standings = new WeakMap<LimitKey, Standing>();
  #disposed = false;
  /** Tells each pause() that waits for the calls in flight that the pause is over. */
  readonly #whenResumed = new Set<() => void>();

  constructor(options: AdmissionOptions) {
    const { settings, parts, clock, random, emit, adaptive, member } = options;
    const { provider, throttle, rates, breaker } = settings;
    this.#provider = provider;
    this.#tier = settings.tier;
    this.#rates = rates.filter(isOfApi);
    this.#emit = emit;
    this.#member = member;
    this.#line = new Line(clock, options.priorityShares);
    const onRoom = (): void => this.#line.serve();
    this.partitions = new Partitions({ settings, parts, clock, emit, member, onRoom });
    const onChange = (to: number | null, from: number | null): void => this.#tellLimits({ from, to });
    this.concurrency = new Concurrency({ settings, clock, adaptive, member, onChange });
    this.#maxQueued = options.maxQueued;
    const { slots, found } = this.concurrency;
    slots.onRoom = onRoom;
    this.#terms = {
      ...{ slots, found, concurrency: this.concurrency },
      throttle: throttle === null ? undefined : new ThrottleCore({ ...throttle, clock, random }),
      breakerCounts: breaker.counts,
      toldLimits: this.partitions.toldLimits,
      standingOf: (request) => this.#standingOf(request),
      onMoved: onRoom,
      pause: (partition, forMs) => this.#pauseForAll(partition, forMs),
    };
    member?.onPause((partition, forMs) => {
      if (this.#pause(partition, forMs)) emit?.({ provider, type: 'pause-shared', partition, forMs });
    });
  }

  /** Attempts, or jobs, that may be in flight at once; null where nothing limits them. */
  get ceiling(): number | null {
    return this.concurrency.ceiling;
  }

  /** Whether fewer attempts wait than are let through at once; of those of a tenant, only its own count. */
  hasRoomFor({ tenant }: Pick<AdmissionRequest, 'tenant'>): boolean {
    const { limit } = this.concurrency.slots;
    return this.waiting.size < limit || (tenant !== undefined && waitingOf(tenant, this.waiting) < limit);
  }

  /** Makes the limits of calls before the first one. */
  prepare(key: LimitKey): void {
    this.#standingOf({ key });
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
    const standing = this.#standingOf(request);
    const { partition, limits, costs } = standing;
    const overtakes = this.#line.size > 0 && /* seam: behind-those-who-wait */ this.#line.isFor(limits);
    if (!overtakes && !partition.gate.closed && limits.every((limit, at) => limit.hasRoom(costs[at]))) {
      return leave(this.#lease(standing, request));
    }
    // What the breaker would refuse must not wait first.
    partition.breaker.peek();
    return this.#waitFor(standing, request, leave);
  }

  #standingOf({ key, estimates }: Pick<AdmissionRequest, 'key' | 'estimates'>): Standing {
    const known = this.#standings.get(key);
    if (known !== undefined) return estimates === undefined ? known : withEstimates(known, estimates);
    const partition = this.partitions.of(key);
    const limiters = /* seam: every-limit */ this.partitions.limitersOf(key);
    const limits = key.takesSlot ? [...limiters, this.concurrency.slots] : limiters;
    const costs = [...key.rates.map(({ cost }) => /* seam: cost-of-a-call */ cost), 1];
    const standing = { key, partition, limiters, limits, slotsName: this.concurrency.name, costs };
    this.#standings.set(key, standing);
    return this.#standingOf({ key, estimates });
  }

  async #waitFor<T>(standing: Standing, request: AdmissionRequest, leave: (lease: Lease) => T): Promise<Awaited<T>> {
    const refusal = refusalOf(standing, request.scope) ?? beyondQueue(request, this.waiting, this.#maxQueued);
    if (refusal !== undefined) throw refusal;
    const attempt = new WaitingAttempt(standing, request, (left) => leave(this.#lease(left, request)));
    this.waiting.add(request);
    // An attempt that has waited once may always wait again.
    request.mayAlwaysQueue = true;
    try {
      await /* seam: waits-in-line */ this.#line.wait(attempt);
    } finally {
      attempt.dispose();
      /* seam: waits-no-more */ this.waiting.delete(request);
    }
    if (attempt.end !== undefined) return await attempt.end();
    request.key = request.ownKey?.() ?? request.key;
    return await this.acquire(request, leave);
  }

  /** Makes the lease, at the instant at which there is room for it. */
  #lease(standing: Standing, { scope }: AdmissionRequest): Lease {
    if (scope.ended !== undefined) throw scope.ended;
    return new Lease(this.#terms, standing);
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
    const longer = this.partitions.close(partition, forMs);
    // Attempts that wait for something else would not be sent before the pause is over, either.
    for (const { scope, key } of this.waiting) {
      const refusal = key.partition === partition ? this.partitions.of(key).gate.refusal(scope) : undefined;
      if (refusal !== undefined) scope.refuse(refusal);
    }
    this.#line.serve();
    return longer;
  }

  /** Lets no attempt through until {@link resume}. Resolves when what is in flight has ended, or the pause has. */
  async pause(): Promise<void> {
    if (this.#disposed) return;
    if (!this.partitions.paused) {
      this.partitions.pause();
      this.#line.serve();
      this.#emit?.({ provider: this.#provider, type: 'client-paused' });
    }
    const resumed = new Promise<void>((resolve) => this.#whenResumed.add(resolve));
    await Promise.race([this.concurrency.slots.idle(), resumed]);
  }

  resume(): void {
    if (!this.partitions.paused) return;
    this.#emit?.({ provider: this.#provider, type: 'client-resumed' });
    this.partitions.resume();
    /* seam: resume-lets-go */ this.#line.serve();
    this.#tellResumed();
  }

  setLimits({ ceiling, window }: LimitChange): void {
    if (this.#disposed) return;
    const [rate] = this.#rates;
    if (window !== undefined && rate !== undefined) {
      this.partitions.setLimit(rate, window.limit);
      const { name, unit } = rate;
      this.#tellLimits({ from: this.ceiling, to: this.ceiling }, [{ name, unit, limit: window.limit }]);
    }
    if (ceiling !== undefined) this.concurrency.setCeiling(ceiling);
    for (const request of this.waiting) {
      const refusal = beyondCapacity(this.#standingOf(request));
      if (refusal !== undefined) request.scope.refuse(refusal);
    }
  }

  /** See Partitions.forget. */
  forget(key: LimitKey, inUse: ReadonlySet<string>): boolean {
    return this.partitions.forget(key, inUse);
  }

  /** Forgets the pauses: for a client that is being closed. */
  dispose(): void {
    this.#disposed = true;
    this.partitions.dispose();
    this.#line.dispose();
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
