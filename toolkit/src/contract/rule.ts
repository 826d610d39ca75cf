import { bodyField } from '../http/body-field.ts';
import type { TransportResponse } from '../http/transport.ts';
import type { Backoff } from '../policies/retry/backoff.ts';

/**
 * What an attempt's end says about the upstream. `relayed`: the API is up, and passes on the failure of an upstream of
 * its own, which it has retried already. `payment`: it asks for money first, which is an answer and no failure.
 */
export type ResultClass = 'ok' | 'throttled' | 'transient' | 'relayed' | 'permanent' | 'payment';

/** How one trip over the wire went wrong before there was a status. */
export type TransportFailure = 'network' | 'timeout';

/** What a rule decides. */
export interface Classification {
  class: ResultClass;
  retry: boolean;
  /** Instead of the contract's own backoff. */
  backoff?: Backoff;
}

/** Matches a field of a JSON body. */
export type BodyMatch =
  | { path: string; is: 'equal'; value: string | number | boolean }
  /** The field is the same as in the response before that this rule's status and path fitted, of whatever call. */
  | { path: string; is: 'unchanged' };

/** Matches a status, or a range of them with both ends included; and a field of the body, where one is named. */
export interface StatusRule extends Classification {
  status: number | readonly [number, number];
  body?: BodyMatch;
}

/** Matches an attempt that got no response. */
export interface FailureRule extends Classification {
  failure: TransportFailure;
}

/** The first rule that matches decides; what none matches is permanent and not retried. */
export type Rule = StatusRule | FailureRule;

const permanent: Classification = { class: 'permanent', retry: /* seam: unknown-is-final */ false };

/** What responses said before, for the rules that compare. One for each upstream whose responses are compared. */
export class ResponseMemory {
  readonly #last = new Map<Rule, string | number | boolean>();

  /** Whether the value is the one that came last for this rule. It is the last one from now on. */
  unchanged(rule: Rule, value: string | number | boolean): boolean {
    const same = this.#last.get(rule) === value;
    this.#last.set(rule, value);
    return same;
  }
}

/** To be asked once a response: what it says is remembered. */
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
