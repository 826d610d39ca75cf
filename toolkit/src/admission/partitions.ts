import type { LimitKey } from '../contract/limit-key.ts';
import { ResponseMemory } from '../contract/rule.ts';
import type { ClientSettings } from '../contract/settings.ts';
import type { AccountMember } from '../coordination/coordinator.ts';
import type { EventSink } from '../events.ts';
import { CircuitBreaker } from '../policies/breaker/circuit-breaker.ts';
import { RollingRatioBreaker } from '../policies/breaker/rolling-ratio-breaker.ts';
import { Gate } from '../policies/gate.ts';
import type { PermitLimiter } from '../policies/rate/permit-limiter.ts';
import { RemainingLimiter } from '../policies/rate/remaining-limiter.ts';
import { BURST, TokenCycle } from '../policies/rate/token-cycle.ts';
import type { Clock } from '../time/clock.ts';

/** What the API answers for: one circuit, and what it said last. */
interface Upstream {
  readonly breaker: CircuitBreaker;
  readonly memory: ResponseMemory;
}

/** What the API counts and blocks together. */
export interface Lane extends Upstream {
  readonly name: string;
  readonly gate: Gate;
  readonly limiter: PermitLimiter | undefined;
  /** The same limiter, where the API tells how many requests are left. */
  readonly remaining: RemainingLimiter | undefined;
}

export interface LanesOptions {
  settings: Pick<ClientSettings, 'provider' | 'window' | 'breaker'>;
  clock: Clock;
  emit: EventSink;
  /** What other processes share with this one. */
  member: AccountMember | undefined;
}

/** A client's lanes, made as they are needed. */
export class Lanes {
  readonly #options: LanesOptions;
  readonly #upstreams = new Map<string, Upstream>();
  readonly #lanes = new Map<string, Lane>();
  /** Pauses of lanes that this client has not used yet. */
  readonly #pausedUntilMs = new Map<string, number>();
  #window: ClientSettings['window'];
  #paused = false;

  constructor(options: LanesOptions) {
    this.#options = options;
    this.#window = options.settings.window;
  }

  /** Whether {@link pause} holds, whatever the server told. */
  get paused(): boolean {
    return this.#paused;
  }

  of({ lane: name, upstream, counted }: LimitKey): Lane {
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    const lane = this.#create(name, upstream, counted ? this.#window : null);
    this.#lanes.set(name, lane);
    return lane;
  }

  /** Closes a lane's gate, also of one that is made later; see Gate.close. */
  close(name: string, forMs: number): boolean {
    const lane = this.#lanes.get(name);
    if (lane !== undefined) return lane.gate.close(forMs);
    const untilMs = this.#options.clock.now() + forMs;
    if (untilMs <= (this.#pausedUntilMs.get(name) ?? 0)) return false;
    this.#pausedUntilMs.set(name, untilMs);
    return true;
  }

  pause(): void {
    this.#paused = true;
    for (const { gate, limiter } of this.#lanes.values()) if (this.#isPausable(limiter)) gate.pause();
  }

  /** What no window counts goes on: of a job that runs, each second is paid for. */
  #isPausable(limiter: PermitLimiter | undefined): boolean {
    return limiter !== undefined || this.#window === null;
  }

  resume(): void {
    this.#paused = false;
    for (const { gate } of this.#lanes.values()) gate.resume();
  }

  /** Changes the limit of the windows to come; false where the API has none. */
  setWindowLimit(limit: number): boolean {
    if (this.#window === null) return false;
    this.#window = { ...this.#window, limit };
    for (const { limiter } of this.#lanes.values()) limiter?.setLimit(limit);
    return true;
  }

  dispose(): void {
    this.#paused = false;
    for (const { gate, limiter } of this.#lanes.values()) {
      gate.dispose();
      limiter?.dispose();
    }
  }

  #create(name: string, upstream: string, window: ClientSettings['window']): Lane {
    const { clock, member } = this.#options;
    const remaining = window?.told ? new RemainingLimiter(window.limit) : undefined;
    const untold = ({ resource, limit, windowMs }: NonNullable<typeof window>): PermitLimiter => {
      // Requests that came together would stay together for good; jobs are spread by how long each takes.
      const limits = { limit, windowMs, burst: resource === 'jobs' ? 1 : BURST };
      return member?.rate(name, limits) ?? new TokenCycle({ ...limits, clock });
    };
    const limiter = remaining ?? (window === null ? undefined : untold(window));
    const gate = new Gate(clock, () => limiter?.reset());
    const leftMs = (this.#pausedUntilMs.get(name) ?? 0) - clock.now();
    if (leftMs > 0) gate.close(leftMs);
    if (this.#paused && this.#isPausable(limiter)) gate.pause();
    return { ...this.#upstream(upstream), name, gate, limiter, remaining };
  }

  #upstream(name: string): Upstream {
    const known = this.#upstreams.get(name);
    if (known !== undefined) return known;
    const { clock, emit, settings } = this.#options;
    const { provider, breaker } = settings;
    const upstream = {
      memory: new ResponseMemory(),
      breaker: new CircuitBreaker({
        breaker: new RollingRatioBreaker(breaker, clock),
        openMs: breaker.openMs,
        probes: breaker.probes,
        clock,
        onChange: (from, to) => emit({ provider, type: 'breaker-changed', upstream: name, from, to }),
      }),
    };
    this.#upstreams.set(name, upstream);
    return upstream;
  }
}
