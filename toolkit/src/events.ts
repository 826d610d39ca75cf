import type { ResultClass } from './contract/rule.ts';
import type { CallOutcome } from './errors/call-outcome.ts';
import type { ErrorCode } from './errors/errors.ts';
import { tell } from './errors/tell.ts';
import type { CircuitStateName } from './policies/breaker/circuit-breaker.ts';

export type WaitCause = 'backoff' | 'gate' | 'rate' | 'concurrency';
/** An attempt's class, or `cancelled` if its caller did not wait for its end. */
export type AttemptClass = ResultClass | 'cancelled';

export interface CallFields {
  operation: string;
  callId: string;
}

/** What the policies report. Durations and instants in milliseconds. */
export type ResilienceEvent = { provider: string } & (
  | {
      type: 'client-opened' | 'client-closed';
      tier: string;
      ceiling: number | null;
      limits: readonly UnitLimit[];
      /**
       * States of circuits, by upstream. Of a client that has closed: what each was in, if it ever changed. Of policies
       * that begin: all that they have, since no contract tells.
       */
      circuits?: Readonly<Record<string, CircuitStateName>>;
      /** Reads what the client holds, also after its end; the same function in both events of one client. */
      state?: () => ClientState;
    }
  | {
      type: 'limits-changed';
      tier: string;
      ceiling: { from: number | null; to: number | null };
      limits: readonly UnitLimit[];
    }
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
  /** After a window without a call or a retry, the balance is at the floor again; no event reports that. */
  | { type: 'retry-budget'; balance: number; floor: number; windowMs: number }
  | (CallFields & { type: 'wait-started'; cause: WaitCause })
  /** `limit` is the name of the one that held the call last, if a limit did. */
  | (CallFields & { type: 'wait-ended'; cause: WaitCause; limit?: string | undefined; durationMs: number })
  | (CallFields & { type: 'rate-limited'; source: 'upstream' | 'local' })
  | (CallFields & { type: 'gate-closed'; forMs: number })
  /** The API told another process to pause this partition, so this process pauses it, too. */
  | { type: 'pause-shared'; partition: string; forMs: number }
  /** Whether the store of the shared limits answers; while it does not, each process goes on with its fair share. */
  | { type: 'coordination-degraded'; store: string; degraded: boolean; reason: string }
  | { type: 'store-round-trip'; store: string; durationMs: number; ok: boolean }
  | (CallFields & { type: 'job-started'; jobId: string })
  | (CallFields & {
      type: 'job-ended';
      jobId: string;
      problemType: string;
      outcome: CallOutcome;
      /** From the job's start to its end, as the API reports them. */
      durationMs: number;
      billedGpuMs: number;
      /** The GPU time that the job did not take, since it was ended on purpose. */
      savedGpuMs: number;
      /** Why the job did not end well: the API's code, or ours. */
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
  | { type: 'limit-remaining'; tier: string; unit: string; remaining: number }
  | { type: 'hint-ignored'; name: string }
  /** An answer contradicts the contract: told once by each client. What answers say counts, where it is the lower. */
  | { type: 'contract-drift'; what: string; contract: number; told: number }
  | { type: 'breaker-changed'; upstream: string; from: CircuitStateName; to: CircuitStateName }
);

/** What a provider's own client reports. */
export type ProviderEvent =
  Extract<ResilienceEvent, { type: 'job-started' | 'job-ended' | 'budget-exceeded' }> extends infer E
    ? E extends ResilienceEvent
      ? Omit<E, 'provider'>
      : never
    : never;

export interface UnitLimit {
  /** The limit's name. */
  name: string;
  unit: string;
  limit: number;
}

/** What a client holds at the instant at which it is read. */
export interface ClientState {
  /** The limits over time, and the budgets; not those that only answers tell. */
  limits: readonly LimitState[];
}

/** How much of a limit is taken: of what the API counts apart, where most is. */
export interface LimitState extends UnitLimit {
  /** At most the limit. */
  used: number;
  /** What was taken beyond the limit, since calls cost more than was thought. */
  owed: number;
  /** Of a budget: what calls have cost since the client began, as far as they were answered. */
  spent?: number;
}

export type EventSink = (event: ResilienceEvent) => void;

/**
 * Follows one client's circuits, and adds to the event of its end the states that they were in: whoever counts the
 * circuits of several clients must know which to take away.
 */
function followCircuits(): (event: ResilienceEvent) => ResilienceEvent {
  const circuits = new Map<string, CircuitStateName>();
  return (event) => {
    if (event.type === 'breaker-changed') circuits.set(event.upstream, event.to);
    return event.type === 'client-closed' ? { ...event, circuits: Object.fromEntries(circuits) } : event;
  };
}

/**
 * Makes one sink of several, for one client. A sink that throws, or rejects, affects neither the call nor the other
 * sinks; `onSinkError` gets the error.
 */
export function combineSinks(sinks: readonly EventSink[], onSinkError: (error: unknown) => void = () => {}): EventSink {
  const hear = (error: unknown): void => tell(onSinkError, error);
  const follow = followCircuits();
  return (reported) => {
    const event = follow(reported);
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
