import type { Clock } from '@evenkeel/toolkit';
import type { FastifyReply } from 'fastify';
import { type HintRenderer, hintRenderer, type Quota, tell } from '../hints.ts';
import { fullQuota, type KeyLimits } from '../limits/key-limits.ts';
import type { MockSettings } from '../settings.ts';

/** What an error's body may tell beside its code and message. */
export interface ErrorFacts {
  nowMs: number;
  /** The hints that the contract puts into bodies, by name. */
  hints: Readonly<Record<string, number>>;
}

/** Makes the body of every answer that is not a success. */
export type ErrorBody = (code: string, message: string, facts: ErrorFacts) => object;

const unknownQuota: Quota = { limit: Number.POSITIVE_INFINITY, remaining: Number.POSITIVE_INFINITY, restMs: 0 };

/** Writes an API's errors in its own form, and its contract's hints, which say what is left. */
export class ErrorFormat {
  readonly #clock: Clock;
  readonly #errorBody: ErrorBody;
  readonly #inHeaders: HintRenderer;
  readonly #inBody: HintRenderer;
  /** The quota told to unknown keys: a remaining 0 would make the client wait, though only its key is wrong. */
  readonly #strangersQuota: Quota;

  constructor({ hints, tiers, defaultTier }: MockSettings, errorBody: ErrorBody, clock: Clock) {
    this.#clock = clock;
    this.#errorBody = errorBody;
    this.#inHeaders = hintRenderer(hints, 'header');
    this.#inBody = hintRenderer(hints, 'body');
    this.#strangersQuota = fullQuota(tiers[defaultTier] ?? { ceiling: null, windows: [] });
  }

  /** Sets the headers for the quota now, and returns what they say is left; `null` without a window. */
  writeHints(reply: FastifyReply, limits: KeyLimits | undefined, waitAtLeastMs: number): number | null {
    const nowMs = this.#clock.now();
    const told = tell(limits?.quota(nowMs) ?? this.#strangersQuota, nowMs, waitAtLeastMs);
    for (const [name, value] of this.#inHeaders(reply.statusCode, told)) reply.header(name, String(value));
    return Number.isFinite(told.remaining) ? told.remaining : null;
  }

  /** The body of an error, with the hints that the contract puts into bodies. */
  error(status: number, code: string, message: string, waitMs?: number): object {
    const nowMs = this.#clock.now();
    const told = waitMs === undefined ? [] : this.#inBody(status, tell(unknownQuota, nowMs, waitMs));
    return this.#errorBody(code, message, { nowMs, hints: Object.fromEntries(told) });
  }
}
