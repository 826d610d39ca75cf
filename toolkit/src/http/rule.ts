import type { Backoff } from '../policies/backoff.ts';

/** What an attempt's end says about the upstream. */
export type ResultClass = 'ok' | 'throttled' | 'transient' | 'permanent' | 'payment';

/** How one trip over the wire went wrong before there was a status. */
export type TransportFailure = 'network' | 'timeout';

interface Verdict {
  class: ResultClass;
  retry: boolean;
  /** Instead of the contract's own backoff. */
  backoff?: Backoff;
}

/** Matches a status, or a range of them with both ends included. */
export interface StatusRule extends Verdict {
  status: number | readonly [number, number];
}

/** Matches an attempt that got no response. */
export interface FailureRule extends Verdict {
  failure: TransportFailure;
}

/** The first rule that matches decides; what none matches is permanent and not retried. */
export type Rule = StatusRule | FailureRule;
