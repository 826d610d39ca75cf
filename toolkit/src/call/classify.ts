import type { AttemptOutcome } from '../admission/attempt-outcome.ts';
import type { Classification, ResultClass } from '../contract/rule.ts';
import type { ClientSettings } from '../contract/settings.ts';
import { EvenkeelError } from '../errors/errors.ts';
import { safeCause } from '../errors/safe-cause.ts';
import type { AttemptClass } from '../events.ts';
import type { ReceivedResponse } from '../http/received-response.ts';
import type { AttemptResult, Received } from './attempt-result.ts';
import { classifyFailure, permanent } from './classify-response.ts';
import { upstreamError } from './upstream-error.ts';

export interface FailedAttempt {
  error: EvenkeelError;
  rule: Classification;
  hintMs: number | undefined;
}

/** What an attempt's result means: to the metrics, to the policies and to the call. */
export interface ClassifiedAttempt<T> {
  result: AttemptClass;
  outcome: AttemptOutcome;
  end: { value: T } | FailedAttempt;
}

export interface ClassifyOptions<T> {
  settings: Pick<ClientSettings, 'rules'>;
  /** Makes the call's value from an ok response. */
  read: (response: ReceivedResponse) => T;
  /** Makes the call's value from a demand for payment. Default: such a demand is a refusal. */
  readPayment?: ((response: ReceivedResponse) => T) | undefined;
  redact: (text: string) => string;
  /** Whether the attempt has lasted as long as it may. */
  hadItsTime: boolean;
}

/** Classifies an attempt by the contract's rules. */
export function classify<T>(attempt: AttemptResult<Received>, options: ClassifyOptions<T>): ClassifiedAttempt<T> {
  if ('response' in attempt) return classifyReceived(attempt.response, options);
  const { rules } = options.settings;
  if ('failure' in attempt) {
    const rule = classifyFailure(rules, attempt.failure);
    const outcome = { class: rule.class, by: attempt.failure, windowSpent: false };
    return { result: rule.class, outcome, end: { error: attempt.error, rule, hintMs: undefined } };
  }
  const late = attempt.abandoned.code === 'EVK_DEADLINE_EXCEEDED';
  const timeout = classifyFailure(rules, 'timeout');
  // Without its full time, the attempt may have had only a moment before the deadline: no upstream is blamed for that.
  const counts = late && options.hadItsTime;
  return {
    result: late ? timeout.class : 'cancelled',
    outcome: { class: counts ? timeout.class : 'cancelled', by: 'call', windowSpent: false },
    end: { error: attempt.abandoned, rule: counts ? timeout : permanent, hintMs: undefined },
  };
}

function classifyReceived<T>(
  { response, rule, hints, spent }: Received,
  options: ClassifyOptions<T>,
): ClassifiedAttempt<T> {
  const { redact } = options;
  const classified = (by: Classification, end: ClassifiedAttempt<T>['end']): ClassifiedAttempt<T> => ({
    result: by.class,
    outcome: { class: by.class, by: 'response', windowSpent: spent },
    end,
  });
  const read = rule.class === 'payment' ? options.readPayment : options.read;
  if ((rule.class !== 'ok' && rule.class !== 'payment') || read === undefined) {
    response.discard();
    const error = upstreamError(response, rule.class as Exclude<ResultClass, 'ok'>, hints.waitMs, redact);
    return classified(rule, { error, rule, hintMs: hints.waitMs });
  }
  try {
    return classified(rule, { value: read(response) });
  } catch (thrown) {
    response.discard();
    const what = `The upstream answered ${response.status}.`;
    const cause = safeCause(thrown, redact);
    const error = new EvenkeelError('EVK_RESPONSE_INVALID', what, {
      cause,
      status: response.status,
      requestId: response.requestId,
    });
    return classified(permanent, { error, rule: permanent, hintMs: undefined });
  }
}
