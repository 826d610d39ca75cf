import type { Lease } from '../admission/lease.ts';
import type { ContractParts } from '../contract/checked.ts';
import type { Classification } from '../contract/rule.ts';
import type { ClientSettings, OperationSettings } from '../contract/settings.ts';
import { EvenkeelError, isEvenkeelError } from '../errors/errors.ts';
import { safeCause } from '../errors/safe-cause.ts';
import type { EventSink } from '../events.ts';
import { readHints } from '../http/read-hints.ts';
import { ReceivedResponse } from '../http/received-response.ts';
import type { TransportResponse } from '../http/transport.ts';
import type { BudgetCore } from '../policies/retry/retry-budget.ts';
import type { Clock } from '../time/clock.ts';
import { type CallScope, limitTime } from '../time/wait-scope.ts';
import type { AttemptResult, Received } from './attempt-result.ts';
import type { Call, CallCosts } from './call.ts';
import { classify, classifyResponse, type FailedAttempt } from './classify.ts';

export interface AttemptOptions {
  settings: ClientSettings;
  clock: Clock;
  /** Undefined where nobody listens. */
  emit: EventSink | undefined;
  /** Takes secrets out of an upstream's words. */
  redact: (text: string) => string;
  parts: Pick<ContractParts, 'readers'>;
}

/** An attempt that may leave now. */
export interface Attempt<T> {
  call: Call<T>;
  /** From 1. */
  number: number;
  scope: CallScope;
  lease: Lease;
  /** A first attempt deposits in it when it is sent: a call that never leaves adds no load, so it deposits nothing. */
  budget: BudgetCore | undefined;
}

/**
 * Sends once, takes in what the response says of the limits, and settles the lease.
 *
 * @throws EvenkeelError what ended the call, if it ended meanwhile
 */
export async function makeAttempt<T>(
  options: AttemptOptions,
  { call, number, scope, lease, budget }: Attempt<T>,
): Promise<{ value: T } | FailedAttempt> {
  const { settings, clock, emit, redact } = options;
  const { attemptTimeoutMs } = settings.operations[call.operation] as OperationSettings;
  const about = { provider: settings.provider, operation: call.operation, callId: call.callId };
  const startedAtMs = clock.now();
  emit?.({ ...about, type: 'attempt-started', attempt: number });
  const attempt = await sendInTime({
    limitMs: attemptTimeoutMs,
    clock,
    scope,
    // Hints are taken in even if the call is over by then: they concern all calls.
    send: async (signal) => {
      budget?.deposit();
      return takeIn(options, { call, lease }, await call.send(number, signal));
    },
    redact,
  });
  const hadItsTime = clock.now() - startedAtMs >= attemptTimeoutMs;
  const { read, readPayment, until } = call;
  const by = { settings, read, readPayment, redact, hadItsTime };
  const { result, outcome, end } = classify(attempt, by);
  if (call.costs !== undefined) settleCosts(call.costs, lease, attempt, end);
  lease.settle(outcome, 'value' in end ? until : attempt.transport);
  const durationMs = clock.now() - startedAtMs;
  const status = 'response' in attempt ? attempt.response.response.status : undefined;
  emit?.({ ...about, type: 'attempt-ended', attempt: number, result, durationMs, status });
  if (result === 'throttled') emit?.({ ...about, type: 'rate-limited', source: 'upstream' });
  if ('abandoned' in attempt) throw attempt.abandoned;
  return end;
}

/** Settles what no response's own words have settled: at the end of its stream, or at the estimate. */
function settleCosts(
  { later }: CallCosts,
  lease: Lease,
  attempt: AttemptResult<Received>,
  end: { value: unknown } | FailedAttempt,
): void {
  const streams =
    'response' in attempt && attempt.response.rule.class === 'ok' && attempt.response.response.pieces !== undefined;
  if ('response' in attempt && !streams) return;
  if ('value' in end && later !== undefined) later((told) => lease.settleCosts(told));
  else lease.settleCosts([]);
}

export interface SendOptions<R> {
  limitMs: number;
  clock: Clock;
  scope: CallScope;
  send: (signal: AbortSignal) => Promise<R>;
  /** Takes secrets out of a text. */
  redact: (text: string) => string;
}

/** Sends for as long as the attempt timeout and the call allow. */
export async function sendInTime<R>({
  limitMs,
  clock,
  scope,
  send,
  redact,
}: SendOptions<R>): Promise<AttemptResult<R>> {
  const transmit = /* seam: attempt-is-sent */ send;
  let transport: Promise<R> | undefined;
  const timeoutError = (): EvenkeelError =>
    new EvenkeelError('EVK_ATTEMPT_TIMEOUT', `No response within ${limitMs} ms.`, {
      advice: 'Look at the latency of the upstream, or raise attemptTimeoutMs.',
    });
  const end = await limitTime({ limitMs, clock, call: scope, timeoutError }, (signal) => {
    transport = transmit(signal);
    return transport;
  });
  if ('value' in end) return { response: end.value };
  if ('error' in end) {
    const { error } = end;
    // The caller's own body is to blame, and no upstream; it would fail again.
    if (isEvenkeelError(error) && error.code === 'EVK_PAYLOAD_INVALID') return { abandoned: error, transport };
    return { failure: 'network', error: networkError(error, redact) };
  }
  return 'timedOut' in end
    ? { failure: 'timeout', error: end.timedOut, transport }
    : { abandoned: end.abandoned, transport };
}

/** Learns from a response what it means, and what the server says about its limits. */
function takeIn(
  { settings, clock, emit, parts: { readers } }: AttemptOptions,
  { call, lease }: Pick<Attempt<unknown>, 'call' | 'lease'>,
  answer: TransportResponse,
): Received {
  const { provider, tier, retry, rates } = settings;
  const response = new ReceivedResponse(answer, settings.requestIdHeaders);
  const rule = classifyResponse(settings, response, lease.partition.memory);
  const hints = readHints(settings.hints, response, { nowMs: clock.now(), class: rule.class, readers });
  for (const name of /* seam: malformed-hints */ hints.malformed) emit?.({ provider, type: 'hint-ignored', name });
  for (const [unit, { remaining }] of hints.units) {
    if (remaining !== undefined) emit?.({ provider, type: 'limit-remaining', tier, unit, remaining });
  }
  const told = [...hints.units.values()].flatMap(({ remaining }) => remaining ?? []);
  const least = told.length === 0 ? undefined : Math.min(...told);
  // If some is left of everything, a refusal is about its own attempt only. Without a count it is about all attempts,
  // unless the API counts nothing but what is in flight.
  const mayBeSpent = (): boolean =>
    rates.some(({ own, learnt, inFlight }) => !own && !learnt && !inFlight) || !lease.blamesCeiling();
  const spent =
    least === undefined
      ? /* seam: throttled-for-all */ rule.class === 'throttled' && mayBeSpent()
      : least <= /* seam: nothing-remains */ 0;
  const tightest = rates.find(
    ({ unit, own, learnt, inFlight }) => !own && !learnt && !inFlight && hints.units.get(unit)?.remaining === least,
  );
  // Where what is left grows again by itself, an attempt that left nothing makes no other wait longer than its limit does.
  const empties = tightest?.observable || rule.class === 'throttled';
  const windowMs = least === undefined || !empties ? undefined : tightest?.windowMs;
  const quotaMs = rule.class === 'quota' ? lease.renewsInMs : undefined;
  const pauseMs = pauseFor({ ...retry, rule, spent, waitMs: hints.waitMs, windowMs, quotaMs });
  const refused = rule.class === 'throttled' || rule.class === 'quota';
  const costs = call.costs?.told(response, rule.class, hints.units, lease);
  if (lease.responded({ units: hints.units, pauseMs, refused, costs }) && pauseMs !== undefined) {
    const { operation, callId } = call;
    emit?.({ provider, operation, callId, type: 'gate-closed', forMs: pauseMs });
  }
  return { response, rule, hints, spent };
}

/** How long a partition pauses for a quota that is spent, where nothing tells how long it is. */
const QUOTA_PAUSE_MS = 60_000;

export interface PauseReasons {
  rule: Classification;
  /** Whether nothing is left of the window. */
  spent: boolean;
  /** What the server asked to wait, if it did and the contract says to obey. */
  waitMs: number | undefined;
  /** How long a window lasts of which the server has told what is left. */
  windowMs: number | undefined;
  /** How long it is until a quota is renewed, where the contract tells. */
  quotaMs: number | undefined;
  /** A longer wait is not believed. */
  maxHintMs: number;
  /** Waited on top of what the server asked. */
  hintMarginMs: number;
}

/** How long a response pauses all that its partition counts together, in milliseconds; undefined: not at all. */
export function pauseFor({
  rule,
  spent,
  waitMs,
  windowMs,
  quotaMs,
  maxHintMs,
  hintMarginMs,
}: PauseReasons): number | undefined {
  // A refusal while something is left is about its own attempt, which waits alone.
  const ofAll = spent || /* seam: all-are-asked */ rule.class !== 'throttled';
  const askedMs = (ofAll ? waitMs : undefined) ?? ownPauseMs(rule, quotaMs) ?? (spent ? windowMs : undefined);
  return askedMs === undefined ? undefined : Math.min(askedMs, /* seam: longest-believed */ maxHintMs) + hintMarginMs;
}

function ownPauseMs({ class: result, pauseMs }: Classification, quotaMs = QUOTA_PAUSE_MS): number | undefined {
  return /* seam: pause-of-a-rule */ pauseMs ?? (result === 'quota' ? /* seam: quota-pauses */ quotaMs : undefined);
}

function networkError(thrown: unknown, redact: (text: string) => string): EvenkeelError {
  const cause = safeCause(thrown, redact);
  const code = (cause as { code?: unknown } | undefined)?.code;
  const what = typeof code === 'string' ? `The connection failed (${code}).` : 'The connection failed.';
  return new EvenkeelError('EVK_NETWORK', what, { cause, advice: 'Check baseUrl, and whether the upstream is up.' });
}
