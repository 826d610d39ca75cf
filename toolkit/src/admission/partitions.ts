import type { ContractParts } from '../contract/checked.ts';
import { driftOf } from '../contract/drift.ts';
import { type CountedBy, isOfApi, type LimitKey, limiterNameOf } from '../contract/limit-key.ts';
import { ResponseMemory } from '../contract/rule.ts';
import type { ClientSettings, RateSettings } from '../contract/settings.ts';
import type { AccountMember } from '../coordination/coordinator.ts';
import type { EventSink, LimitState } from '../events.ts';
import { CircuitCore } from '../policies/breaker/circuit-core.ts';
import { counted, RollingRatioRule, RollingWindow } from '../policies/breaker/rolling-window.ts';
import { Pauses } from '../policies/pauses.ts';
import type { ShareSlots } from '../policies/rate/in-flight-limiter.ts';
import { limiterKind, type MakeLimiter } from '../policies/rate/limiters.ts';
import type { PermitLimiter } from '../policies/rate/permit-limiter.ts';
import { BURST } from '../policies/rate/token-cycle.ts';
import type { ToldLimits } from '../policies/rate/told-limits.ts';
import type { Clock } from '../time/clock.ts';

/** One upstream's circuit, and what its responses said last. */
interface Circuit {
  readonly breaker: CircuitCore;
  readonly memory: ResponseMemory;
}

/** What the API counts and blocks together. */
export interface Partition extends Circuit {
  readonly name: string;
  /** False of calls that no limit counts: they look at jobs that run, and each second of a job is paid for. */
  readonly pausable: boolean;
  readonly gate: Pauses;
  /** Those of the limits over time that its calls stand under. */
  readonly limiters: Set<PermitLimiter>;
}

export interface PartitionsOptions {
  settings: Pick<ClientSettings, 'provider' | 'rates' | 'breaker'>;
  parts: Pick<ContractParts, 'limiters' | 'makeToldLimits'>;
  clock: Clock;
  /** Undefined where nobody listens. */
  emit: EventSink | undefined;
  /** What other processes share with this one. */
  member: AccountMember | undefined;
  /** Called when attempts that wait may have room. */
  onRoom: () => void;
}

/** A client's partitions, made as they are needed. */
export class Partitions {
  /** What answers say that limits are; undefined where they do not. */
  readonly toldLimits: ToldLimits<RateSettings> | undefined;
  /** By upstream. */
  readonly circuits = new Map<string, Circuit>();
  /** By partition, also of those that this client has not used yet. */
  readonly gates = new Map<string, Pauses>();
  /** By limit, and what it counts together: see limiterNameOf. */
  readonly limiters = new Map<string, { limit: RateSettings; limiter: PermitLimiter }>();
  readonly #options: PartitionsOptions;
  readonly #partitions = new Map<string, Partition>();
  /** Limits that have changed. */
  readonly #amounts = new Map<RateSettings, number>();
  #paused = false;

  constructor(options: PartitionsOptions) {
    this.#options = options;
    const { settings, parts, clock, emit } = options;
    const { provider } = settings;
    this.toldLimits = parts.makeToldLimits?.({
      clock,
      amountOf: (limit: RateSettings) => this.#amountOf(limit),
      onDrift: ({ name }, contract, told) =>
        emit?.({ provider, type: 'contract-drift', what: driftOf(name), contract, told }),
    });
  }

  /** Whether {@link pause} holds, whatever the server told. */
  get paused(): boolean {
    return this.#paused;
  }

  of({ partition: name, upstream, rates }: LimitKey): Partition {
    const known = this.#partitions.get(name);
    if (known !== undefined) return known;
    const gate = this.#gateOf(name);
    const pausable = rates.some(({ limit }) => isOfApi(limit)) || !this.#options.settings.rates.some(isOfApi);
    const partition = { ...this.#circuit(upstream), name, pausable, gate, limiters: new Set<PermitLimiter>() };
    this.#partitions.set(name, partition);
    if (this.#paused && pausable) gate.pause();
    return partition;
  }

  /** The limiters of the limits over time that count a call, in their order. */
  limitersOf(key: LimitKey): PermitLimiter[] {
    const limiters = key.rates.map((counted) => this.#limiterOf(counted));
    for (const limiter of limiters) this.of(key).limiters.add(limiter);
    return limiters;
  }

  /** Closes a partition's gate; see Pauses.close. */
  close(name: string, forMs: number): boolean {
    return this.#gateOf(name).close(forMs);
  }

  /**
   * Forgets what no other key names; keeps all of it while it is paused.
   *
   * @param inUse the names of partitions, and of those of limits, that are kept
   * @returns whether it was forgotten
   */
  forget({ partition, rates }: LimitKey, inUse: ReadonlySet<string>): boolean {
    if (this.gates.get(partition)?.closed) return false;
    for (const name of rates.map(limiterNameOf)) {
      if (inUse.has(name)) continue;
      this.limiters.delete(name);
      this.#options.member?.forget(name);
    }
    if (inUse.has(partition)) return true;
    this.#partitions.delete(partition);
    this.gates.delete(partition);
    return true;
  }

  pause(): void {
    this.#paused = true;
    for (const { gate, pausable } of this.#partitions.values()) if (pausable) gate.pause();
  }

  resume(): void {
    this.#paused = false;
    for (const gate of this.gates.values()) gate.resume();
  }

  /** How much a limit is: by the contract, or as it was set since. */
  #amountOf(limit: RateSettings): number {
    return this.#amounts.get(limit) ?? limit.limit;
  }

  /** Changes the limit of the windows to come. */
  setLimit(limit: RateSettings, amount: number): void {
    this.#amounts.set(limit, amount);
    for (const each of this.limiters.values()) if (each.limit === limit) each.limiter.setLimit(amount);
  }

  /** How much of each limit is taken now; not of those that only answers tell. */
  get limitStates(): LimitState[] {
    const now = this.#options.clock.now();
    return this.#options.settings.rates.flatMap((limit) => {
      const { name, unit, learnt, own, inFlight } = limit;
      if (learnt || inFlight) return [];
      const uses = [...this.limiters.values()].flatMap((each) =>
        each.limit === limit ? (each.limiter.use?.(now) ?? []) : [],
      );
      const most = (amounts: number[]): number => Math.max(0, ...amounts);
      return {
        ...{ name, unit, limit: this.#amountOf(limit) },
        used: most(uses.map(({ used }) => used)),
        owed: most(uses.map(({ owed }) => owed)),
        ...(own && { spent: most(uses.map(({ spent = 0 }) => spent)) }),
      };
    });
  }

  dispose(): void {
    this.#paused = false;
    for (const gate of this.gates.values()) gate.dispose();
  }

  #gateOf(name: string): Pauses {
    const known = this.gates.get(name);
    if (known !== undefined) return known;
    const gate = new Pauses(this.#options.clock, () => {
      for (const limiter of this.#partitions.get(name)?.limiters ?? []) limiter.reset();
      /* seam: opens-for-the-line */ this.#options.onRoom();
    });
    this.gates.set(name, gate);
    return gate;
  }

  #limiterOf({ limit, partition }: CountedBy): PermitLimiter {
    const name = limiterNameOf({ limit, partition });
    const known = this.limiters.get(name);
    if (known !== undefined) return known.limiter;
    const limiter = this.#limiter(limit, name);
    limiter.onRoom = this.#options.onRoom;
    this.limiters.set(name, { limit, limiter });
    return limiter;
  }

  #limiter(settings: RateSettings, name: string): PermitLimiter {
    const { clock, member, parts } = this.#options;
    const { unit, windowMs, refillPerSecond, calendar, own } = settings;
    const limit = this.#amountOf(settings);
    // Requests that come together would stay together for good, so their burst is small; jobs are spread by how long
    // each takes, and a budget need not be.
    const limits = { limit, windowMs, burst: unit === 'jobs' || own ? 1 : BURST };
    const kind = limiterKind(settings);
    if (member !== undefined && kind !== 'remaining' && kind !== 'learnt' && kind !== 'in-flight') {
      return member.rate(name, { ...limits, refillPerSecond });
    }
    const members = member && (() => member.members);
    const share: ShareSlots | undefined = member && ((onShare) => member.ceiling({ name, max: limit, onShare }));
    return (parts.limiters[kind] as MakeLimiter)({ ...limits, refillPerSecond, calendar, clock, members, share });
  }

  #circuit(name: string): Circuit {
    const known = this.circuits.get(name);
    if (known !== undefined) return known;
    const { clock, emit, settings } = this.#options;
    const { provider, breaker } = settings;
    const circuit = {
      memory: new ResponseMemory(),
      breaker: new CircuitCore({
        breaker: new RollingRatioRule(breaker, new RollingWindow(counted, breaker.window, clock)),
        openMs: /* seam: circuit-of-a-contract */ breaker.openMs,
        probes: breaker.probes,
        clock,
        onChange: (from, to) => emit?.({ provider, type: 'breaker-changed', upstream: name, from, to }),
      }),
    };
    this.circuits.set(name, circuit);
    return circuit;
  }
}
