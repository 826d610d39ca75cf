import type { Subject } from '../subject.ts';
import type { FieldSchemas, FieldValue, GivenFields, ReadFields } from './fields.ts';

export const jobFailureReasons = ['preempted', 'out_of_memory', 'internal'] as const;
export type JobFailureReason = (typeof jobFailureReasons)[number];

/** How a job fails, and after which share of its run, from 0 to 1. */
export interface PlannedFailure {
  reason: JobFailureReason;
  share: number;
}

/** The answer in the API's place, sent at once and without a service time; `never`: no answer comes. */
export type FaultAnswer = { status: number; retryAfterMs: number | null } | 'never';

/** A request that a fault hits. */
export interface Hit {
  subject: Subject;
  /** Two numbers in [0, 1) that depend on the seed, the fault, these parts, and nothing else. */
  uniforms(...parts: readonly (string | number)[]): readonly [number, number];
}

/** What a fault hits, in words. */
export interface HitWords {
  /** `every attempt of 3 % of the calls` */
  requests: string;
  /** `3 % of the jobs` */
  jobs: string;
}

/**
 * What a fault does to a request: it has a hook for each place where it acts, and
 * need not know what else happens there. Durations are in milliseconds.
 */
export interface FaultHooks<Fields> {
  /** How long the request is on its way before it is counted, and its answer after it was made. */
  onArrival?(fields: Fields, hit: Hit): { inboundMs: number; outboundMs: number };
  /**
   * The most that may be in flight at once for a key, even where its tier allows
   * more. Such a fault holds for all requests: nothing is drawn, and whichever
   * request does not fit is refused.
   */
  beforeAdmission?(fields: Fields): { atMost: number };
  /** Serves the request later, or answers it in the API's place. */
  onAnswer?(fields: Fields, hit: Hit): { addedMs: number } | { answer: FaultAnswer };
  /** Whether the request's call to the upstream of this network fails. */
  atUpstream?(fields: Fields, network: string): { fails: boolean };
  /** How the job that the request brings fails, and how many times as long it takes. */
  onJob?(fields: Fields, hit: Hit): { failure?: PlannedFailure; slowness?: number };
  /** After how many events the connection of the request's stream is cut. */
  onStream?(fields: Fields): { cutAfter: number };
}

interface FaultDefinition<Fields> extends FaultHooks<Fields> {
  /** Its file's name, with `_` for `-`. */
  name: string;
  /** What it does, for people: a sentence that begins with a verb. */
  summary: string;
  /** The only operation that it can act on; default all. */
  operation?: string;
  /** The fields that only this fault has. */
  fields: FieldSchemas;
  /** Its settings where nothing but its name is given. `rate` is 1 unless given. */
  defaults: FaultDefaults;
  /** @throws BadRequest where its fields do not fit each other. */
  check?(fields: Fields): void;
  /** `3 s more on every attempt of 3 % of the calls` */
  describe(fields: Fields, hits: HitWords): string;
}

type FaultDefaults = { rate?: number; per?: 'call' | 'attempt' };

/** A fault as the server sees it, which knows nothing of its fields. */
export type Fault = FaultDefinition<Readonly<Record<string, FieldValue | null>>>;

/** A fault as its file defines it, with hooks that get its fields by name and type. */
type Defined<F extends FieldSchemas> = Omit<FaultDefinition<ReadFields<F>>, 'fields' | 'defaults'> & {
  fields: F;
  defaults: FaultDefaults & GivenFields<F>;
};

/** Makes a fault; it is the default export of a file in faults/, and no other file names it. */
export function defineFault<const F extends FieldSchemas>(fault: Defined<F>): Fault {
  // The cast is safe, since its hooks only ever get fields that were read by its own schemas.
  return fault as unknown as Fault;
}

/** A fault's settings, without its provider and how long it lasts. Its schemas check its own fields. */
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
  /** The name of its kind, such as `http_error`. */
  fault: string;
  rate: number;
  per: 'call' | 'attempt';
  /** The only operation that it hits; default all. */
  operation?: string;
  /** Spares a call's retries; by default they may be hit too. */
  attempts?: 'first';
  expiresAtMs: number;
  /** What its hooks are given. */
  fields: Readonly<Record<string, FieldValue | null>>;
  hooks: FaultHooks<ActiveFault['fields']>;
  /**
   * Names the draw that decides which requests are hit. A second fault of a kind
   * has a draw of its own; with the first one's it would hit the same requests.
   */
  draw: string;
}
