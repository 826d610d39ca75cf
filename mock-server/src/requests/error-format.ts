import type { Clock } from '@evenkeel/toolkit';
import type { FastifyReply } from 'fastify';
import { type HintRenderer, hintRenderer, type Quota, tell } from '../hints.ts';
import { fullQuota, type KeyLimits } from '../limits/key-limits.ts';
import type { MockSettings } from '../settings.ts';

/** What an error's body may tell beside its words. */
export interface ErrorFacts {
  nowMs: number;
  /** What the contract puts into bodies, by the names of its hints. */
  hints: Readonly<Record<string, number>>;
}

/** The body of every answer that is not a success. */
export type ErrorBody = (code: string, message: string, facts: ErrorFacts) => object;

const unknownQuota: Quota = { limit: Number.POSITIVE_INFINITY, remaining: Number.POSITIVE_INFINITY, restMs: 0 };

/** How an API says that it did not do what was asked, and what is left: in its own form, with its contract's hints. */
export class ErrorFormat {
  readonly #clock: Clock;
  readonly #errorBody: ErrorBody;
  readonly #inHeaders: HintRenderer;
  readonly #inBody: HintRenderer;
  /** Told where no known key says which tier it is: a 0 would stop a client that has done nothing wrong but its key. */
  readonly #strangersQuota: Quota;

  constructor({ hints, tiers, defaultTier }: MockSettings, errorBody: ErrorBody, clock: Clock) {
    this.#clock = clock;
    this.#errorBody = errorBody;
    this.#inHeaders = hintRenderer(hints, 'header');
    this.#inBody = hintRenderer(hints, 'body');
    this.#strangersQuota = fullQuota(tiers[defaultTier] ?? { ceiling: null, windows: [] });
  }

  /** Sets the headers for the quota at this moment and returns what they say is left; `null` without a window. */
  writeHints(reply: FastifyReply, limits: KeyLimits | undefined, waitAtLeastMs: number): number | null {
    const nowMs = this.#clock.now();
    const told = tell(limits?.quota(nowMs) ?? this.#strangersQuota, nowMs, waitAtLeastMs);
    for (const [name, value] of this.#inHeaders(reply.statusCode, told)) reply.header(name, String(value));
    return Number.isFinite(told.remaining) ? told.remaining : null;
  }

  /** A body that is not a success, with the hints that the contract puts in bodies. */
  error(status: number, code: string, message: string, waitMs?: number): object {
    const nowMs = this.#clock.now();
    const told = waitMs === undefined ? [] : this.#inBody(status, tell(unknownQuota, nowMs, waitMs));
    return this.#errorBody(code, message, { nowMs, hints: Object.fromEntries(told) });
  }
}
