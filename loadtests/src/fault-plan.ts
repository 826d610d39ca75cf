/** A fault that the mock server is told to inject for a whole run, and what it must lead to. */
export interface FaultPlan {
  /** The contract's name. */
  provider: string;
  /** What the mock's admin API takes, without provider and time to live. */
  fault:
    | { fault: 'http_error'; rate: number; per: 'call' | 'attempt'; status: number; retryAfterMs?: number }
    | { fault: 'latency'; rate: number; per: 'call' | 'attempt'; fixedMs: number };
  /** The objective that must be breached, and whose alert alone must fire. */
  breaches: string;
}
