import type { ResultClass } from './contract/rule.ts';
import type { CallOutcome } from './errors/call-outcome.ts';
import type { ErrorCode } from './errors/errors.ts';
import { tell } from './errors/tell.ts';
import type { Resource } from './http/hint.ts';
import type { CircuitStateName } from './policies/breaker/circuit-breaker.ts';

export type WaitCause = 'backoff' | 'gate' | 'rate' | 'bulkhead';
/** An attempt's class, or `cancelled` where its caller did not wait for the end. */
export type AttemptClass = ResultClass | 'cancelled';

export interface CallFields {
  operation: string;
  callId: string;
}

/** What the policies report. Durations and instants in milliseconds. */
export type ResilienceEvent = { provider: string } & (
  | { type: 'client-opened' | 'client-closed'; tier: string; ceiling: number | null; limits: readonly ResourceLimit[] }
  | { type: 'limits-changed'; ceiling: { from: number | null; to: number | null }; limits: readonly ResourceLimit[] }
  | { type: 'client-paused' | 'client-resumed' }
  | (CallFields & { type: 'attempt-started'; attempt: number })
  | (CallFields & {
      type: 'attempt-ended';
      attempt: number;
      result: AttemptClass;
      durationMs: number;
      status: number | undefined;
    })
  | (CallFields & {
      type: 'call-ended';
      outcome: CallOutcome;
      durationMs: number;
      attempts: number;
      code: ErrorCode | undefined;
      /** What went wrong, with the upstream's own words: for operators, and never for a label. */
      message?: string | undefined;
    })
  | (CallFields & {
      type: 'retry-scheduled';
      attempt: number;
      delayMs: number;
      reason: ResultClass;
      hinted: boolean;
      /** What went wrong, with the upstream's own words: for operators, and never for a label. */
      message?: string;
    })
  | (CallFields & { type: 'retries-exhausted'; reason: ResultClass; by: 'attempts' | 'budget' })
  /** A window without a call or a retry brings the balance to the floor; nothing is reported then. */
  | { type: 'retry-budget'; balance: number; floor: number; windowMs: number }
  | (CallFields & { type: 'wait-started'; cause: WaitCause })
  | (CallFields & { type: 'wait-ended'; cause: WaitCause; durationMs: number })
  | (CallFields & { type: 'rate-limited'; source: 'upstream' | 'local' })
  | (CallFields & { type: 'gate-closed'; forMs: number })
  /** Another process was told to pause what the API counts and blocks together, so this one pauses, too. */
  | { type: 'pause-shared'; partition: string; forMs: number }
  /** Whether the store of what processes share answers; while it does not, each goes on with its fair share. */
  | { type: 'coordination-degraded'; store: string; degraded: boolean; reason: string }
  | { type: 'store-round-trip'; store: string; durationMs: number; ok: boolean }
  | (CallFields & { type: 'job-started'; jobId: string })
  | (CallFields & {
      type: 'job-ended';
      jobId: string;
      problemType: string;
      outcome: CallOutcome;
      /** As the API says: from its start to its end. */
      durationMs: number;
      billedGpuMs: number;
      /** Of what it was going to take, what was not, since it was ended on purpose. */
      savedGpuMs: number;
      /** Why it did not end well: the API's code, or ours. */
      reason: string | undefined;
    })
  /** A job would take more than a budget leaves. */
  | {
      type: 'budget-exceeded';
      budget: 'run' | 'period';
      limitGpuMs: number;
      committedGpuMs: number;
      action: 'refused' | 'warned' | 'allowed';
    }
  | { type: 'limit-remaining'; resource: Resource; remaining: number }
  | { type: 'hint-ignored'; name: string }
  | { type: 'breaker-changed'; upstream: string; from: CircuitStateName; to: CircuitStateName }
);

/** What a provider's own client reports. */
export type ProviderEvent =
  Extract<ResilienceEvent, { type: 'job-started' | 'job-ended' | 'budget-exceeded' }> extends infer E
    ? E extends ResilienceEvent
      ? Omit<E, 'provider'>
      : never
    : never;

export interface ResourceLimit {
  resource: Resource;
  limit: number;
}

export type EventSink = (event: ResilienceEvent) => void;

/**
 * One sink out of several. A sink that throws, or rejects, touches neither the
 * call nor the other sinks; `onSinkError` hears of it.
 */
export function combineSinks(sinks: readonly EventSink[], onSinkError: (error: unknown) => void = () => {}): EventSink {
  const hear = (error: unknown): void => tell(onSinkError, error);
  return (event) => {
    for (const sink of sinks) {
      try {
        const returned: unknown = sink(event);
        /* seam: rejecting-sink */ if (returned instanceof Promise) returned.catch(hear);
      } catch (error) {
        /* seam: throwing-sink */ hear(error);
      }
    }
  };
}
