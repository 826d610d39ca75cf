import { Redis } from "ioredis";
/** How a call ended, as its caller sees it. The four are never merged. */
type CallOutcome = 'ok' | 'error' | 'rejected' | 'cancelled';
/**
 * Every way a call can fail, by a code that never changes: with the outcome it
 * counts as, and what an operator can do about it.
 */
declare const codes: {
  readonly EVK_CANCELLED: {
    readonly outcome: 'cancelled';
    readonly advice: 'The caller cancelled it; nothing needs to be done.';
  };
  readonly EVK_CIRCUIT_OPEN: {
    readonly outcome: 'rejected';
    readonly advice: 'Most recent attempts failed; wait for the upstream to recover and call again after retryAfterMs.';
  };
  readonly EVK_CIRCUIT_ISOLATED: {
    readonly outcome: 'rejected';
    readonly advice: 'It stays so until close() is called, or who isolated it disposes of the isolation.';
  };
  readonly EVK_BULKHEAD_FULL: {
    readonly outcome: 'rejected';
    readonly advice: 'More calls wait than maxQueued allows; send fewer at once, or raise maxQueued.';
  };
  readonly EVK_GATE_CLOSED: {
    readonly outcome: 'rejected';
    readonly advice: 'The server told all callers to pause beyond this deadline; call again after retryAfterMs.';
  };
  readonly EVK_RATE_LIMITED: {
    readonly outcome: 'rejected';
    readonly advice: 'More calls came than the rate limit lets through; send fewer, or call again after retryAfterMs.';
  };
  readonly EVK_THROTTLED_LOCALLY: {
    readonly outcome: 'rejected';
    readonly advice: 'The upstream accepts too few calls of late, so some are not sent; wait for it to recover, or send fewer.';
  };
  readonly EVK_QUEUE_TIMEOUT: {
    readonly outcome: 'rejected';
    readonly advice: 'It waited in this client until then; send fewer calls, or look at what they wait for.';
  };
  readonly EVK_PAYMENT_REQUIRED: {
    readonly outcome: 'rejected';
    readonly advice: 'Settle its invoice, or allow payments up to its amount.';
  };
  readonly EVK_KEY_UNAVAILABLE: {
    readonly outcome: 'rejected';
    readonly advice: 'Look at what gets it: its error is the cause.';
  };
  readonly EVK_SCOPE_MISSING: {
    readonly outcome: 'rejected';
    readonly advice: 'Use a key that has it, or leave out what needs it.';
  };
  readonly EVK_BUDGET_EXCEEDED: {
    readonly outcome: 'rejected';
    readonly advice: 'Wait for the jobs that run or for the next period, or raise the budget.';
  };
  readonly EVK_USAGE_UNAVAILABLE: {
    readonly outcome: 'rejected';
    readonly advice: 'Its error is the cause; call again when it can be had, or allow jobs without it.';
  };
  readonly EVK_SUBMISSION_UNLOGGED: {
    readonly outcome: 'rejected';
    readonly advice: 'Look at the submission log: its error is the cause.';
  };
  readonly EVK_JOB_NOT_ENDED: {
    readonly outcome: 'rejected';
    readonly advice: 'Wait for it before.';
  };
  readonly EVK_CLIENT_CLOSED: {
    readonly outcome: 'rejected';
    readonly advice: 'The client was closed; create a new one.';
  };
  readonly EVK_PAYLOAD_INVALID: {
    readonly outcome: 'rejected';
    readonly advice: 'The payload cannot be written as JSON; mend it.';
  };
  readonly EVK_PAYLOADS_FAILED: {
    readonly outcome: 'rejected';
    readonly advice: 'Mend the iterable; its error is the cause.';
  };
  readonly EVK_DEADLINE_EXCEEDED: {
    readonly outcome: 'error';
    readonly advice: 'Attempts, retries and waits took longer than the deadline; look at the upstream, or raise deadlineMs.';
  };
  readonly EVK_ATTEMPT_TIMEOUT: {
    readonly outcome: 'error';
    readonly advice: 'The upstream did not answer within attemptTimeoutMs; look at its latency.';
  };
  readonly EVK_NETWORK: {
    readonly outcome: 'error';
    readonly advice: 'The connection could not be made or was lost; check baseUrl and whether the upstream is up.';
  };
  readonly EVK_THROTTLED: {
    readonly outcome: 'error';
    readonly advice: 'The server refused with 429 until no attempt was left; check the tier, or who else uses the key.';
  };
  readonly EVK_UPSTREAM_ERROR: {
    readonly outcome: 'error';
    readonly advice: 'The upstream failed; read its message and look at its status.';
  };
  readonly EVK_UPSTREAM_REFUSED: {
    readonly outcome: 'error';
    readonly advice: 'The upstream refused the request for what it says; mend the request or the key.';
  };
  readonly EVK_JOB_FAILED: {
    readonly outcome: 'error';
    readonly advice: 'It is not tried again: read why, and mend its input.';
  };
  readonly EVK_JOB_LEFT: {
    readonly outcome: 'cancelled';
    readonly advice: 'It may be running, and is billed then: look for it by its id, or its idempotency key, and cancel it.';
  };
  readonly EVK_JOB_TIMEOUT: {
    readonly outcome: 'error';
    readonly advice: 'Allow more time, or see how long jobs wait in the queue and how long they run.';
  };
  readonly EVK_RESPONSE_INVALID: {
    readonly outcome: 'error';
    readonly advice: 'The upstream answered with a body that cannot be read.';
  };
};
type ErrorCode = keyof typeof codes;
interface ErrorDetails {
  /** Milliseconds after which a new call may succeed, where that is known. */
  retryAfterMs?: number;
  /** The upstream's status, where there was a response. */
  status?: number;
  cause?: unknown;
}
/** How a call failed. `message` says what happened and what to do; it never holds a key. */
declare class EvenkeelError extends Error {
  readonly name = "EvenkeelError";
  readonly code: ErrorCode;
  readonly outcome: Exclude<CallOutcome, 'ok'>;
  /** Milliseconds after which a new call may succeed, where that is known. */
  retryAfterMs: number | undefined;
  readonly status: number | undefined;
  /** Attempts that were sent, filled in when the call ends. */
  attempts: number;
  constructor(code: ErrorCode, what: string, details?: ErrorDetails);
}
/** Undoes what was scheduled; calling it twice, or late, does nothing. */
type Cancel = () => void;
/** Time as an argument, so that tests run on a clock of their own. */
interface Clock {
  /** Milliseconds since the epoch, with fractions; never goes back. */
  now(): number;
  /** Calls `fn` once, `delayMs` from now; a delay at or below 0 means the next turn of the event loop. */
  setTimeout(fn: () => void, delayMs: number): Cancel;
}
/** Uniform in [0, 1). */
type Random = () => number;
/** What a waiting policy needs to know of the call that waits. */
interface Waiting {
  /** Why the call is over already, if it is. */
  readonly ended: EvenkeelError | undefined;
  /** When it will be over at the latest, in milliseconds of its clock. */
  readonly deadlineAtMs: number;
  /**
   * Waits until `arm` calls `done`, or the call ends: then what was armed is
   * undone, and the promise rejects with the reason.
   */
  wait(arm: (done: () => void) => Cancel): Promise<void>;
}
/** An attempt that was let through, from when it leaves. */
interface AttemptPermit {
  /** When it left, in milliseconds of the limiter's clock, where that matters. */
  readonly sentAtMs?: number;
}
/** Lets attempts through so that the API's window is not exceeded. */
interface PermitLimiter<P extends AttemptPermit = AttemptPermit> {
  /** Takes a permit if one is free and nobody waits for it. */
  tryAcquire(): boolean;
  /** Waits for a permit, first come first served; whoever gets one owes a {@link release}. */
  acquire(call: Waiting): Promise<void>;
  /** False if permits that were taken are no longer good: they are to be given back unsent. */
  readonly mayStillSend: boolean;
  /** To be called when the attempt leaves. */
  send(): P;
  /** A response has come, whatever it says; at once when it comes. */
  answered(permit: P): void;
  /** Takes in what the response says is left; after {@link answered}. Left out where no response tells it. */
  observe?(permit: P, remaining: number): void;
  /** The transport is done with the attempt; without a permit it was never sent. */
  release(permit?: P): void;
  setLimit(limit: number): void;
  /** A pause that the server told is over. */
  reset(): void;
  dispose(): void;
}
/** What the processes on one API key share, and where. */
interface Coordinator {
  readonly store: 'memory' | 'redis';
  /** `key` never leaves the process: only a hash of it names the account. */
  join(account: AccountOptions): AccountMember;
  close(): Promise<void>;
}
interface AccountOptions {
  provider: string;
  key: string;
  clock: Clock;
  random: Random;
  /** No pause that others tell counts for longer, in milliseconds: the API's longest hint. Default 3,600,000. */
  maxPauseMs?: number;
  onEvent: (event: CoordinationEvent) => void;
}
/** One client's part of what all share that use the same key. */
interface AccountMember {
  /** The limiter of a shared window. `partition` names what the API counts apart; the same again is the same limiter. */
  rate(partition: string, options: SharedRateOptions): PermitLimiter;
  /** This client's part of a ceiling on what is in flight. */
  ceiling(options: SharedCeilingOptions): SharedCeiling;
  /** The floor of the retry budget: a retry is free again `windowMs` after it was taken. */
  retryFloor(options: {
    floorPerWindow: number;
    windowMs: number;
  }): SharedFloor;
  /** Tells all others of the account to pause a partition. */
  pause(partition: string, forMs: number): void;
  /** Hears the others' pauses, as what is left of them. */
  onPause(listener: (partition: string, forMs: number) => void): void;
  /** Resolves when the store has said what there is of all that was asked for, or does not answer. */
  ready(): Promise<void>;
  /** Gives everything back. */
  leave(): Promise<void>;
}
/** As of a TokenCycle; `burst` is a twentieth unless given. */
interface SharedRateOptions {
  limit: number;
  windowMs: number;
  marginMs?: number;
  flightMs?: number;
  burst?: number;
}
interface SharedCeilingOptions {
  max: number;
  /** Told at once and whenever it changes; with 0 nothing may be sent. */
  onShare: (slots: number) => void;
}
interface SharedCeiling {
  demand(inFlight: number, waiting: number): void;
  setMax(max: number): void;
}
interface SharedFloor {
  tryWithdraw(): boolean;
}
type CoordinationEvent =
/** `reason` is an error's code: no address and no secret. */
{
  type: 'coordination-degraded';
  store: string;
  degraded: boolean;
  reason: string;
} | {
  type: 'store-round-trip';
  store: string;
  durationMs: number;
  ok: boolean;
};
/** Where Redis is, as a URL; or a client for it, whose options a client of our own takes over. It is not used itself. */
type RedisLocation = string | Redis;
interface RedisCoordinatorOptions {
  /** A `redis://` or `rediss://` URL, or a client of ioredis, whose options connections of our own take over. */
  redis: RedisLocation;
  /** No call waits longer than this for an answer of Redis, in milliseconds. Default 500. */
  timeoutMs?: number;
  /**
   * How many processes share a key: each starts with so large a part of it where Redis has never answered. Default 10.
   */
  expectedProcesses?: number;
}
/**
 * What a process held that was killed is in use again after this at the latest, in milliseconds, for a window of one
 * second: its lease, the time that a request may be on its way, and the window.
 */
declare const SHARE_LIFETIME_MS: number;
/**
 * Shares the limits of API keys between all processes on one Redis. It may be made before Redis is there.
 *
 * @throws OptionError if an option cannot be used
 */
declare function createRedisCoordinator(options: RedisCoordinatorOptions): Coordinator;
export { RedisCoordinatorOptions, type RedisLocation, SHARE_LIFETIME_MS, createRedisCoordinator };