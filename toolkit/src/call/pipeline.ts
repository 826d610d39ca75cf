import { type Comer, type Holding, type LimitChange, Turnstile } from '../admission/admission.ts';
import type { LimitKey as Way } from '../contract/limit-key.ts';
import type { ResultClass } from '../contract/rule.ts';
import type { ClientSettings, OperationSettings } from '../contract/settings.ts';
import type { AccountMember } from '../coordination/coordinator.ts';
import type { CallOutcome } from '../errors/call-outcome.ts';
import { type ErrorCode, EvenkeelError, isEvenkeelError } from '../errors/errors.ts';
import { safeCause } from '../errors/safe-cause.ts';
import type { EventSink, WaitCause } from '../events.ts';
import { readHints } from '../http/hint.ts';
import type { TransportResponse } from '../http/transport.ts';
import type { AdaptiveLimit } from '../policies/adaptive/adaptive-limit.ts';
import { retryDelayMs } from '../policies/retry/retry.ts';
import { RetryBudget } from '../policies/retry/retry-budget.ts';
import type { Clock, Random } from '../time/clock.ts';
import { CallScope } from '../time/wait-scope.ts';
import { makeTrip } from './attempt.ts';
import { type FailedAttempt, judgeTrip, type Received } from './classify.ts';

export interface PipelineOptions {
  settings: ClientSettings;
  clock: Clock;
  random: Random;
  /** Must not throw: see combineSinks. */
  emit: EventSink;
  maxQueued: number;
  /** Finds the ceiling, in place of the settings' own. */
  adaptiveLimit: AdaptiveLimit | undefined;
  /** What other processes share with this one. */
  member: AccountMember | undefined;
  /** Takes secrets out of an upstream's words. */
  redact: (text: string) => string;
}

export interface Call<T> {
  operation: string;
  way: Way;
  callId: string;
  signal: AbortSignal | undefined;
  priority: number;
  /** Runs first; what it throws ends the call, and what it waits for ends with the call. */
  prepare: () => void | Promise<void>;
  send: (attempt: number, signal: AbortSignal) => Promise<TransportResponse>;
  /** Makes the call's value of an ok response. */
  decode: (response: TransportResponse) => T;
  /** Makes the call's value of a demand for payment. Default: it is a refusal. */
  decodePayment?: ((response: TransportResponse) => T) | undefined;
  /**
   * Set for a batch's calls. They come only when there is room, so they may always wait; `onBackoff` is told when one
   * goes to sleep before a retry and when it wakes, since it holds nothing meanwhile.
   */
  batch: { onBackoff: (asleep: boolean) => void } | undefined;
}

/** How a job ended. */
export interface JobEnd {
  outcome: CallOutcome;
  /** How long the API says that it ran. */
  durationMs: number;
  code?: ErrorCode | undefined;
  message?: string | undefined;
}

/** A job that was begun. */
export interface Opened<T> {
  /** What the API said when it took it. */
  value: T;
  /** Gives its slot back and reports its call, which lasted as long as the job. Once; later calls do nothing. */
  end(end: JobEnd): void;
}

interface Run<T> {
  value: T;
  attempts: number;
  holding: Holding;
}

/** What this client refuses so as not to exceed a limit. */
const refusals: ReadonlySet<ErrorCode> = new Set([
  'EVK_GATE_CLOSED',
  'EVK_BULKHEAD_FULL',
  'EVK_RATE_LIMITED',
  'EVK_THROTTLED_LOCALLY',
]);

/**
 * A call's way: deadline, then the retry loop; in it each attempt passes the
 * turnstile and is sent under the attempt timeout.
 */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #settings: ClientSettings;
  readonly #clock: Clock;
  readonly #turnstile: Turnstile;
  readonly #budget: RetryBudget | undefined;
  /** The budget's floor, where other processes share it. */
  readonly #sharedFloor: ReturnType<AccountMember['retryFloor']> | undefined;
  readonly #scopes = new Set<CallScope>();

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#clock = options.clock;
    this.#turnstile = new Turnstile(options);
    const { budget } = options.settings.retry;
    if (budget === null) return;
    const { clock, member } = options;
    this.#sharedFloor = member?.retryFloor(budget);
    const floorPerWindow = this.#sharedFloor === undefined ? budget.floorPerWindow : 0;
    this.#budget = new RetryBudget({ ...budget, floorPerWindow, clock });
  }

  get hasRoom(): boolean {
    return this.#turnstile.hasRoom;
  }

  /** Attempts that may be in flight at once; null where nothing limits them. */
  get ceiling(): number | null {
    return this.#turnstile.ceiling;
  }

  /** Begins to share what calls on this way are going to need. */
  prepare(way: Way): void {
    this.#turnstile.prepare(way);
  }

  /** See ContractClient. */
  pause(): Promise<void> {
    return this.#turnstile.pause();
  }

  resume(): void {
    this.#turnstile.resume();
  }

  setLimits(change: LimitChange): void {
    this.#turnstile.setLimits(change);
  }

  /** Reports what is left of the retry budget, where there is one. */
  tellBalance(): void {
    const { provider, retry } = this.#settings;
    if (this.#budget === undefined || retry.budget === null) return;
    const { floorPerWindow: floor, windowMs } = retry.budget;
    this.#options.emit({ provider, type: 'retry-budget', balance: this.#budget.balance, floor, windowMs });
  }

  cancelAll(reason: unknown): void {
    for (const scope of this.#scopes) scope.cancel(reason);
  }

  /** Forgets the pauses: for a client that is being closed. */
  dispose(): void {
    this.#turnstile.dispose();
  }

  /** @throws EvenkeelError whatever ends the call, and nothing else */
  async run<T>(call: Call<T>): Promise<T> {
    return (await this.#run(call, false)).value;
  }

  /**
   * Begins a job, whose call ends with it; until then it holds its slot.
   *
   * @throws EvenkeelError where it did not begin, and nothing else
   */
  async open<T>(call: Call<T>): Promise<Opened<T>> {
    const { value, attempts, holding } = await this.#run(call, true);
    let ended = false;
    return {
      value,
      end: ({ outcome, durationMs, code, message }) => {
        if (ended) return;
        ended = true;
        this.#turnstile.jobEnded(holding);
        this.#options.emit({
          ...this.#names(call),
          type: 'call-ended',
          outcome,
          durationMs,
          attempts,
          code,
          message,
        });
      },
    };
  }

  async #run<T>(call: Call<T>, opens: boolean): Promise<Run<T>> {
    const operation = this.#settings.operations[call.operation] as OperationSettings;
    const scope = new CallScope(this.#clock, operation.deadlineMs, call.signal);
    const comer: Comer = {
      scope,
      way: call.way,
      mayAlwaysQueue: call.batch !== undefined,
      priority: call.priority,
      wait: (cause, wait) => this.#wait(call, cause, wait),
    };
    let attempts = 0;
    let failed: FailedAttempt | undefined;
    let backoffMs: number | undefined;
    let error: EvenkeelError | undefined;
    this.#scopes.add(scope);
    try {
      const prepared = call.prepare();
      if (prepared !== undefined) await underScope(scope, prepared);
      for (;;) {
        const line = this.#turnstile.line(comer);
        if (line !== undefined) await line;
        const holding = this.#turnstile.admit(comer);
        if (holding === undefined) continue;
        attempts += 1;
        const attempt = await this.#attempt(call, operation, scope, attempts, holding, opens);
        if ('value' in attempt) return { value: attempt.value, attempts, holding };
        failed = attempt;
        comer.mayAlwaysQueue = true;
        backoffMs = await this.#backOff(call, operation, scope, attempts, attempt, backoffMs);
      }
    } catch (thrown) {
      error = this.#endOf(call, thrown, attempts);
      error.attempts = attempts;
      // What ended the call may have come between two attempts; what went wrong in the last one explains it.
      if (failed !== undefined && failed.error !== error) error.cause ??= failed.error;
      throw error;
    } finally {
      scope.dispose();
      this.#scopes.delete(scope);
      // That of a job ends with it.
      if (!opens || error !== undefined) {
        this.#options.emit({
          ...this.#names(call),
          type: 'call-ended',
          outcome: error?.outcome ?? 'ok',
          durationMs: this.#clock.now() - scope.startedAtMs,
          attempts,
          code: error?.code,
          message: error?.message,
        });
      }
    }
  }

  async #attempt<T>(
    call: Call<T>,
    operation: OperationSettings,
    scope: CallScope,
    attempt: number,
    holding: Holding,
    opens: boolean,
  ): Promise<{ value: T } | FailedAttempt> {
    const { emit, redact } = this.#options;
    const startedAtMs = this.#clock.now();
    emit({ ...this.#names(call), type: 'attempt-started', attempt });
    const trip = await makeTrip<Received>({
      attemptTimeoutMs: operation.attemptTimeoutMs,
      clock: this.#clock,
      scope,
      send: async (signal) => {
        const sent = call.send(attempt, signal);
        // Not before: what never left adds no load, so it pays for no retry.
        if (attempt === 1) this.#deposit();
        // Hints are taken in even if the call is over by then: they concern all calls.
        return this.#takeIn(call, holding, await sent);
      },
      onTransportDone: () => this.#turnstile.transportDone(holding),
      redact,
    });
    const hadItsTime = this.#clock.now() - startedAtMs >= operation.attemptTimeoutMs;
    const { decode, decodePayment } = call;
    const { memory } = holding.lane;
    const judged = judgeTrip(trip, { settings: this.#settings, decode, decodePayment, redact, memory, hadItsTime });
    if (opens && 'value' in judged.end) this.#turnstile.keep(holding);
    this.#turnstile.settle(holding, judged);
    const durationMs = this.#clock.now() - startedAtMs;
    const status = 'response' in trip ? trip.response.response.status : undefined;
    emit({ ...this.#names(call), type: 'attempt-ended', attempt, result: judged.result, durationMs, status });
    if (judged.result === 'throttled') emit({ ...this.#names(call), type: 'rate-limited', source: 'upstream' });
    if ('abandoned' in trip) throw trip.abandoned;
    return judged.end;
  }

  /** Learns from a response what the server says about its limits. */
  #takeIn(call: Call<unknown>, holding: Holding, response: TransportResponse): Received {
    const { hints: dialect, provider, retry, window } = this.#settings;
    const { emit } = this.#options;
    this.#turnstile.answered(holding);
    const hints = readHints(dialect, response, this.#clock.now(), retry.maxHintMs);
    for (const name of hints.malformed) emit({ provider, type: 'hint-ignored', name });
    const { remaining, waitMs } = hints;
    if (remaining !== undefined) {
      this.#turnstile.observe(holding, remaining.left);
      emit({ provider, type: 'limit-remaining', resource: remaining.resource, remaining: remaining.left });
    }
    // With requests left, a 429 is about its own attempt only; without a count it is about all of them, unless nothing
    // but what is in flight is counted.
    const mayBeSpent = window !== null || this.ceiling === null;
    const spent = remaining === undefined ? response.status === 429 && mayBeSpent : remaining.left === 0;
    const pauseMs = spent ? (waitMs ?? (remaining && window?.windowMs)) : undefined;
    if (pauseMs !== undefined && this.#turnstile.closeGate(holding, pauseMs + retry.hintMarginMs)) {
      emit({ ...this.#names(call), type: 'gate-closed', forMs: pauseMs + retry.hintMarginMs });
    }
    return { response, hints, spent };
  }

  /**
   * Sleeps until the next attempt may start, or ends the call with what went wrong.
   *
   * @returns the call's last delay that was a backoff: this one, unless the server told it
   */
  async #backOff(
    call: Call<unknown>,
    operation: OperationSettings,
    scope: CallScope,
    attempt: number,
    { error, rule, hintMs }: FailedAttempt,
    previousMs: number | undefined,
  ): Promise<number | undefined> {
    const { retry } = this.#settings;
    const { emit, random } = this.#options;
    // What was throttled was not done, so a repeat of it is harmless whatever the operation.
    if (!rule.retry || !(operation.repeatable || rule.class === 'throttled')) throw error;
    if (attempt >= retry.maxAttempts) {
      emit({ ...this.#names(call), type: 'retries-exhausted', reason: rule.class, by: 'attempts' });
      throw error;
    }
    const delayMs = retryDelayMs(retry, { attempt, hintMs, backoff: rule.backoff, previousMs }, random);
    if (this.#clock.now() + delayMs > scope.deadlineAtMs) {
      error.retryAfterMs = Math.ceil(delayMs);
      throw error;
    }
    const hinted = hintMs !== undefined;
    if (!this.#pay(rule.class, hinted)) {
      emit({ ...this.#names(call), type: 'retries-exhausted', reason: rule.class, by: 'budget' });
      throw error;
    }
    const { message } = error;
    emit({ ...this.#names(call), type: 'retry-scheduled', attempt, delayMs, reason: rule.class, hinted, message });
    call.batch?.onBackoff(true);
    try {
      await this.#wait(call, 'backoff', () => scope.sleep(delayMs));
    } finally {
      call.batch?.onBackoff(false);
    }
    return hinted ? previousMs : delayMs;
  }

  #deposit(): void {
    this.#budget?.deposit();
    this.tellBalance();
  }

  /** Whether the budget has a retry left, where it is to be paid for. */
  #pay(of: ResultClass, hinted: boolean): boolean {
    const charged = this.#settings.retry.budget?.charges.some((each) => each === of) ?? false;
    // Who obeys a 429's hint adds nothing to an outage.
    if (this.#budget === undefined || !charged || (of === 'throttled' && hinted)) return true;
    const paid = this.#budget.withdraw() || (this.#sharedFloor?.tryWithdraw() ?? false);
    this.tellBalance();
    return paid;
  }

  async #wait(call: Call<unknown>, cause: WaitCause, wait: () => Promise<void>): Promise<void> {
    const { emit } = this.#options;
    const startedAtMs = this.#clock.now();
    emit({ ...this.#names(call), type: 'wait-started', cause });
    try {
      await wait();
    } finally {
      emit({ ...this.#names(call), type: 'wait-ended', cause, durationMs: this.#clock.now() - startedAtMs });
    }
  }

  /** What a call is told that ended with `thrown`. */
  #endOf(call: Call<unknown>, thrown: unknown, attempts: number): EvenkeelError {
    if (!isEvenkeelError(thrown)) {
      return new EvenkeelError('EVK_NETWORK', 'The call failed inside the client.', {
        cause: safeCause(thrown, this.#options.redact),
      });
    }
    if (refusals.has(thrown.code)) {
      this.#options.emit({ ...this.#names(call), type: 'rate-limited', source: 'local' });
    }
    // The upstream has no part in a time that was spent waiting here.
    if (thrown.code === 'EVK_DEADLINE_EXCEEDED' && attempts === 0) {
      return new EvenkeelError('EVK_QUEUE_TIMEOUT', 'The call was not sent before its deadline.');
    }
    return thrown;
  }

  #names({ operation, callId }: Call<unknown>): { provider: string; operation: string; callId: string } {
    return { provider: this.#settings.provider, operation, callId };
  }
}

/** Waits for what takes its own time, and no longer than the call lasts. */
async function underScope(scope: CallScope, work: Promise<void>): Promise<void> {
  let failure: { reason: unknown } | undefined;
  // Where the call is over already nobody else hears of it.
  work.catch(() => {});
  await scope.wait((done) => {
    work.then(done, (reason: unknown) => {
      failure = { reason };
      done();
    });
    return () => {};
  });
  if (failure !== undefined) throw failure.reason;
}
