import fc from 'fast-check';
import type { Backoff } from '../src/policies/retry/backoff.ts';
import type { BudgetSettings } from '../src/policies/retry/retry-settings.ts';
import { counting, type DialectName, dialects } from './dialects.ts';
import type { ServerTraits } from './simulated-server.ts';

/** When the caller gives up: after a while, or while the policies report their nth event of the call. */
type Abort = { afterMs: number } | { onEvent: number };

/** What an application does: a call, or a batch. */
export interface Plan {
  atMs: number;
  /** Undefined for a single call. */
  payloads: number | undefined;
  abort: Abort | undefined;
  /** After so many results the batch's consumer leaves it. */
  leaveAfter: number | undefined;
  priority: number;
}

/** What an operator does. Limits are never set above the server's own. */
export type Act = { atMs: number } & (
  | { kind: 'pause'; forMs: number }
  | { kind: 'ceiling' | 'window'; to: number }
  /** Closes the client, and cancels the calls under way after a while. */
  | { kind: 'close'; patienceMs: number }
);

interface ClientTraits {
  maxAttempts: number;
  attemptTimeoutMs: number;
  deadlineMs: number;
  backoff: Backoff;
  hintJitterMs: number;
  hintMarginMs: number;
  maxQueued: number;
  budget: BudgetSettings | null;
  /** Whether the circuit breaker may ever open. */
  breaks: boolean;
}

/** All that decides how a run goes. */
export interface World {
  seed: number;
  client: ClientTraits;
  server: ServerTraits;
  plans: readonly Plan[];
  acts: readonly Act[];
}

type Given<T> = { [K in keyof T]?: fc.Arbitrary<T[K]> };

export const never = fc.constant(undefined);
export const none = fc.constant(0);
const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
const between = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const tenthsOf = (max: number): fc.Arbitrary<number> => upTo(10).map((tenths) => (tenths / 10) * max);
const sometimes = <T>(some: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<T | undefined> =>
  fc.oneof({ arbitrary: never, weight: oneIn - 1 }, { arbitrary: some, weight: 1 });

const anyDialect = fc.constantFrom(...(Object.keys(dialects) as DialectName[]));
export const countingDialect = fc.constantFrom(...counting);
const ceilings = between(1, 4);
const windows = fc.record({
  limit: between(1, 6),
  windowMs: between(100, 3_000),
  starts: fc.constantFrom('first-request' as const, 'aligned' as const),
});

export const budgets: fc.Arbitrary<BudgetSettings> = fc.record({
  ratio: tenthsOf(1),
  floorPerWindow: upTo(3),
  windowMs: between(100, 3_000),
  charges: fc.subarray(['transient' as const, 'throttled' as const], { minLength: 1 }),
});

const baseMs = between(1, 300);
const capMs = between(300, 1_000);
const growth = { baseMs, factor: fc.constantFrom(1, 1.5, 2), capMs, firstExponent: fc.constantFrom<0 | 1>(0, 1) };
export const backoffs: fc.Arbitrary<Backoff> = fc.oneof(
  fc.record({ kind: fc.constantFrom('full-jitter' as const, 'equal-jitter' as const), ...growth }),
  fc.record({ kind: fc.constant('additive-jitter' as const), jitterMs: upTo(200), ...growth }),
  fc.record({ kind: fc.constant('decorrelated-jitter' as const), baseMs, capMs }),
  fc.record({ kind: fc.constant('uniform' as const), minMs: upTo(100), maxMs: between(100, 500) }),
);

const clientTraits = {
  maxAttempts: between(1, 4),
  attemptTimeoutMs: between(50, 1_500),
  deadlineMs: between(1_500, 10_000),
  backoff: backoffs,
  hintJitterMs: upTo(500),
  hintMarginMs: upTo(50),
  maxQueued: fc.oneof(fc.constant(1_000), upTo(3)),
  budget: fc.option(budgets),
  breaks: fc.boolean(),
} satisfies Given<ClientTraits>;

const serverTraits = {
  ceiling: fc.option(ceilings),
  window: fc.option(windows),
  dialect: anyDialect,
  longestDelayMs: upTo(300),
  longestServiceMs: upTo(400),
  counts: fc.constantFrom('at-admission' as const, 'at-completion' as const),
  skewMs: fc.constantFrom(0, -7_777, 86_400_123),
  refusal: fc.constant(429),
  failure: fc.constant({ status: 500, class: 'transient' as const }),
  failing: tenthsOf(0.4),
  busy: tenthsOf(0.3),
  lost: tenthsOf(0.2),
  garbled: fc.constantFrom(0, 0, 0.5),
  aborts: fc.constantFrom('at-once' as const, 'never' as const),
} satisfies Given<ServerTraits>;

const aborts: fc.Arbitrary<Abort> = fc.oneof(
  fc.record({ afterMs: upTo(1_500) }),
  fc.record({ onEvent: between(1, 12) }),
);

/** Refusals and failures of any status that a contract may list. */
export const anyRefusals = {
  refusal: fc.constantFrom(429, 420, 403, 503),
  failure: fc.constantFrom(
    { status: 500, class: 'transient' as const },
    { status: 502, class: 'overloaded' as const },
    { status: 529, class: 'overloaded' as const },
  ),
};

const planTraits = {
  atMs: upTo(1_500),
  payloads: sometimes(upTo(5), 3),
  abort: sometimes(aborts, 3),
  leaveAfter: sometimes(upTo(3), 4),
  priority: fc.constantFrom(0, 0, 1),
} satisfies Given<Plan>;

const atMs = upTo(3_000);
const closing: fc.Arbitrary<Act> = fc.record({ kind: fc.constant('close' as const), atMs, patienceMs: upTo(2_000) });
const pause: fc.Arbitrary<Act> = fc.record({ kind: fc.constant('pause' as const), atMs, forMs: upTo(2_000) });
const limit: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom('ceiling' as const, 'window' as const),
  atMs,
  to: between(1, 6),
});

/** Acts after which the client can still be used. */
export const keptActs = fc.array(fc.oneof(pause, limit), { maxLength: 2 });
export const ceilingChanges = fc.array(
  fc.record({ kind: fc.constant('ceiling' as const), atMs: upTo(1_500), to: ceilings }),
  { maxLength: 4 },
);
export const pauses = fc.array(pause, { minLength: 1, maxLength: 3 });
export const closings = fc.array(closing, { minLength: 1, maxLength: 1 });
const anyActs = fc.array(fc.oneof(pause, limit, closing), { maxLength: 2 });

interface Givens {
  client?: Given<ClientTraits>;
  server?: Given<ServerTraits>;
  plan?: Given<Plan>;
  /** How many plans. Default 1 to 6. */
  plans?: { minLength: number; maxLength: number };
  acts?: fc.Arbitrary<Act[]>;
}

/** Any world, except that given traits replace the usual ones. */
export function worlds({ client, server, plan, plans, acts = anyActs }: Givens = {}): fc.Arbitrary<World> {
  return fc.record({
    seed: fc.nat(),
    client: fc.record<ClientTraits>({ ...clientTraits, ...client }),
    server: fc.record<ServerTraits>({ ...serverTraits, ...server }),
    plans: fc.array(fc.record<Plan>({ ...planTraits, ...plan }), plans ?? { minLength: 1, maxLength: 6 }),
    acts,
  });
}
