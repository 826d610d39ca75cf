import type { AttemptOutcome } from '../admission/attempt-outcome.ts';
import type {
  Classification,
  ResponseMemory,
  ResultClass,
  Rule,
  StatusRule,
  TransportFailure,
} from '../contract/rule.ts';
import type { ClientSettings } from '../contract/settings.ts';
import { EvenkeelError } from '../errors/errors.ts';
import { safeCause } from '../errors/safe-cause.ts';
import type { AttemptClass } from '../events.ts';
import { bodyField } from '../http/body-field.ts';
import type { TransportResponse } from '../http/transport.ts';
import type { AttemptResult, Received } from './attempt-result.ts';
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
  /** Makes the call's value from an ok response's JSON body. */
  decode: (body: unknown) => T;
  /** Makes the call's value from the body of a demand for payment. Default: such a demand is a refusal. */
  decodePayment?: ((body: unknown) => T) | undefined;
  /** The body is read elsewhere. */
  streams?: boolean | undefined;
  redact: (text: string) => string;
  /** What the same upstream's responses said before. */
  memory: ResponseMemory;
  /** Whether the attempt has lasted as long as it may. */
  hadItsTime: boolean;
}

const permanent: Classification = { class: 'permanent', retry: /* seam: unknown-is-final */ false };

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

function classifyReceived<T>({ response, hints, spent }: Received, options: ClassifyOptions<T>): ClassifiedAttempt<T> {
  const { settings, memory, redact, decode, decodePayment, streams } = options;
  const rule = classifyResponse(settings.rules, response, memory);
  const classified = (by: Classification, end: ClassifiedAttempt<T>['end']): ClassifiedAttempt<T> => ({
    result: by.class,
    outcome: { class: by.class, by: 'response', windowSpent: spent },
    end,
  });
  const read = rule.class === 'payment' ? decodePayment : decode;
  if ((rule.class !== 'ok' && rule.class !== 'payment') || read === undefined) {
    const error = upstreamError(response, rule.class as Exclude<ResultClass, 'ok'>, hints.waitMs, redact);
    return classified(rule, { error, rule, hintMs: hints.waitMs });
  }
  try {
    return classified(rule, { value: read(streams ? undefined : parse(response)) });
  } catch (thrown) {
    const what = `The upstream answered ${response.status}.`;
    const cause = safeCause(thrown, redact);
    const error = new EvenkeelError('EVK_RESPONSE_INVALID', what, { cause, status: response.status });
    return classified(permanent, { error, rule: permanent, hintMs: undefined });
  }
}

/** Parses with an error of its own: the engine's quotes the body, which may repeat a secret. */
function parse({ body }: TransportResponse): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new TypeError('The body is not JSON.');
  }
}

/** Call it once for each response: it remembers what the response says. */
export function classifyResponse(
  rules: readonly Rule[],
  { status, body }: Pick<TransportResponse, 'status' | 'body'>,
  memory: ResponseMemory,
): Classification {
  return rules.find((rule) => 'status' in rule && fits(rule, status) && says(rule, body, memory)) ?? permanent;
}

function fits(rule: StatusRule, status: number): boolean {
  const [from, to] = typeof rule.status === 'number' ? [rule.status, rule.status] : rule.status;
  return status >= from && status <= to;
}

function says(rule: StatusRule, body: string, memory: ResponseMemory): boolean {
  if (rule.body === undefined) return true;
  const value = bodyField(body, rule.body.path);
  if (value === undefined) return false;
  return rule.body.is === 'equal' ? value === rule.body.value : memory.unchanged(rule, value);
}

export function classifyFailure(rules: readonly Rule[], failure: TransportFailure): Classification {
  return (
    rules.find((rule) => 'failure' in rule && /* seam: rule-for-a-failure */ rule.failure === failure) ?? permanent
  );
}
