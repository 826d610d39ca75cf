import { OptionError } from '../../errors/errors.ts';
import type { ProviderEvent } from '../../events.ts';
import type { Clock } from '../../time/clock.ts';
import { CallScope } from '../../time/wait-scope.ts';
import { BudgetExceededError, type BudgetFacts, neroxError } from './errors.ts';
import { type Reservation, SpendLedger } from './spend-ledger.ts';
import type { Usage } from './wire.ts';

export type { Reservation } from './spend-ledger.ts';

export interface BudgetInfo extends BudgetFacts {
  problemType: string;
}

export interface SpendOptions {
  /** The budget for all jobs of this client, in GPU-seconds. Default: no budget. */
  perRunGpuSeconds?: number;
  /**
   * The budget for the account in the API's billing period, in GPU-seconds. It counts what the API has billed, and this
   * client's jobs from their submit on; other processes' jobs count once they have ended. Default: no budget.
   */
  perPeriodGpuSeconds?: number;
  /** How many GPU-seconds to set aside for a job until the API has estimated it. Better too much than too little. */
  forecastGpuSeconds: number | ((problemType: string, payload: unknown) => number);
  /**
   * What to do with a job that would take more than a budget leaves. `refuse`: do not submit it; `warn`: submit it, and
   * report that; a function: submit it if the function returns true. Default `refuse`.
   */
  onExceeded?: 'refuse' | 'warn' | ((info: BudgetInfo) => boolean | Promise<boolean>);
  /**
   * What to do with a job when the API does not tell the usage: `refuse` it, or `allow` it to be checked against the
   * last known usage. Default `refuse`.
   */
  onUsageUnavailable?: 'refuse' | 'allow';
  /** How old the usage that a job is checked against may be, in milliseconds. Default 10,000. */
  usageMaxAgeMs?: number;
}

export interface SpendTools {
  clock: Clock;
  usage: () => Promise<Usage>;
  /** Undefined if nobody listens. */
  emit: ((event: ProviderEvent) => void) | undefined;
}

/** Keeps the jobs within budgets: a job whose forecast is above what is left is not submitted. */
export class SpendGuard {
  readonly #options: SpendOptions;
  readonly #tools: SpendTools;
  readonly #ledger = new SpendLedger();
  readonly #usageMaxAgeMs: number;
  #usageAskedAtMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;

  /** @throws OptionError if an option cannot be used */
  constructor(options: SpendOptions, tools: SpendTools) {
    this.#options = options;
    this.#tools = tools;
    const { perRunGpuSeconds, perPeriodGpuSeconds, forecastGpuSeconds, usageMaxAgeMs = 10_000 } = options;
    if (perRunGpuSeconds !== undefined) requireAmount('spend.perRunGpuSeconds', perRunGpuSeconds);
    if (perPeriodGpuSeconds !== undefined) requireAmount('spend.perPeriodGpuSeconds', perPeriodGpuSeconds);
    if (perRunGpuSeconds === undefined && perPeriodGpuSeconds === undefined) {
      throw new OptionError('spend', 'give perRunGpuSeconds or perPeriodGpuSeconds, or leave it out.');
    }
    if (typeof forecastGpuSeconds !== 'function') requireAmount('spend.forecastGpuSeconds', forecastGpuSeconds);
    this.#usageMaxAgeMs = requireAmount('spend.usageMaxAgeMs', usageMaxAgeMs);
  }

  /**
   * Sets aside what a job is forecast to take.
   *
   * @throws BudgetExceededError if a budget does not have that much left
   * @throws EvenkeelError `EVK_USAGE_UNAVAILABLE` if the usage is not known; `EVK_CANCELLED` if the signal aborts
   * @throws OptionError for a forecast that is not a number of at least 0
   */
  async reserve(problemType: string, payload: unknown, signal?: AbortSignal): Promise<Reservation> {
    const { forecastGpuSeconds: forecast, perPeriodGpuSeconds } = this.#options;
    const seconds = typeof forecast === 'function' ? forecast(problemType, payload) : forecast;
    const forecastMs = toMs(requireAmount('spend.forecastGpuSeconds', seconds));
    if (perPeriodGpuSeconds !== undefined) await this.#orCancelled(this.#freshUsage(), signal);
    const allowed = new Set<BudgetFacts['budget']>();
    // Nothing is awaited between the last check and the reservation, so that no other job can take what the check found
    // free.
    for (;;) {
      const exceeded = this.#exceeded(forecastMs).find(({ budget }) => !allowed.has(budget));
      if (exceeded === undefined) return this.#ledger.reserve(forecastMs);
      const decision = this.#decide({ ...exceeded, problemType });
      if (decision instanceof Promise) await this.#orCancelled(decision, signal);
      allowed.add(exceeded.budget);
    }
  }

  /**
   * A reservation for a job that runs already, whatever the budgets have left. Its estimate is set aside once that is
   * told.
   */
  adopted(): Reservation {
    return this.#ledger.reserve(0);
  }

  /** The budgets that have less than this left. */
  #exceeded(forecastMs: number): BudgetFacts[] {
    const { perRunGpuSeconds, perPeriodGpuSeconds } = this.#options;
    const budgets = [
      { budget: 'run', limit: perRunGpuSeconds, committedMs: this.#ledger.runMs },
      { budget: 'period', limit: perPeriodGpuSeconds, committedMs: this.#ledger.periodMs },
    ] as const;
    return budgets.flatMap(({ budget, limit, committedMs }) => {
      if (limit === undefined || committedMs + forecastMs <= toMs(limit)) return [];
      const committedGpuSeconds = committedMs / 1_000;
      return [{ budget, limitGpuSeconds: limit, committedGpuSeconds, forecastGpuSeconds: forecastMs / 1_000 }];
    });
  }

  /** Returns, at once or later, if the job may be submitted all the same; otherwise throws. */
  #decide(info: BudgetInfo): undefined | Promise<void> {
    const { onExceeded = 'refuse' } = this.#options;
    if (onExceeded === 'refuse') throw this.#refusal(info);
    if (onExceeded === 'warn') {
      this.#report(info, 'warned');
      return undefined;
    }
    return (async () => {
      if (!(await onExceeded(info))) throw this.#refusal(info);
      this.#report(info, 'allowed');
    })();
  }

  #refusal(info: BudgetInfo): BudgetExceededError {
    this.#report(info, 'refused');
    return new BudgetExceededError(info);
  }

  #report(
    { budget, limitGpuSeconds, committedGpuSeconds }: BudgetInfo,
    action: 'refused' | 'warned' | 'allowed',
  ): void {
    const [limitGpuMs, committedGpuMs] = [toMs(limitGpuSeconds), toMs(committedGpuSeconds)];
    this.#tools.emit?.({ type: 'budget-exceeded', budget, limitGpuMs, committedGpuMs, action });
  }

  /** Callers that come at the same time share one request. */
  #freshUsage(): Promise<void> {
    if (this.#tools.clock.now() - this.#usageAskedAtMs < this.#usageMaxAgeMs) return Promise.resolve();
    this.#asking ??= this.#askUsage().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #askUsage(): Promise<void> {
    const askedAtMs = this.#tools.clock.now();
    const settle = this.#ledger.asking();
    try {
      const { used_gpu_seconds: used } = await this.#tools.usage();
      settle(toMs(used));
      this.#usageAskedAtMs = askedAtMs;
    } catch (cause) {
      if (this.#options.onUsageUnavailable === 'allow') return;
      throw neroxError('EVK_USAGE_UNAVAILABLE', 'The usage of this period could not be had.', { cause });
    }
  }

  /** Others may wait for the same promise, so the signal ends only this wait. */
  async #orCancelled(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
    const scope = new CallScope(this.#tools.clock, Number.POSITIVE_INFINITY, signal);
    // If the signal has aborted already, nobody else handles a rejection.
    promise.catch(() => {});
    try {
      await scope.wait((done) => {
        promise.then(done, done);
        return () => {};
      });
      await promise;
    } finally {
      scope.dispose();
    }
  }
}

const toMs = (seconds: number): number => Math.round(seconds * 1_000);

function requireAmount(option: string, value: number): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw new OptionError(option, 'give a number of at least 0.', value ?? null);
}
