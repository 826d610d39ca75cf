import type { Reply, Script } from '../../upstream.ts';

export interface CountedWindowOptions {
  limit: number;
  windowMs: number;
  /** How many requests others have sent with the same key in the first window. */
  byOthers?: number;
  /** How much of the limit a request to a path takes. Default 1. */
  costs?: Readonly<Record<string, number>>;
  /** The answer to requests within the limit, to which the hints are added; default 200, at once. */
  reply?: (at: number) => Exclude<Reply, number>;
}

/**
 * An API that counts requests in windows which begin with their first request. It tells how many are left and, if none
 * is, for how long, and refuses requests beyond the limit.
 */
export class CountedWindow {
  /** How often the limit was exceeded. */
  refused = 0;
  readonly #options: CountedWindowOptions;
  #endsAtMs = Number.NEGATIVE_INFINITY;
  #used: number;

  constructor(options: CountedWindowOptions) {
    this.#options = options;
    this.#used = options.byOthers ?? 0;
  }

  readonly script: Extract<Script, (...sent: never[]) => unknown> = ({ atMs, path }, at) => {
    const { limit, windowMs, costs, reply } = this.#options;
    if (atMs >= this.#endsAtMs) {
      if (this.#endsAtMs > 0) this.#used = 0;
      this.#endsAtMs = atMs + windowMs;
    }
    this.#used += costs?.[path] ?? 1;
    const left = limit - this.#used;
    const headers = {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(0, left)),
      'x-ratelimit-reset-ms': String(Math.ceil(this.#endsAtMs - atMs)),
      'retry-after-ms': String(left > 0 ? 0 : Math.ceil(this.#endsAtMs - atMs)),
    };
    if (left >= 0) return { ...reply?.(at), headers };
    this.refused += 1;
    return { status: 429, headers };
  };
}
