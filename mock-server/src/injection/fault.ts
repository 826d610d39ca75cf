import type { Subject } from '../subject.ts';
import type { FieldSchemas, FieldValue, GivenFields, ReadFields } from './fields.ts';

export const jobFailureReasons = ['preempted', 'out_of_memory', 'internal'] as const;
export type JobFailureReason = (typeof jobFailureReasons)[number];

/** How a job fails, and after which share of its run, from 0 to 1. */
export interface PlannedFailure {
  reason: JobFailureReason;
  share: number;
}

/** What is answered in the API's place, at once and without a service time; `never`: no answer comes. */
export type FaultAnswer = { status: number; retryAfterMs: number | null } | 'never';

/** A request that a fault hits. */
export interface Hit {
  subject: Subject;
  /** Two numbers in [0, 1) that depend on the seed, the fault, these parts, and nothing else. */
  uniforms(...parts: readonly (string | number)[]): readonly [number, number];
}

/** Whom a fault hits, in words. */
export interface HitWords {
  /** `every attempt of 3 % of the calls` */
  requests: string;
  /** `3 % of the jobs` */
  jobs: string;
}

/**
 * Where a fault acts on a request's way, and what it may do there: it has a hook
 * for each place where it acts, and knows nothing of what else is done there.
 * Durations are in milliseconds.
 */
export interface FaultHooks<Fields> {
  /** On its way for so long, each way: before it is counted, and after its answer is made. */
  onArrival?(fields: Fields, hit: Hit): { inboundMs: number; outboundMs: number };
  /**
   * How many may be in flight at once for a key, whatever its tier says. Nothing
   * is drawn for it: what does not fit is refused, whichever request that is.
   * Such a fault holds for all.
   */
  beforeAdmission?(fields: Fields): { atMost: number };
  /** Served, but later; or not served, and answered in the API's place. */
  onAnswer?(fields: Fields, hit: Hit): { addedMs: number } | { answer: FaultAnswer };
  /** Whether that fails which it asks of the upstream of this network. */
  atUpstream?(fields: Fields, network: string): { fails: boolean };
  /** How the job fails that it brings, and how many times as long that job takes. */
  onJob?(fields: Fields, hit: Hit): { failure?: PlannedFailure; slowness?: number };
  /** After so many events the connection of its stream is cut. */
  onStream?(fields: Fields): { cutAfter: number };
}

interface FaultDefinition<Fields> extends FaultHooks<Fields> {
  /** As its file, with `_` for `-`. */
  name: string;
  /** What it does, for people: a sentence that begins with a verb. */
  summary: string;
  /** The only operation that it can do something to; default all. */
  operation?: string;
  /** The fields that only this fault has. */
  fields: FieldSchemas;
  /** What it is like where nobody says more than its name. `rate` is 1 unless given. */
  defaults: FaultDefaults;
  /** @throws BadRequest where its fields do not fit each other. */
  check?(fields: Fields): void;
  /** `3 s more on every attempt of 3 % of the calls` */
  describe(fields: Fields, hits: HitWords): string;
}

type FaultDefaults = { rate?: number; per?: 'call' | 'attempt' };

/** A fault as the server knows it: whatever fields it has are its own business. */
export type Fault = FaultDefinition<Readonly<Record<string, FieldValue | null>>>;

/** A fault as its file defines it, with hooks that get its fields by name and type. */
type Defined<F extends FieldSchemas> = Omit<FaultDefinition<ReadFields<F>>, 'fields' | 'defaults'> & {
  fields: F;
  defaults: FaultDefaults & GivenFields<F>;
};

/** The default export of a file of faults/; no other file names it. */
export function defineFault<const F extends FieldSchemas>(fault: Defined<F>): Fault {
  // Its hooks are only ever given what was read by its own schemas.
  return fault as unknown as Fault;
}

/** What is asked of a fault, but for where and for how long. Its own fields are checked by its schemas. */
export interface FaultSettings {
  fault: string;
  /** Share of the calls or attempts that are hit, 0 to 1. */
  rate: number;
  /** `call` (the default): all attempts of a call share its outcome; `attempt`: each has its own. */
  per?: 'call' | 'attempt';
  /** Spares the requests of all other operations. */
  operation?: string;
  /** Spares a call's retries. Default: all attempts may be hit. */
  attempts?: 'first';
  /** The fault's own fields: `GET /docs/json` describes them. */
  [field: string]: FieldValue | undefined;
}

/** The body of `POST /admin/faults`. */
export interface FaultRequest extends FaultSettings {
  provider: string;
  /** After this the fault ends by itself. */
  ttlMs: number;
}

export interface ActiveFault {
  id: string;
  provider: string;
  /** The name of its kind. */
  fault: string;
  rate: number;
  per: 'call' | 'attempt';
  /** Spares the requests of all other operations; default none. */
  operation?: string;
  /** Spares a call's retries; default not. */
  attempts?: 'first';
  expiresAtMs: number;
  /** What its hooks are given. */
  fields: Readonly<Record<string, FieldValue | null>>;
  hooks: FaultHooks<ActiveFault['fields']>;
  /**
   * Names the draw that decides who is hit. A second fault of a kind has a draw
   * of its own, else it would only ever hit what the first one hits.
   */
  draw: string;
}
