import {
  type Classification,
  classifyFailure,
  classifyResponse,
  type ResponseMemory,
  type ResultClass,
} from '../contract/rule.ts';
import type { ClientSettings } from '../contract/settings.ts';
import { EvenkeelError } from '../errors/errors.ts';
import { safeCause } from '../errors/safe-cause.ts';
import type { AttemptResult } from '../events.ts';
import type { HintReading } from '../http/hint.ts';
import type { TransportResponse } from '../http/transport.ts';
import type { AdaptiveVerdict } from '../policies/adaptive/adaptive-limit.ts';
import type { ThrottleVerdict } from '../policies/adaptive/adaptive-throttle.ts';
import type { AttemptVerdict } from '../policies/breaker/circuit-breaker.ts';
import type { Trip } from './attempt.ts';
import { upstreamError } from './upstream-error.ts';

/** A response, and what it says about the server's limits. */
export interface Received {
  response: TransportResponse;
  hints: HintReading;
  /** Whether the window is spent, so that a 429 is about that and not about the ceiling. */
  spent: boolean;
}

export interface FailedAttempt {
  error: EvenkeelError;
  rule: Classification;
  hintMs: number | undefined;
}

/** What a trip means: to the metrics, to the policies and to the call. */
export interface Judgement<T> {
  result: AttemptResult;
  /** For the breaker. */
  verdict: AttemptVerdict;
  /** For the adaptive throttle. */
  throttleVerdict: ThrottleVerdict;
  /** For the adaptive ceiling. */
  limitVerdict: AdaptiveVerdict;
  end: { value: T } | FailedAttempt;
}

export interface Judge<T> {
  settings: Pick<ClientSettings, 'rules' | 'breaker'>;
  decode: (response: TransportResponse) => T;
  /** Makes the call's value of a demand for payment. Default: it is a refusal. */
  decodePayment?: ((response: TransportResponse) => T) | undefined;
  redact: (text: string) => string;
  /** What the same upstream's responses said before. */
  memory: ResponseMemory;
  /** Whether the trip has lasted as long as an attempt may. */
  hadItsTime: boolean;
}

const unretried: Classification = { class: 'permanent', retry: false };

/** Judges a trip by the contract's rules. */
export function judgeTrip<T>(trip: Trip<Received>, judge: Judge<T>): Judgement<T> {
  const judged = judgeByRules(trip, judge);
  return { ...judged, throttleVerdict: throttleVerdict(judged), limitVerdict: limitVerdict(trip, judged.result) };
}

type ByRules<T> = Pick<Judgement<T>, 'result' | 'verdict' | 'end'>;

function judgeByRules<T>(trip: Trip<Received>, judge: Judge<T>): ByRules<T> {
  const { settings, redact, hadItsTime, memory } = judge;
  const { rules, breaker } = settings;
  const failed = (rule: Classification, error: EvenkeelError, hintMs?: number): ByRules<T> => ({
    result: rule.class,
    verdict: breaker.counts.some((counted) => counted === rule.class) ? 'failure' : uncounted(rule),
    end: { error, rule, hintMs },
  });
  if ('abandoned' in trip) {
    const late = trip.abandoned.code === 'EVK_DEADLINE_EXCEEDED';
    const timeout = classifyFailure(rules, 'timeout');
    // Else the deadline may have left the attempt a moment only, which is held against no upstream.
    if (late && hadItsTime) return failed(timeout, trip.abandoned);
    const result = late ? timeout.class : 'cancelled';
    return { ...failed(unretried, trip.abandoned), result, verdict: 'ignored' };
  }
  if ('failure' in trip) return failed(classifyFailure(rules, trip.failure), trip.error);
  const { response, hints } = trip.response;
  const rule = classifyResponse(rules, response, memory);
  const decode = rule.class === 'payment' ? judge.decodePayment : judge.decode;
  if ((rule.class !== 'ok' && rule.class !== 'payment') || decode === undefined) {
    const error = upstreamError(response, rule.class as Exclude<ResultClass, 'ok'>, hints.waitMs, redact);
    return failed(rule, error, hints.waitMs);
  }
  try {
    return { result: rule.class, verdict: 'success', end: { value: decode(response) } };
  } catch (thrown) {
    const what = `The upstream answered ${response.status}.`;
    const cause = safeCause(thrown, redact);
    return failed(unretried, new EvenkeelError('EVK_RESPONSE_INVALID', what, { cause, status: response.status }));
  }
}

/** A response shows an upstream that works, but for 429, which shows nothing either way. */
function uncounted(rule: Classification): AttemptVerdict {
  return rule.class === 'throttled' ? 'ignored' : 'success';
}

/** A 429 and a failure show an upstream that accepts too little. */
function throttleVerdict({ result, verdict }: ByRules<unknown>): ThrottleVerdict {
  if (result === 'throttled') return 'not-accepted';
  if (verdict === 'ignored') return 'ignored';
  return result === 'transient' || result === 'relayed' ? 'not-accepted' : 'accepted';
}

/** Too much is in flight where the upstream says so, though its window is not spent, or is too slow to answer. */
function limitVerdict(trip: Trip<Received>, result: AttemptResult): AdaptiveVerdict {
  if (result === 'ok' || result === 'payment') return 'ok';
  if ('failure' in trip) return trip.failure === 'timeout' ? 'throttled' : 'ignored';
  return 'response' in trip && result === 'throttled' && !trip.response.spent ? 'throttled' : 'ignored';
}
