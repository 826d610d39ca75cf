import type { Lease } from '../admission/lease.ts';
import type { ClientSettings, OperationSettings } from '../contract/settings.ts';
import type { EventSink } from '../events.ts';
import { readHints } from '../http/hint.ts';
import type { TransportResponse } from '../http/transport.ts';
import type { Clock } from '../time/clock.ts';
import type { CallScope } from '../time/wait-scope.ts';
import { makeAttempt } from './attempt.ts';
import type { Call } from './call.ts';
import { classify, type FailedAttempt, type Received } from './classify.ts';

export interface AttemptSenderOptions {
  settings: ClientSettings;
  clock: Clock;
  emit: EventSink;
  /** Takes secrets out of an upstream's words. */
  redact: (text: string) => string;
  /** Attempts that may be in flight at once; null where nothing limits them. */
  ceiling: () => number | null;
}

/** One attempt of a call that may leave now. */
export interface Attempt<T> {
  call: Call<T>;
  /** From 1. */
  number: number;
  scope: CallScope;
  lease: Lease;
  /** It has left. */
  onSent: () => void;
  /** Whether it begins a job, whose slot it keeps where it succeeds. */
  opens: boolean;
}

/** How an attempt ended for its call. */
export type EndedAttempt<T> =
  | {
      value: T;
      /** Gives the job's slot back. */
      endJob: (() => void) | undefined;
    }
  | FailedAttempt;

/** Sends attempts, takes in what their responses say of the limits, and settles their leases. */
export class AttemptSender {
  readonly #options: AttemptSenderOptions;

  constructor(options: AttemptSenderOptions) {
    this.#options = options;
  }

  /** @throws EvenkeelError what ended the call meanwhile */
  async send<T>({ call, number, scope, lease, onSent, opens }: Attempt<T>): Promise<EndedAttempt<T>> {
    const { settings, clock, emit, redact } = this.#options;
    const { attemptTimeoutMs } = settings.operations[call.operation] as OperationSettings;
    const about = { provider: settings.provider, operation: call.operation, callId: call.callId };
    const startedAtMs = clock.now();
    emit({ ...about, type: 'attempt-started', attempt: number });
    const attempt = await makeAttempt<Received>({
      attemptTimeoutMs,
      clock,
      scope,
      send: async (signal) => {
        const sent = call.send(number, signal);
        onSent();
        // Hints are taken in even if the call is over by then: they concern all calls.
        return this.#takeIn(about, lease, await sent);
      },
      onTransportDone: () => lease.transportDone(),
      redact,
    });
    const hadItsTime = clock.now() - startedAtMs >= attemptTimeoutMs;
    const { decode, decodePayment } = call;
    const { memory } = lease.partition;
    const { result, outcome, end } = classify(attempt, { settings, decode, decodePayment, redact, memory, hadItsTime });
    const endJob = opens && 'value' in end ? lease.keep() : undefined;
    lease.settle(outcome);
    const durationMs = clock.now() - startedAtMs;
    const status = 'response' in attempt ? attempt.response.response.status : undefined;
    emit({ ...about, type: 'attempt-ended', attempt: number, result, durationMs, status });
    if (result === 'throttled') emit({ ...about, type: 'rate-limited', source: 'upstream' });
    if ('abandoned' in attempt) throw attempt.abandoned;
    return 'value' in end ? { value: end.value, endJob } : end;
  }

  /** Learns from a response what the server says about its limits. */
  #takeIn(
    about: { provider: string; operation: string; callId: string },
    lease: Lease,
    response: TransportResponse,
  ): Received {
    const { settings, clock, emit, ceiling } = this.#options;
    const { hints: dialect, provider, retry, window } = settings;
    const hints = readHints(dialect, response, clock.now(), retry.maxHintMs);
    for (const name of /* seam: malformed-hints */ hints.malformed) emit({ provider, type: 'hint-ignored', name });
    const { remaining, waitMs } = hints;
    if (remaining !== undefined) {
      emit({ provider, type: 'limit-remaining', resource: remaining.resource, remaining: remaining.left });
    }
    // With requests left, a 429 is about its own attempt only; without a count it is about all of them, unless nothing
    // but what is in flight is counted.
    const mayBeSpent = window !== null || ceiling() === null;
    const spent =
      remaining === undefined
        ? /* seam: throttled-for-all */ response.status === 429 && mayBeSpent
        : remaining.left <= /* seam: nothing-remains */ 0;
    const askedMs = spent ? (waitMs ?? (remaining && window?.windowMs)) : undefined;
    const pauseMs = askedMs === undefined ? undefined : askedMs + retry.hintMarginMs;
    const longer = lease.responded({ remaining: remaining?.left, pauseMs });
    if (longer && pauseMs !== undefined) emit({ ...about, type: 'gate-closed', forMs: pauseMs });
    return { response, hints, spent };
  }
}
