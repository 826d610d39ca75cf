import { defaultRetry } from '../../contract/defaults.ts';
import type { ResultClass } from '../../contract/rule.ts';
import { type EvenkeelError, isEvenkeelError } from '../../errors/errors.ts';
import type { Outcome } from '../../policies/outcome.ts';
import { RetryCore } from '../../policies/retry/retry-core.ts';
import type { Clock, Random } from '../../time/clock.ts';
import { CallScope } from '../../time/wait-scope.ts';
import type { Account, Held, Leaving } from './account.ts';
import { takeAnswer } from './answer.ts';
import { isOfNetwork } from './failure.ts';
import type { FetchCallOptions } from './fetch-options.ts';
import { codeOfResult, type FetchReport } from './fetch-report.ts';
import type { Outgoing } from './outgoing.ts';
import { localRefusal, refusalResponse } from './refusal.ts';

/** What all calls of a fetch have in common. */
export interface FetchTerms {
  send: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  maxAttempts: number;
  onRefusal: 'error' | 'response';
  clock: Clock;
  random: Random;
}

export interface FetchCallParts {
  outgoing: Outgoing;
  account: Account;
  options: FetchCallOptions;
  report: FetchReport;
}

/** How an attempt ended: by a response, or by what fetch threw. */
type End = { class: ResultClass | 'cancelled'; retry: boolean; hintMs?: number | undefined } & (
  | { response: Response }
  | { error: unknown; response?: undefined }
);

/** So long a call waits for its turn by default. */
const MAX_WAIT_MS = 60_000;

/** One call to fetch: its attempts, and the waits between them. */
export class FetchCall {
  readonly #terms: FetchTerms;
  readonly #parts: FetchCallParts;
  readonly #scope: CallScope;
  #attempts = 0;
  /** The last attempt, until another leaves. */
  #last: End | undefined;

  constructor(terms: FetchTerms, parts: FetchCallParts) {
    this.#terms = terms;
    this.#parts = parts;
    const { maxWaitMs = MAX_WAIT_MS } = parts.options;
    // What may not wait at all must leave before any time has passed, and not before the call.
    this.#scope = new CallScope(terms.clock, Math.max(1, maxWaitMs), parts.outgoing.signal);
  }

  /**
   * @returns the response of the last attempt
   * @throws what fetch threw at the last attempt; the reason of the caller's signal; EvenkeelError for a local refusal
   */
  async run(): Promise<Response> {
    try {
      await this.#attempt();
    } catch (thrown) {
      const reason = localRefusal(thrown);
      if (!isEvenkeelError(reason)) throw reason;
      return this.#refused(reason);
    } finally {
      this.#scope.dispose();
    }
    return this.#result(this.#last as End);
  }

  /** Makes attempts until one is the last. @throws EvenkeelError what a policy refuses the next with */
  async #attempt(): Promise<void> {
    const { account, report, options } = this.#parts;
    const { priority = 0, cost = 1, tenant } = options;
    const waits: Leaving['waits'] = (cause) => report.waits(cause);
    const asking: Leaving = { scope: this.#scope, priority, cost, tenant, mayAlwaysQueue: false, waits };
    let retries: RetryCore | undefined;
    for (;;) {
      const end = await account.acquire(asking, (held) => this.#send(held));
      this.#last = end;
      retries ??= new RetryCore({ ...defaultRetry, ...this.#terms, budget: account.budget }, this.#scope);
      const delayMs = end.retry ? this.#delayAfter(end, retries) : undefined;
      if (delayMs === undefined) return;
      // Where nobody tells when there is room, finding out must not use up the attempts of the same call.
      if (end.class === 'throttled' && end.hintMs === undefined) asking.order = undefined;
      const waitsNoMore = waits('backoff');
      try {
        await retries.sleep(delayMs);
      } finally {
        waitsNoMore();
      }
    }
  }

  /** Hands the request to fetch before it returns. */
  #send(held: Held): Promise<End> {
    const { outgoing, account, report } = this.#parts;
    this.#discard();
    this.#attempts += 1;
    if (this.#attempts === 1) account.budget.deposit();
    report.tell({ type: 'attempt-started', attempt: this.#attempts });
    // Called as a function: a browser's fetch refuses to be a method of anything else.
    const { send, maxAttempts } = this.#terms;
    const mayRepeat = maxAttempts > 1 && !outgoing.once;
    return this.#end(
      held,
      // What throws at once is no different from what rejects.
      (async () => send(...outgoing.next(mayRepeat)))(),
    );
  }

  async #end(held: Held, sent: Promise<Response>): Promise<End> {
    const { clock } = this.#terms;
    const { account, report } = this.#parts;
    const startedAtMs = clock.now();
    const attempt = this.#attempts;
    const end = await sent.then(
      (response) => this.#answered(held, response),
      (error: unknown) => this.#failed(error),
    );
    account.breaker.settle(held.breaker, this.#shown(end));
    account.release(held);
    const [result, status, durationMs] = [end.class, end.response?.status, clock.now() - startedAtMs];
    report.tell({ type: 'attempt-ended', attempt, result, durationMs, status });
    if (result === 'throttled') report.tell({ type: 'rate-limited', source: 'upstream' });
    return end;
  }

  #answered(held: Held, response: Response): End {
    const { account, report } = this.#parts;
    const { rule, hints, pausedMs } = takeAnswer(account, held, response, this.#terms.clock.now());
    for (const name of hints.malformed) report.hintIgnored(name);
    if (pausedMs !== undefined) report.tell({ type: 'gate-closed', forMs: pausedMs });
    return { response, class: rule.class, retry: rule.retry, hintMs: hints.waitMs };
  }

  #failed(error: unknown): End {
    const { outgoing } = this.#parts;
    if (outgoing.signal?.aborted) return { error, class: 'cancelled', retry: false };
    const retry = isOfNetwork(error, outgoing);
    return { error, class: retry ? 'transient' : 'permanent', retry };
  }

  /** What the breaker hears. A body that comes in pieces may have failed by itself. */
  #shown({ class: result, response }: End): Outcome {
    const failed = result === 'transient' || result === 'overloaded';
    if (response === undefined) return failed && !this.#parts.outgoing.once ? 'failure' : 'ignored';
    if (failed) return 'failure';
    return result === 'throttled' ? 'ignored' : 'success';
  }

  /** @returns how long to wait for the next attempt; undefined where there is none */
  #delayAfter({ class: result, hintMs }: End, retries: RetryCore): number | undefined {
    const { outgoing, account, options, report } = this.#parts;
    const { idempotent = outgoing.idempotent } = options;
    const { backoff, maxHintMs, budget } = defaultRetry;
    const attempt = this.#attempts;
    const reason = result as ResultClass;
    // Where others get through, and nobody tells when there is room, its turn comes: it waits as long as it may.
    const waitsItsTurn =
      reason === 'throttled' && hintMs === undefined && account.acceptedAtMs >= this.#scope.startedAtMs;
    const next = retries.next(waitsItsTurn ? 1 : attempt, {
      // A throttled request was not done, so its repeat is harmless. A wait that is not believed is left to the caller.
      repeatable: (idempotent || reason === 'throttled') && !outgoing.once && (hintMs ?? 0) <= maxHintMs,
      ...{ hintMs, backoff },
      // A 429 says that the request was not done: its repeat adds nothing to an outage.
      charged: budget?.charges.some((each) => each === reason) ?? false,
    });
    if ('giveUp' in next) {
      const by = next.giveUp;
      if (by === 'attempts' || by === 'budget') report.tell({ type: 'retries-exhausted', reason, by });
      return undefined;
    }
    report.tell({ type: 'retry-scheduled', attempt, ...next, reason });
    return next.delayMs;
  }

  /** Gives up the response that another attempt follows, so that its connection serves others. */
  #discard(): void {
    const body = this.#last?.response?.body;
    this.#last = undefined;
    if (body?.locked === false) body.cancel().catch(() => {});
  }

  #result(end: End): Response {
    const { report } = this.#parts;
    const { class: result, response } = end;
    if (response === undefined) {
      if (result === 'cancelled') report.ended('cancelled', this.#attempts, 'EVK_CANCELLED');
      else report.ended('error', this.#attempts, 'EVK_NETWORK');
      throw end.error;
    }
    if (result === 'ok') report.ended('ok', this.#attempts);
    else report.ended('error', this.#attempts, codeOfResult(result), `The upstream answered ${response.status}.`);
    return response;
  }

  /** A call that did not end with an attempt. */
  #refused(refusal: EvenkeelError): Response {
    const { report, outgoing } = this.#parts;
    if (refusal.outcome === 'cancelled') {
      this.#discard();
      report.ended('cancelled', this.#attempts, refusal.code);
      throw outgoing.signal?.reason;
    }
    report.refused(refusal);
    // What the upstream has said or done is what an SDK knows how to tell.
    if (this.#last !== undefined) return this.#result(this.#last);
    refusal.attempts = this.#attempts;
    report.ended('rejected', 0, refusal.code, refusal.message);
    if (this.#terms.onRefusal === 'error') throw refusal;
    return refusalResponse(refusal);
  }
}
