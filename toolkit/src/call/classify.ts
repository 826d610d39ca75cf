import type { AttemptOutcome } from '../admission/attempt-outcome.ts';
import type {
  BodyMatch,
  Classification,
  FieldMatch,
  ResponseMemory,
  ResponseRule,
  ResultClass,
  Rule,
  ShouldRetry,
  StatusMatch,
  TransportFailure,
} from '../contract/rule.ts';
import type { ClientSettings } from '../contract/settings.ts';
import { EvenkeelError } from '../errors/errors.ts';
import { safeCause } from '../errors/safe-cause.ts';
import type { AttemptClass } from '../events.ts';
import { isThere, type Scalar, scalarAt } from '../http/body-path.ts';
import type { HintedResponse } from '../http/read-hints.ts';
import type { ReceivedResponse } from '../http/received-response.ts';
import type { AttemptResult, Received } from './attempt-result.ts';
import { upstreamError } from './upstream-error.ts';

/** What no rule decides. */
export const permanent: Classification = { class: 'permanent', retry: /* seam: unknown-is-final */ false };

export interface ResponseRules {
  rules: readonly Rule[];
  shouldRetry: ShouldRetry | null;
}

/**
 * What the first rule that fits says of a response; whether it is retried, the response itself may say, if the contract
 * has a header for that. Call it once for each response: it remembers what the response says.
 */
export function classifyResponse(
  { rules, shouldRetry }: ResponseRules,
  response: HintedResponse,
  memory: ResponseMemory,
): Classification {
  const rule =
    rules.find((each): each is ResponseRule => 'status' in each && fits(each, response, memory)) ?? permanent;
  if (shouldRetry === null || rule.class === 'ok') return rule;
  const said = response.header(shouldRetry.header)?.trim().toLowerCase();
  if (said === shouldRetry.yes.toLowerCase()) return { ...rule, retry: /* seam: should-retry */ true };
  return said === shouldRetry.no.toLowerCase() ? { ...rule, retry: /* seam: should-not-retry */ false } : rule;
}

export function classifyFailure(rules: readonly Rule[], failure: TransportFailure): Classification {
  return (
    rules.find((rule) => 'failure' in rule && /* seam: rule-for-a-failure */ rule.failure === failure) ?? permanent
  );
}

function fits(rule: ResponseRule, response: HintedResponse, memory: ResponseMemory): boolean {
  const { status, header, body } = rule;
  return (
    within(status, response.status) &&
    (header === undefined || /* seam: rule-on-a-header */ matches(header, response.header(header.name))) &&
    (body === undefined || says(rule, body, response.json(), memory))
  );
}

function within(match: StatusMatch, status: number): boolean {
  const [from, to] = typeof match === 'number' ? [match, match] : match;
  return status >= from && status <= to;
}

function says(rule: Rule, match: BodyMatch, json: unknown, memory: ResponseMemory): boolean {
  if ('exists' in match) return /* seam: field-is-there */ isThere(json, match.path) === match.exists;
  const value = scalarAt(json, match.path);
  if (!('unchanged' in match)) return matches(match, value);
  return value !== undefined && memory.unchanged(rule, value);
}

function matches(match: Exclude<FieldMatch, { unchanged: true }>, value: Scalar | undefined): boolean {
  if ('exists' in match) return (value !== undefined) === match.exists;
  if (value === undefined) return false;
  if ('contains' in match) return /* seam: part-of-a-text */ String(value).includes(match.contains);
  const { equals } = match;
  return Array.isArray(equals)
    ? /* seam: one-of-the-values */ equals.includes(value)
    : /* seam: equal-field */ equals === value;
}

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
    const what = `The upstream answered ${response.status} with a body that cannot be read.`;
    const cause = safeCause(thrown, redact);
    const error = new EvenkeelError('EVK_RESPONSE_INVALID', what, {
      cause,
      status: response.status,
      requestId: response.requestId,
    });
    return classified(permanent, { error, rule: permanent, hintMs: undefined });
  }
}
