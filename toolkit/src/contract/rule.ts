import type { Scalar } from '../http/body-path.ts';
import type { Backoff } from '../policies/retry/backoff.ts';

/**
 * What an attempt's end says about the upstream. `overloaded`: it works, and has too much to do. `relayed`: the API is
 * up, and passes on the failure of an upstream of its own, which it has retried already. `quota`: what was paid for, or
 * granted for a long time, is spent. `payment`: it asks for money first, which is an answer and no failure.
 */
export type ResultClass =
  | 'ok'
  | 'throttled'
  | 'overloaded'
  | 'transient'
  | 'relayed'
  | 'permanent'
  | 'quota'
  | 'payment';

/** How one trip over the wire went wrong before there was a status. */
export type TransportFailure = 'network' | 'timeout';

/** What a rule decides. */
export interface Classification {
  class: ResultClass;
  retry: boolean;
  /** Instead of the contract's own backoff. */
  backoff?: Backoff;
  /** How long the partition pauses where no hint tells it. Default: it goes on; of a quota, a minute. */
  pauseMs?: number;
}

/** What a field must be: one of some values, text that holds a part, there or not, or the same as last time. */
export type FieldMatch =
  | { equals: Scalar | readonly Scalar[] }
  | { contains: string }
  | { exists: boolean }
  /** The same as in the last response, of any call, that had this rule's status and path. */
  | { unchanged: true };

/** Matches a field of a JSON body; see parseBodyPath for its path. */
export type BodyMatch = { path: string } & FieldMatch;

/** Matches a header, by its name in lower case. */
export type HeaderMatch = { name: string } & (
  | { equals: string | readonly string[] }
  | { contains: string }
  | { exists: boolean }
);

/** A status, or a range of them with both ends included. */
export type StatusMatch = number | readonly [number, number];

/** Matches a response by all that it names. */
export interface ResponseRule extends Classification {
  status: StatusMatch;
  header?: HeaderMatch;
  body?: BodyMatch;
}

/** Matches an attempt that got no response. */
export interface FailureRule extends Classification {
  failure: TransportFailure;
}

/** The first rule that matches decides; a result that none matches is permanent and not retried. */
export type Rule = ResponseRule | FailureRule;

/** A header by which a response itself says whether to retry; what it says outranks the rules. */
export interface ShouldRetry {
  header: string;
  yes: string;
  no: string;
}

/** What responses said before, for the rules that compare. One for each upstream whose responses are compared. */
export class ResponseMemory {
  readonly #last = new Map<Rule, Scalar>();

  /** Whether the value is the one that came last for this rule. Remembers it as the last one. */
  unchanged(rule: Rule, value: Scalar): boolean {
    const same = this.#last.get(rule) === value;
    this.#last.set(rule, value);
    return same;
  }
}
