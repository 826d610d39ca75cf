import type { LimitKey } from '../contract/limit-key.ts';
import { ResponseMemory } from '../contract/rule.ts';
import type { ClientSettings } from '../contract/settings.ts';
import type { AccountMember } from '../coordination/coordinator.ts';
import { EvenkeelError } from '../errors/errors.ts';
import type { EventSink } from '../events.ts';
import { CircuitBreaker } from '../policies/breaker/circuit-breaker.ts';
import { RollingRatioBreaker } from '../policies/breaker/rolling-window.ts';
import { Gate } from '../policies/gate.ts';
import type { PermitLimiter } from '../policies/rate/permit-limiter.ts';
import { RemainingLimiter } from '../policies/rate/remaining-limiter.ts';
import { BURST, TokenCycle } from '../policies/rate/token-cycle.ts';
import type { Clock } from '../time/clock.ts';

/** One upstream's circuit, and what its responses said last. */
interface Circuit {
  readonly breaker: CircuitBreaker;
  readonly memory: ResponseMemory;
}

/** What the API counts and blocks together. */
export interface Partition extends Circuit {
  readonly name: string;
  /** Made when the partition is paused for the first time. */
  gate: Gate | undefined;
  /** One for each window; none if no window counts the calls. */
  readonly limiters: readonly PermitLimiter[];
}

export interface PartitionsOptions {
  settings: Pick<ClientSettings, 'provider' | 'window' | 'breaker'>;
  clock: Clock;
  /** Undefined where nobody listens. */
  emit: EventSink | undefined;
  /** What other processes share with this one. */
  member: AccountMember | undefined;
}

/** A client's partitions, made as they are needed. */
export class Partitions {
  readonly #options: PartitionsOptions;
  readonly #circuits = new Map<string, Circuit>();
  readonly #partitions = new Map<string, Partition>();
  /** Pauses of partitions that this client has not used yet. */
  readonly #pausedUntilMs = new Map<string, number>();
  #window: ClientSettings['window'];
  #paused = false;

  constructor(options: PartitionsOptions) {
    this.#options = options;
    this.#window = options.settings.window;
  }

  /** Whether {@link pause} holds, whatever the server told. */
  get paused(): boolean {
    return this.#paused;
  }

  of({ partition: name, upstream, cost }: LimitKey): Partition {
    const known = this.#partitions.get(name);
    if (known !== undefined) return known;
    const partition = this.#create(name, upstream, cost > 0 ? this.#window : null);
    this.#partitions.set(name, partition);
    return partition;
  }

  /** Closes a partition's gate, even if the partition is made only later; see Gate.close. */
  close(name: string, forMs: number): boolean {
    const partition = this.#partitions.get(name);
    if (partition !== undefined) return this.#gateOf(partition).close(forMs);
    const untilMs = this.#options.clock.now() + forMs;
    if (untilMs <= (this.#pausedUntilMs.get(name) ?? 0)) return false;
    this.#pausedUntilMs.set(name, untilMs);
    return true;
  }

  pause(): void {
    this.#paused = true;
    for (const partition of this.#partitions.values()) if (this.#isPausable(partition)) this.#gateOf(partition).pause();
  }

  /** Calls that no window counts go on in a pause: they look at jobs that run, and each second of a job is paid for. */
  #isPausable({ limiters }: Partition): boolean {
    return limiters.length > 0 || this.#window === null;
  }

  resume(): void {
    this.#paused = false;
    for (const { gate } of this.#partitions.values()) gate?.resume();
  }

  /** Changes the limit of the windows to come; false where the API has none. */
  setWindowLimit(limit: number): boolean {
    if (this.#window === null) return false;
    this.#window = { ...this.#window, limit };
    for (const { limiters } of this.#partitions.values()) for (const limiter of limiters) limiter.setLimit(limit);
    return true;
  }

  dispose(): void {
    this.#paused = false;
    for (const { gate, limiters } of this.#partitions.values()) {
      gate?.dispose();
      for (const limiter of limiters) limiter.dispose();
    }
  }

  #create(name: string, upstream: string, window: ClientSettings['window']): Partition {
    const { clock } = this.#options;
    const limiters = window === null ? [] : [this.#limiter(name, window)];
    const partition = { ...this.#circuit(upstream), name, gate: undefined, limiters };
    const leftMs = (this.#pausedUntilMs.get(name) ?? 0) - clock.now();
    if (leftMs > 0) this.#gateOf(partition).close(leftMs);
    if (this.#paused && this.#isPausable(partition)) this.#gateOf(partition).pause();
    return partition;
  }

  #gateOf(partition: Partition): Gate {
    partition.gate ??= new Gate(this.#options.clock, () => {
      for (const limiter of partition.limiters) limiter.reset();
    });
    return partition.gate;
  }

  #limiter(name: string, { unit, limit, windowMs, observable }: NonNullable<ClientSettings['window']>) {
    const { clock, member } = this.#options;
    if (observable) return new RemainingLimiter(limit);
    // Requests that come together would stay together for good, so their burst is small; jobs are spread by how long
    // each takes.
    const limits = { limit, windowMs, burst: unit === 'jobs' ? 1 : BURST };
    return member?.rate(name, limits) ?? new TokenCycle({ ...limits, clock });
  }

  #circuit(name: string): Circuit {
    const known = this.#circuits.get(name);
    if (known !== undefined) return known;
    const { clock, emit, settings } = this.#options;
    const { provider, breaker } = settings;
    const circuit = {
      memory: new ResponseMemory(),
      breaker: new CircuitBreaker({
        breaker: new RollingRatioBreaker(breaker, clock),
        openMs: /* seam: circuit-of-a-contract */ breaker.openMs,
        probes: breaker.probes,
        clock,
        onChange: (from, to) => emit?.({ provider, type: 'breaker-changed', upstream: name, from, to }),
      }),
    };
    this.#circuits.set(name, circuit);
    return circuit;
  }
}

/** @throws EvenkeelError `EVK_RATE_LIMITED` for a call that costs more than a limit ever has */
export function requireCapacity({ limiters }: Partition, cost: number): void {
  const capacity = Math.min(...limiters.map((limiter) => limiter.capacity));
  if (/* seam: more-than-ever */ cost > capacity) {
    const advice = 'Split the call, or raise the limit.';
    throw new EvenkeelError('EVK_RATE_LIMITED', `The call costs ${cost}, and its limit is ${capacity}.`, { advice });
  }
}
