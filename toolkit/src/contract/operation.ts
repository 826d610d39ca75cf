import type { Cost, CostSource } from './cost.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

/** What a request's body is. `form`: `application/x-www-form-urlencoded`; `multipart`: `multipart/form-data`. */
export type RequestBody = 'none' | 'json' | 'text' | 'bytes' | 'form' | 'multipart' | 'stream';

/** What the caller gets of a response's body. `events`: an event stream. */
export type ResponseBody = 'none' | 'json' | 'text' | 'bytes' | 'stream' | 'events';

/** What the mock server does with an operation. No client reads it. */
export interface Emulated {
  /** The service time is lognormal. */
  latencyMedianMs: number;
  latencySigma: number;
  /** What a call truly takes of a unit, where `costs` has an estimate of it. Default: what was estimated. */
  costs?: Readonly<Record<string, CostSource>>;
}

/** One trip over the wire. */
export interface Operation {
  method: Method;
  /**
   * May hold parameters such as `{agent}`; `{network}` is one of the contract's networks, and `{+path}` any path, with
   * its slashes (RFC 6570, 3.2.3).
   */
  path: string;
  /** What a limit whose scope has `group` counts together. */
  group: string;
  /** What the key must be allowed to do. */
  permissions: readonly string[];
  /** What a call takes of each unit; of a unit that is left out, nothing. */
  costs: Readonly<Record<string, Cost>>;
  sends: RequestBody;
  returns: ResponseBody;
  /** How long a client may keep an answer, and how old one must be before a refresh asks again. Default: it keeps none. */
  cache?: { ttlMs: number; minIntervalMs: number };
  /**
   * `safe`: a repeat has no effect of its own; `key`: it needs an idempotency key; `none`: repeated only where the first
   * was throttled, and so not done.
   */
  idempotency: 'safe' | 'key' | 'none';
  attemptTimeoutMs: number;
  deadlineMs: number;
  /**
   * For so long a streamed answer keeps its slot and what was reserved for it without a piece of it being read. Default:
   * `deadlineMs`.
   */
  settleAfterMs?: number;
  emulate: Emulated;
}

/**
 * The same trip as `via`, counted under a name of its own. If the trip submits a job, this is the whole job: its call
 * ends with the job, and lasts as long as the API says that the job ran.
 */
export interface OperationAlias<O extends string = string> {
  via: O;
}
