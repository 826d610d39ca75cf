import { tell } from '../../errors/tell.ts';
import type { Clock } from '../../time/clock.ts';
import { Pace } from '../bulkhead/pace.ts';
import { type OnSlotDemand, SlotCount } from '../bulkhead/slot-count.ts';
import type { Outcome } from '../outcome.ts';
import type { AdaptiveLimit, AdaptiveSample } from './adaptive-limit.ts';

export interface FoundSlotsOptions {
  clock: Clock;
  /** Told how many slots are taken and who waits, whenever that changes. */
  onDemand?: OnSlotDemand | undefined;
  /** What it throws is ignored. */
  onLimitChange: (limit: number, previous: number) => void;
}

/** An attempt that was watched from when it left. */
export interface WatchedAttempt {
  /** In the order of leaving, from 1. 0: it was not watched. */
  readonly number: number;
  /** Attempts in flight, this one included. */
  readonly inFlight: number;
  readonly startedAtMs: number;
  readonly found?: AdaptiveLimit | undefined;
  readonly sample?: AdaptiveSample | undefined;
}

/** Told how an attempt went, before its slot is released: a slot above a lowered limit must not be handed on. */
export interface TellOutcome {
  (outcome: Outcome): void;
  attempt?: WatchedAttempt;
}

/** Of attempts that left before the limit was found by trying: before its first decrease, that is. */
const BEFORE: AdaptiveSample = { epoch: 0, inFlight: 0, startedAtMs: 0 };
const UNWATCHED: WatchedAttempt = { number: 0, inFlight: 0, startedAtMs: 0 };

/**
 * A client's slots up to a limit, which holds until attempts show that it does not: from then on the limit is found by
 * trying. What was never in flight at once before does not leave at once.
 */
export abstract class FoundSlots extends SlotCount {
  /** Whether an attempt counts as refused if it timed out, or met an upstream that is overloaded, perhaps by others. */
  abstract readonly heedsOverload: boolean;
  /** Called as an attempt leaves with its slot; undefined while only refusals matter. */
  left: (() => TellOutcome) | undefined;
  /**
   * To be called when an answer tells a limit over time. There where neither the contract nor the app says that what is in
   * flight is limited: a refusal that tells no count may then mean anything.
   */
  onTold: (() => void) | undefined;
  protected readonly clock: Clock;
  /** The most that there may be, whatever is found. */
  protected most: number;
  readonly #pace: Pace;
  readonly #onLimitChange: FoundSlotsOptions['onLimitChange'];
  #found: AdaptiveLimit | undefined;
  #watched = 0;

  constructor(limit: number, { clock, onDemand, onLimitChange }: FoundSlotsOptions) {
    super(limit, onDemand);
    this.tried = 0;
    this.clock = clock;
    this.most = limit;
    this.#pace = new Pace(clock);
    this.#onLimitChange = onLimitChange;
  }

  /** When a slot that is free will be open. */
  override roomAtMs(): number {
    return this.inFlight < this.limit ? this.#pace.opensAtMs : Number.POSITIVE_INFINITY;
  }

  /** Another limit holds. What was found before keeps it lower than that. */
  override setLimit(limit: number): void {
    this.most = limit;
    const to = Math.min(limit, /* seam: lowered-ceiling-rises */ this.#found?.limit ?? limit);
    if (to > this.limit + 1) this.#pace.raised(this.limit);
    super.setLimit(to);
  }

  /** What was found tells nothing any more. */
  forget(): void {
    this.#found = undefined;
    this.setLimit(this.most);
  }

  /** Call it when an attempt was refused that nobody was told of as it left. */
  refused(): void {
    this.watch();
    this.#settle('failure', UNWATCHED);
  }

  /** @internal From now on, each attempt matters. */
  protected watch(): void {
    this.left ??= () => {
      this.#watched += 1;
      const [found, inFlight] = [this.#found, this.inFlight];
      const sample = found?.start(inFlight);
      const attempt = { number: this.#watched, inFlight, startedAtMs: this.clock.now(), found, sample };
      const tell: TellOutcome = (outcome) => this.#settle(this.heeds(outcome, attempt), attempt);
      tell.attempt = attempt;
      return tell;
    };
  }

  /** @internal How many attempts were watched. */
  protected get watched(): number {
    return this.#watched;
  }

  /** @internal @returns what an attempt's outcome shows of the limit */
  protected heeds(outcome: Outcome, _attempt: WatchedAttempt): Outcome {
    return outcome;
  }

  /** @internal Takes in an attempt while the limit holds. @returns what finds another one, if it does not hold */
  protected abstract shows(outcome: Outcome, attempt: WatchedAttempt): AdaptiveLimit | undefined;

  /** @internal Takes in an attempt while the limit is found by trying. @returns whether the limit holds again */
  protected abstract holdsAgain(outcome: Outcome, attempt: WatchedAttempt, found: number): boolean;

  #settle(outcome: Outcome, attempt: WatchedAttempt): void {
    const previous = this.limit;
    const found = this.#found;
    if (found === undefined) this.#found = /* seam: refusals-lower-the-ceiling */ this.shows(outcome, attempt);
    else {
      if (attempt.found === found && attempt.sample !== undefined) found.settle(attempt.sample, outcome);
      else if (outcome === 'failure') found.settle(BEFORE, outcome);
      if (this.holdsAgain(outcome, attempt, found.limit)) this.#found = undefined;
    }
    this.setLimit(this.most);
    if (this.limit !== previous) tell(this.#onLimitChange, this.limit, previous);
  }

  /** @internal */
  protected override mayTry(): boolean {
    return this.clock.now() >= this.#pace.opensAtMs;
  }

  /** @internal */
  protected override tries(inFlight: number, waiting: number): void {
    this.tried = inFlight;
    this.#pace.reached(inFlight, waiting);
  }
}
