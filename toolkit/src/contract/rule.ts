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
  /** The field is the same as in the last response, of any call, that had this rule's status and path. */
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

/** The first rule that matches decides; a result that none matches is permanent and not retried. */
export type Rule = StatusRule | FailureRule;

/** What responses said before, for the rules that compare. One for each upstream whose responses are compared. */
export class ResponseMemory {
  readonly #last = new Map<Rule, string | number | boolean>();

  /** Whether the value is the one that came last for this rule. Remembers it as the last one. */
  unchanged(rule: Rule, value: string | number | boolean): boolean {
    const same = this.#last.get(rule) === value;
    this.#last.set(rule, value);
    return same;
  }
}
