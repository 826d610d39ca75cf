import { AdmissionControl } from '../admission/admission.ts';
import type { AdmissionOptions } from '../admission/admission-options.ts';
import type { AdmissionRequest } from '../admission/admission-request.ts';
import type { ClientSettings, OperationSettings } from '../contract/settings.ts';
import { EvenkeelError, isEvenkeelError } from '../errors/errors.ts';
import { safeCause } from '../errors/safe-cause.ts';
import type { EventSink, WaitCause } from '../events.ts';
import { BudgetCore } from '../policies/retry/retry-budget.ts';
import { RetryCore, type RetryCoreOptions } from '../policies/retry/retry-core.ts';
import type { Clock } from '../time/clock.ts';
import { CallScope } from '../time/wait-scope.ts';
import { makeAttempt } from './attempt.ts';
import type { Call, JobEnd } from './call.ts';
import type { FailedAttempt } from './classify.ts';
import { refusals } from './refusals.ts';

export interface PipelineOptions extends AdmissionOptions {
  /** Takes secrets out of an upstream's words. */
  redact: (text: string) => string;
}

/**
 * Makes calls. A call has a deadline and a retry loop, in which each attempt passes admission and is sent under the
 * attempt timeout.
 */
export class Pipeline {
  readonly admission: AdmissionControl;
  readonly #options: PipelineOptions;
  readonly #settings: ClientSettings;
  readonly #clock: Clock;
  readonly #emit: EventSink | undefined;
  readonly #budget: BudgetCore | undefined;
  readonly #retry: RetryCoreOptions;
  readonly #scopes = new Set<CallScope>();
  /** How many calls have begun. */
  #begun = 0;

  constructor(options: PipelineOptions) {
    const { settings, clock, random, emit } = options;
    this.#options = options;
    this.#settings = settings;
    this.#clock = clock;
    this.#emit = emit;
    this.admission = new AdmissionControl(options);
    this.#budget = this.#retryBudget(options);
    this.#retry = { ...settings.retry, budget: this.#budget, clock, random };
  }

  /** The client's own calls pay for retries; where these do not suffice, the floor that all processes share does. */
  #retryBudget({ settings, clock, member }: PipelineOptions): BudgetCore | undefined {
    const { budget } = settings.retry;
    if (budget === null) return undefined;
    const beyond = member?.retryFloor(budget);
    const floorPerWindow = beyond === undefined ? budget.floorPerWindow : 0;
    return new BudgetCore({ ...budget, floorPerWindow, beyond, clock });
  }

  /** Reports what is left of the retry budget, if there is one. */
  tellBalance(): void {
    const { provider, retry } = this.#settings;
    if (this.#budget === undefined || retry.budget === null) return;
    const { floorPerWindow: floor, windowMs } = retry.budget;
    this.#emit?.({ provider, type: 'retry-budget', balance: this.#budget.balance, floor, windowMs });
  }

  cancelAll(reason: unknown): void {
    for (const scope of this.#scopes) scope.cancel(reason);
  }

  /** @throws EvenkeelError whatever ends the call, and nothing else */
  async run<T>(call: Call<T>): Promise<T> {
    const operation = this.#settings.operations[call.operation] as OperationSettings;
    const scope = new CallScope(this.#clock, /* seam: deadline-of-a-call */ operation.deadlineMs, call.signal);
    const request: AdmissionRequest = {
      scope,
      order: ++this.#begun,
      key: call.key,
      mayAlwaysQueue: call.batch !== undefined,
      priority: call.priority,
      tenant: call.tenant,
      waits: (cause) => this.#waits(call, cause),
    };
    let attempts = 0;
    let retries: RetryCore | undefined;
    let failed: FailedAttempt | undefined;
    let error: EvenkeelError | undefined;
    this.#scopes.add(scope);
    try {
      const prepared = call.prepare?.();
      if (prepared !== undefined) await underScope(scope, prepared);
      if (call.costs !== undefined) {
        request.ownKey = call.costs.key;
        request.key = request.ownKey?.() ?? call.key;
        request.estimates = call.costs.estimates();
      }
      for (;;) {
        const end = await /* seam: asks-to-leave */ this.admission.acquire(request, (lease) => {
          attempts += 1;
          const budget = attempts === 1 ? this.#budget : undefined;
          const attempt = { call, number: attempts, scope, lease, budget };
          const ended = makeAttempt(this.#options, attempt);
          if (budget !== undefined) this.tellBalance();
          return ended;
        });
        if ('value' in end) return end.value;
        failed = end;
        request.mayAlwaysQueue = true;
        request.key = request.ownKey?.() ?? request.key;
        retries ??= new RetryCore(this.#retry, scope);
        await this.#backOff(call, operation, retries, attempts, end);
      }
    } catch (thrown) {
      error = this.#endOf(call, thrown, attempts);
      /* seam: attempts-are-told */ error.attempts = attempts;
      // The call may have ended between two attempts: then the failure of the last attempt explains it.
      if (failed !== undefined && failed.error !== error) error.cause ??= failed.error;
      throw error;
    } finally {
      scope.dispose();
      this.#scopes.delete(scope);
      const { until } = call;
      // A call that began a job ends with the job.
      if (error === undefined && until !== undefined) void until.then((end) => this.#tellEnd(call, attempts, end));
      else {
        const durationMs = this.#clock.now() - scope.startedAtMs;
        this.#tellEnd(call, attempts, { outcome: error?.outcome ?? 'ok', durationMs, error });
      }
    }
  }

  #tellEnd(call: Call<unknown>, attempts: number, { outcome, durationMs, error }: JobEnd): void {
    const { code, message } = error ?? {};
    this.#emit?.({ ...this.#about(call), type: 'call-ended', outcome, durationMs, attempts, code, message });
  }

  /** Sleeps until the next attempt may start, or throws what went wrong, which ends the call. */
  async #backOff(
    call: Call<unknown>,
    { repeatable }: OperationSettings,
    retries: RetryCore,
    attempt: number,
    { error, rule, hintMs }: FailedAttempt,
  ): Promise<void> {
    const { backoff, budget, maxHintMs } = this.#settings.retry;
    // A retry that obeys a 429's hint adds nothing to an outage.
    const charged =
      (budget?.charges.some((each) => each === rule.class) ?? false) &&
      /* seam: hint-is-unpaid */ (rule.class !== 'throttled' || hintMs === undefined);
    const next = retries.next(attempt, {
      // A throttled request was not done, so its repeat is harmless whatever the operation is. A wait that cannot be
      // believed is left to the caller.
      repeatable:
        rule.retry &&
        call.once !== true &&
        /* seam: hint-too-long */ (hintMs ?? 0) <= maxHintMs &&
        /* seam: repeat-is-harmless */ (repeatable || /* seam: throttled-is-undone */ rule.class === 'throttled'),
      hintMs,
      backoff: rule.backoff ?? backoff,
      charged,
    });
    if (charged && (!('giveUp' in next) || next.giveUp === 'budget')) this.tellBalance();
    const about = this.#about(call);
    if ('giveUp' in next) {
      if (next.giveUp === 'deadline') error.retryAfterMs = next.retryAfterMs;
      if (next.giveUp === 'attempts' || next.giveUp === 'budget') {
        this.#emit?.({ ...about, type: 'retries-exhausted', reason: rule.class, by: next.giveUp });
      }
      throw error;
    }
    this.#emit?.({ ...about, type: 'retry-scheduled', attempt, ...next, reason: rule.class, message: error.message });
    call.batch?.onBackoff(true);
    const ended = this.#waits(call, 'backoff');
    try {
      await /* seam: call-backs-off */ retries.sleep(next.delayMs);
    } finally {
      ended();
      call.batch?.onBackoff(false);
    }
  }

  #waits(call: Call<unknown>, cause: WaitCause): (limit?: string) => void {
    const startedAtMs = this.#clock.now();
    this.#emit?.({ ...this.#about(call), type: 'wait-started', cause });
    return (limit) => {
      const durationMs = this.#clock.now() - startedAtMs;
      this.#emit?.({ ...this.#about(call), type: 'wait-ended', cause, limit, durationMs });
    };
  }

  /** The error that the caller gets for a call that ended with `thrown`. */
  #endOf(call: Call<unknown>, thrown: unknown, attempts: number): EvenkeelError {
    if (!isEvenkeelError(thrown)) {
      const cause = safeCause(thrown, this.#options.redact);
      return new EvenkeelError('EVK_NETWORK', 'The call failed inside the client.', { cause });
    }
    if (refusals.has(thrown.code)) this.#emit?.({ ...this.#about(call), type: 'rate-limited', source: 'local' });
    // The upstream is not to blame if all the time was spent waiting here.
    if (thrown.code === 'EVK_DEADLINE_EXCEEDED' && attempts === 0) {
      const what = 'The call was not sent before its deadline. Send fewer calls, or look at what they wait for.';
      return new EvenkeelError('EVK_QUEUE_TIMEOUT', what);
    }
    return thrown;
  }

  #about({ operation, callId }: Call<unknown>): { provider: string; operation: string; callId: string } {
    return { provider: this.#settings.provider, operation, callId };
  }
}

/** Waits for `work`, but no longer than the call lasts. */
async function underScope(scope: CallScope, work: Promise<void>): Promise<void> {
  let failure: { reason: unknown } | undefined;
  // If the call is over already, nothing else handles its rejection.
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
