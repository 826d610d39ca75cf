import type { Judgement } from '../call/classify.ts';
import type { LimitKey as Way } from '../contract/limit-key.ts';
import type { ClientSettings } from '../contract/settings.ts';
import type { AccountMember } from '../coordination/coordinator.ts';
import { EvenkeelError } from '../errors/errors.ts';
import type { EventSink, ResourceLimit, WaitCause } from '../events.ts';
import type { Resource } from '../http/hint.ts';
import type { AdaptiveLimit, AdaptiveSample } from '../policies/adaptive/adaptive-limit.ts';
import { AdaptiveThrottle } from '../policies/adaptive/adaptive-throttle.ts';
import type { Admission } from '../policies/breaker/circuit-breaker.ts';
import { Bulkhead } from '../policies/bulkhead/bulkhead.ts';
import type { AttemptPermit as RatePermit } from '../policies/rate/permit-limiter.ts';
import type { RemainingPermit } from '../policies/rate/remaining-limiter.ts';
import type { Clock, Random } from '../time/clock.ts';
import type { CallScope } from '../time/wait-scope.ts';
import { type Lane, Lanes } from './partitions.ts';

export interface TurnstileOptions {
  settings: ClientSettings;
  clock: Clock;
  random: Random;
  emit: EventSink;
  maxQueued: number;
  /** Finds the ceiling, in place of the settings' own. */
  adaptiveLimit: AdaptiveLimit | undefined;
  /** What other processes share with this one. */
  member: AccountMember | undefined;
}

/** Who stands in line. */
export interface Comer {
  scope: CallScope;
  way: Way;
  /** Whether this one may stand in line however many do already. */
  mayAlwaysQueue: boolean;
  /** For a slot: the higher goes first. */
  priority: number;
  /** Runs a wait, and reports it. */
  wait: (cause: WaitCause, wait: () => Promise<void>) => Promise<void>;
}

/** What an attempt holds while it is on its way. */
export interface Holding {
  lane: Lane;
  way: Way;
  admission: Admission;
  permit: RatePermit | undefined;
  sample: AdaptiveSample | undefined;
  /**
   * What must be over before slot and permit go on: its transport, its judgement, which may lower the ceiling, and the
   * job that it began.
   */
  open: number;
}

/** Limits from now on; what is left out stays. */
export interface LimitChange {
  ceiling?: number;
  window?: { limit: number };
}

/** As good as none; and the bulkhead's own line, since all lines are bounded together. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/**
 * What an attempt must pass before it may leave: breaker, gate, rate permit and
 * bulkhead slot, in this order. The breaker is peeked at first, so that nobody
 * waits for a refusal, and asked again at the end.
 */
export class Turnstile {
  readonly #provider: string;
  readonly #emit: EventSink;
  readonly #lanes: Lanes;
  readonly #member: AccountMember | undefined;
  readonly #bulkhead: Bulkhead;
  readonly #sharedCeiling: ReturnType<AccountMember['ceiling']> | undefined;
  readonly #adaptiveLimit: AdaptiveLimit | undefined;
  readonly #throttle: AdaptiveThrottle | undefined;
  readonly #maxQueued: number;
  /** What the window counts. */
  readonly #resource: Resource;
  /** Calls that stand in one of the lines. */
  readonly #queued = new Map<CallScope, Way>();
  readonly #whenIdle = new Set<() => void>();
  #disposed = false;

  constructor({ settings, clock, random, emit, maxQueued, adaptiveLimit, member }: TurnstileOptions) {
    const { provider, ceiling, throttle, window } = settings;
    this.#provider = provider;
    this.#resource = window?.resource ?? 'requests';
    this.#emit = emit;
    this.#maxQueued = maxQueued;
    this.#adaptiveLimit = adaptiveLimit;
    this.#member = member;
    this.#lanes = new Lanes({ settings, clock, emit, member });
    const limit = adaptiveLimit?.limit ?? ceiling ?? mostAtOnce(settings);
    this.#bulkhead = new Bulkhead({ limit, maxQueued: UNBOUNDED, clock });
    this.#throttle = throttle === null ? undefined : new AdaptiveThrottle({ ...throttle, clock, random });
    // An adaptive ceiling finds this process's part of what all of them use by itself.
    if (member !== undefined && ceiling !== null && adaptiveLimit === undefined) {
      this.#sharedCeiling = member.ceiling({ max: ceiling, onShare: (slots) => this.#setCeiling(slots) });
    }
    member?.onPause((lane, forMs) => {
      if (this.#closeLane(lane, forMs)) emit({ provider, type: 'pause-shared', lane, forMs });
    });
  }

  /** Attempts, or jobs, that may be in flight at once; null where nothing limits them. */
  get ceiling(): number | null {
    return this.#bulkhead.limit === UNBOUNDED ? null : this.#bulkhead.limit;
  }

  /** Whether one more would find fewer waiting before it than are let through at once. */
  get hasRoom(): boolean {
    return this.#queued.size < this.#bulkhead.limit;
  }

  /** Makes a lane before its first call. */
  prepare(way: Way): void {
    this.#lanes.of(way);
  }

  /**
   * Waits for gate, permit and slot; ends with permit and slot in hand.
   *
   * @returns undefined where nothing had to be waited for. Then the caller goes on without yielding, so that of many
   * who come to a half-open breaker at once, those above its probes are refused rather than queued.
   * @throws EvenkeelError what refuses the attempt, or ended its call; then nothing is held
   */
  line(comer: Comer): Promise<void> | undefined {
    if (comer.scope.ended !== undefined) throw comer.scope.ended;
    const lane = this.#lanes.of(comer.way);
    lane.breaker.peek();
    if (!lane.gate.closed && (lane.limiter?.tryAcquire() ?? true)) {
      if (this.#takeSlot(comer.way)) return undefined;
      lane.limiter?.release();
    }
    return this.#standInLine(comer, lane);
  }

  async #standInLine(comer: Comer, { gate, limiter }: Lane): Promise<void> {
    const { scope, way } = comer;
    const bulkhead = this.#bulkhead;
    if (gate.closed) await this.#queue(comer, 'gate', () => gate.pass(scope));
    if (limiter && !limiter.tryAcquire()) await this.#queue(comer, 'rate', () => limiter.acquire(scope));
    try {
      if (!this.#takeSlot(way)) await this.#queue(comer, 'bulkhead', () => bulkhead.acquire(scope, comer.priority));
    } catch (error) {
      limiter?.release();
      throw error;
    }
  }

  /**
   * Checks again what may have changed while it waited. Not async: from here until the request leaves nothing may
   * yield, so that what is checked stays true.
   *
   * @returns undefined where the attempt must stand in line again; its permit and slot are given back then
   * @throws EvenkeelError as {@link line} does, or by the adaptive throttle
   */
  admit({ scope, way }: Comer): Holding | undefined {
    const lane = this.#lanes.of(way);
    const { gate, limiter, breaker } = lane;
    try {
      if (scope.ended !== undefined) throw scope.ended;
      if (!gate.closed && (limiter === undefined || limiter.mayStillSend)) {
        breaker.peek();
        this.#throttle?.admit();
        return {
          lane,
          way,
          admission: breaker.admit(),
          permit: limiter?.send(),
          sample: this.#adaptiveLimit?.start(this.#bulkhead.inFlight),
          open: 2,
        };
      }
    } catch (error) {
      this.#release(lane, way);
      throw error;
    }
    this.#release(lane, way);
    return undefined;
  }

  /** Tells the policies how an attempt went. */
  settle(holding: Holding, judged: Judgement<unknown>): void {
    const { admission, sample, lane } = holding;
    lane.breaker.settle(admission, judged.verdict);
    this.#throttle?.settle(judged.throttleVerdict);
    if (this.#adaptiveLimit !== undefined && sample !== undefined) {
      this.#adaptiveLimit.settle(sample, judged.limitVerdict);
      this.#setCeiling(this.#adaptiveLimit.limit);
    }
    this.#end(holding);
  }

  /** The transport is done with the attempt, which may be before or after its judgement. */
  transportDone(holding: Holding): void {
    this.#end(holding);
  }

  #end(holding: Holding): void {
    holding.open -= 1;
    if (holding.open === 0) this.#release(holding.lane, holding.way, holding.permit);
  }

  /** Holds on to the slot for a job that the attempt began. Must come before its {@link settle}; ends with {@link jobEnded}. */
  keep(holding: Holding): void {
    holding.open += 1;
  }

  jobEnded(holding: Holding): void {
    this.#end(holding);
  }

  /** A response has come, whatever it says. */
  answered({ lane, permit }: Holding): void {
    if (permit) lane.limiter?.answered(permit);
  }

  /** Takes in what a response says is left. Must come before its permit's {@link release}. */
  observe({ lane, permit }: Holding, remaining: number): void {
    if (permit) lane.remaining?.observe(permit as RemainingPermit, remaining);
  }

  /** Lets nobody through the lane for `forMs`, as the server told; false where a longer pause holds already. */
  closeGate({ lane }: Holding, forMs: number): boolean {
    const longer = this.#closeLane(lane.name, forMs);
    if (longer) this.#member?.pause(lane.name, forMs);
    return longer;
  }

  #closeLane(name: string, forMs: number): boolean {
    // A late answer concerns nobody.
    if (this.#disposed) return false;
    const longer = this.#lanes.close(name, forMs);
    // Also those who wait for something else would not be sent before the pause is over.
    for (const [scope, way] of this.#queued) {
      if (way.lane !== name) continue;
      const refusal = this.#lanes.of(way).gate.refusal(scope);
      if (refusal !== undefined) scope.refuse(refusal);
    }
    return longer;
  }

  /** Lets nobody through until {@link resume}. Resolves when what is in flight has ended, or it is resumed before. */
  async pause(): Promise<void> {
    if (this.#disposed) return;
    if (!this.#lanes.paused) {
      this.#lanes.pause();
      this.#emit({ provider: this.#provider, type: 'client-paused' });
    }
    if (this.#bulkhead.inFlight > 0) await new Promise<void>((resolve) => this.#whenIdle.add(resolve));
  }

  resume(): void {
    if (!this.#lanes.paused) return;
    this.#emit({ provider: this.#provider, type: 'client-resumed' });
    this.#lanes.resume();
    this.#tellIdle();
  }

  setLimits({ ceiling, window }: LimitChange): void {
    if (this.#disposed) return;
    if (window !== undefined && this.#lanes.setWindowLimit(window.limit)) {
      this.#tellLimits({ from: this.ceiling, to: this.ceiling }, [{ resource: this.#resource, limit: window.limit }]);
    }
    if (ceiling === undefined) return;
    if (this.#sharedCeiling === undefined) this.#setCeiling(ceiling);
    else this.#sharedCeiling.setMax(ceiling);
  }

  /** Gives slot and permit back; without a permit, those of an attempt that was not sent. */
  #release(lane: Lane, { slotted }: Way, permit?: RatePermit): void {
    if (slotted) this.#bulkhead.release();
    lane.limiter?.release(permit);
    this.#tellDemand();
    if (this.#bulkhead.inFlight === 0) this.#tellIdle();
  }

  #takeSlot({ slotted }: Way): boolean {
    if (!slotted) return true;
    const taken = this.#bulkhead.tryAcquire();
    this.#tellDemand();
    return taken;
  }

  #tellDemand(): void {
    this.#sharedCeiling?.demand(this.#bulkhead.inFlight, this.#bulkhead.queued);
  }

  /** Forgets the pauses: for a client that is being closed. */
  dispose(): void {
    this.#disposed = true;
    this.#lanes.dispose();
    this.#tellIdle();
  }

  #setCeiling(to: number): void {
    const from = this.ceiling;
    if (from === to) return;
    this.#bulkhead.setLimit(to);
    this.#tellLimits({ from, to });
  }

  #tellLimits(ceiling: { from: number | null; to: number | null }, limits: readonly ResourceLimit[] = []): void {
    this.#emit({ provider: this.#provider, type: 'limits-changed', ceiling, limits });
  }

  #tellIdle(): void {
    for (const tell of this.#whenIdle) tell();
    this.#whenIdle.clear();
  }

  /** @throws EvenkeelError `EVK_BULKHEAD_FULL` at once if too many wait */
  async #queue(comer: Comer, cause: WaitCause, wait: () => Promise<void>): Promise<void> {
    if (!comer.mayAlwaysQueue && this.#queued.size >= this.#maxQueued) {
      throw new EvenkeelError('EVK_BULKHEAD_FULL', `${this.#queued.size} calls wait already.`);
    }
    // Whoever has stood in line before goes on.
    comer.mayAlwaysQueue = true;
    this.#queued.set(comer.scope, comer.way);
    try {
      const waiting = comer.wait(cause, wait);
      this.#tellDemand();
      await waiting;
    } finally {
      this.#queued.delete(comer.scope);
    }
  }
}

/**
 * Without a ceiling. Where nothing tells when the API counts a request, it must leave as soon as it has its permit, and
 * not wait for a connection.
 */
function mostAtOnce({ window, pool }: Pick<ClientSettings, 'window' | 'pool'>): number {
  return window !== null && !window.told ? pool.connections : UNBOUNDED;
}
