import type { Clock } from '@evenkeel/toolkit';
import { type Hint, type Rule, scalarAt } from '@evenkeel/toolkit/providers';
import type { FastifyReply } from 'fastify';
import { classOf } from '../dialect/class-of.ts';
import { type Quota, type Told, tell, unlimited } from '../dialect/quota.ts';
import { type Looks, refusalOf, refusingStatuses } from '../dialect/refusal.ts';
import { type HintRenderer, hintRenderer, httpDate } from '../dialect/render-hints.ts';
import { toldWaitMs, type WrittenHints } from '../dialect/told-wait.ts';
import { writeAtPath } from '../dialect/write-path.ts';
import { fullWindow } from '../limits/counted-window.ts';
import { fullQuotas, type KeyLimits, tightest } from '../limits/key-limits.ts';
import type { MockSettings } from '../settings.ts';

/** What an error's body may tell beside its code and message. */
export interface ErrorFacts {
  nowMs: number;
  /** The hints that the contract puts into bodies, by their paths. */
  hints: Readonly<Record<string, number | string>>;
}

/** Makes the body of every answer that is not a success. */
export type ErrorBody = (code: string, message: string, facts: ErrorFacts) => object;

/** What is to be told of an account. */
export interface Standing {
  /** Undefined where nobody is known whose limits they are. */
  limits?: KeyLimits | undefined;
  /** What a store has counted for the request. */
  counted?: Quota | null;
  /** What the answer asks to wait, in milliseconds; undefined if nothing. */
  waitMs?: number | undefined;
  /** The unit that the wait is for; null for none in particular. */
  waitsFor?: string | null;
}

/** An answer that is not a success. */
export interface Failure extends Standing {
  status: number;
  code: string;
  message: string;
  /** Whether a limit refuses the request: then the answer looks as the contract's rules say. */
  byLimit?: boolean;
}

interface Quotas {
  own: readonly Quota[];
  /** What a store has counted; none where it has not. */
  counted?: Quota | null;
}

/** Words in which no contract's rule looks for a meaning. */
const PLAIN = ['refused', 'Try again later.'] as const;

const instants: readonly string[] = ['unix-s', 'unix-ms', 'rfc3339', 'http-date'];

/** Writes an API's errors in its own form, and its contract's hints, which say what is left. */
export class ErrorFormat {
  /** How a request looks that a limit refuses. */
  readonly refusal: Looks;
  /** The ranges of statuses by which the API refuses for its limits or its load. */
  readonly #refusals: readonly (readonly [number, number])[];
  readonly #rules: readonly Rule[];
  readonly #clock: Clock;
  readonly #errorBody: ErrorBody;
  readonly #hints: readonly Hint[];
  readonly #inHeaders: HintRenderer;
  readonly #inBody: HintRenderer;
  readonly #tellsInstants: boolean;
  /** The units that hints tell of. */
  readonly #units: readonly string[];
  /** The units of which hints tell what is left. */
  readonly #unitsLeft: readonly string[];
  /** The quotas told to unknown keys: a remaining 0 would make the client wait, though only its key is wrong. */
  readonly #ofStrangers: Required<Quotas>;

  constructor(settings: MockSettings, errorBody: ErrorBody, clock: Clock) {
    const { hints, rules, tiers, defaultTier, provider } = settings;
    this.refusal = refusalOf(rules);
    this.#refusals = refusingStatuses(rules);
    this.#rules = rules;
    this.#clock = clock;
    this.#errorBody = errorBody;
    this.#hints = hints;
    this.#inHeaders = hintRenderer(hints, 'header', provider);
    this.#inBody = hintRenderer(hints, 'body', provider);
    this.#tellsInstants = hints.some(({ format }) => instants.includes(format));
    this.#units = [...new Set(hints.map(({ unit }) => unit))];
    this.#unitsLeft = hints.flatMap(({ means, unit }) => (means === 'remaining' || means === 'used' ? [unit] : []));
    const tier = tiers[defaultTier] ?? { ceiling: null, meters: [], counted: null };
    this.#ofStrangers = { own: fullQuotas(tier), counted: tier.counted && fullWindow(tier.counted) };
  }

  /**
   * Sets the headers for the quotas now. What a store counts is told as it was then.
   *
   * @param byLimit whether a limit refuses the request; unless given, the status says so
   */
  writeHints(reply: FastifyReply, standing: Standing, byLimit?: boolean): WrittenHints {
    const nowMs = this.#clock.now();
    const quotas = this.#quotas(standing, nowMs) ?? this.#ofStrangers;
    const told = this.#tell(quotas, nowMs, standing);
    // An instant is read against the response's own date, which must be on the same clock.
    if (this.#tellsInstants) reply.header('date', httpDate(nowMs));
    const refuses = byLimit ?? this.#refuses(reply.statusCode);
    for (const [name, value] of this.#inHeaders(refuses, told)) reply.header(name, String(value));
    // Last, since a header that says what is left is how some APIs refuse, whichever limit it was.
    if (byLimit) reply.headers(this.refusal.headers);
    const left = quotas.own.map(({ remaining }) => remaining);
    const { counted } = quotas;
    if (counted && this.#unitsLeft.includes(counted.unit)) left.push(counted.remaining);
    const remaining = Math.min(...left);
    return {
      remaining: Number.isFinite(remaining) ? Math.max(0, remaining) : null,
      waitMs: toldWaitMs(this.#hints, refuses, told),
    };
  }

  /** Writes into a success's body what the contract puts there. */
  tellIn(body: object, standing: Standing): void {
    const nowMs = this.#clock.now();
    const quotas = this.#quotas(standing, nowMs);
    if (quotas === undefined) return;
    for (const [path, value] of this.#inBody(false, this.#tell(quotas, nowMs, standing))) {
      writeAtPath(body as Record<string, unknown>, path, value);
    }
  }

  /** The body of an error, with what the contract puts into bodies. */
  error(failure: Failure): object {
    const body = this.#error(failure);
    if (!failure.byLimit || this.#throttles(body)) return body;
    // A word of the mock server's own means something else to the contract, such as a quota that is spent.
    const [code, message] = PLAIN;
    const plain = this.#error({ ...failure, code, message });
    return this.#throttles(plain) ? plain : body;
  }

  #error({ code, message, status, byLimit = false, ...standing }: Failure): object {
    const nowMs = this.#clock.now();
    const told = this.#tell(this.#quotas(standing, nowMs) ?? { own: [] }, nowMs, standing);
    const fields = byLimit ? this.refusal.fields : [];
    const free = ([path]: readonly [string, unknown]): boolean => fields.every(([taken]) => taken !== path);
    const sent = standing.waitMs === undefined ? [] : this.#inBody(byLimit || this.#refuses(status), told);
    const hints = sent.filter(free);
    const body = { ...this.#errorBody(code, message, { nowMs, hints: Object.fromEntries(hints) }) };
    for (const [path, value] of [...fields, ...hints]) {
      if (scalarAt(body, path) !== value) writeAtPath(body, path, value);
    }
    return body;
  }

  /** Whether a client takes a refusal with this body for one. */
  #throttles(body: object): boolean {
    return classOf(this.#rules, { ...this.refusal, body }) === 'throttled';
  }

  #quotas({ limits, counted = null }: Standing, nowMs: number): Quotas | undefined {
    return limits && { own: limits.quotas(nowMs), counted };
  }

  #tell({ own, counted }: Quotas, nowMs: number, { waitMs: ms = 0, waitsFor: unit = null }: Standing): Told[] {
    const quotas = counted ? tightest([...own, counted]) : own;
    const wait = { ms, unit };
    return this.#units.map((told) => tell(quotas.find((quota) => quota.unit === told) ?? unlimited(told), nowMs, wait));
  }

  #refuses(status: number): boolean {
    return this.#refusals.some(([from, to]) => status >= from && status <= to);
  }
}
