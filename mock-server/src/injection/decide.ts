import { uniforms } from '../draw.ts';
import type { FaultDecision } from '../journal/entry.ts';
import type { Subject } from '../subject.ts';
import type { ActiveFault, FaultAnswer, Hit, PlannedFailure } from './fault.ts';

export interface FaultOutcome extends Transport {
  /** The most that may be in flight at once for a key, even where its tier allows more. */
  atMost: number;
  /** One for each active fault, in their order. */
  decisions: readonly FaultDecision[];
  /** What a fault answers in the API's place; with several, the first counts. Null: the API answers itself. */
  answer: FaultAnswer | null;
  /** Added to the service time, in milliseconds. */
  delayMs: number;
  /** Whether the upstream of that network fails this request. */
  failsUpstream(network: string): boolean;
  /** How the job that the request brings fails; with several, the first counts. Null: it does not. */
  failsJob: PlannedFailure | null;
  /** How many times as long the job takes that the request brings. */
  slowsJob: number;
  /** After how many events the request's stream is cut; null: it is not. */
  cutsAfter: number | null;
}

/** The outcome where no fault is active. */
export const untouched: FaultOutcome = {
  inboundMs: 0,
  outboundMs: 0,
  atMost: Number.POSITIVE_INFINITY,
  decisions: [],
  answer: null,
  delayMs: 0,
  failsUpstream: () => false,
  failsJob: null,
  slowsJob: 1,
  cutsAfter: null,
};

type Decided = Pick<ActiveFault, 'draw' | 'rate' | 'per' | 'operation' | 'attempts'>;

/**
 * Whether a fault hits an attempt, by a hash of the seed, the fault, the key, the
 * call and, for `per: 'attempt'`, the attempt. No other traffic changes it, and a
 * higher rate hits all that a lower one hits.
 */
export function isHit(fault: Decided, seed: number, { key, callId, attempt }: Subject, operation?: string): boolean {
  if (fault.operation !== undefined && fault.operation !== operation) return false;
  if (fault.attempts === 'first' && attempt > 1) return false;
  const [u] = uniforms(
    fault.per === 'call' ? [seed, fault.draw, key, callId] : [seed, fault.draw, key, callId, attempt],
  );
  return u < fault.rate;
}

const hitBy = ({ draw }: ActiveFault, seed: number, subject: Subject): Hit => ({
  subject,
  uniforms: (...parts) => uniforms([seed, draw, ...parts]),
});

/** The most that the active faults let be in flight at once for a key, even where its tier allows more. */
export function capOf(faults: readonly ActiveFault[]): number {
  return Math.min(
    Number.POSITIVE_INFINITY,
    ...faults.map(({ hooks, fields }) => hooks.beforeAdmission?.(fields).atMost ?? Number.POSITIVE_INFINITY),
  );
}

export interface Transport {
  /** How long the request is on its way before it is counted. */
  inboundMs: number;
  /** How long its answer is on its way after it was made. */
  outboundMs: number;
}

/** How long a request and its answer are on their way, by the active faults. */
export function transportOf(
  faults: readonly ActiveFault[],
  seed: number,
  subject: Subject,
  operation?: string,
): Transport {
  let [inboundMs, outboundMs] = [0, 0];
  for (const fault of faults) {
    if (fault.hooks.onArrival === undefined || !isHit(fault, seed, subject, operation)) continue;
    const more = fault.hooks.onArrival(fault.fields, hitBy(fault, seed, subject));
    inboundMs += more.inboundMs;
    outboundMs += more.outboundMs;
  }
  return { inboundMs, outboundMs };
}

/** What the active faults do to a request. Each is decided on its own, whatever the others do. */
export function decide(
  faults: readonly ActiveFault[],
  seed: number,
  subject: Subject,
  operation?: string,
): FaultOutcome {
  const hits = faults.filter((fault) => isHit(fault, seed, subject, operation));
  const added = new Map<ActiveFault, number>();
  const answers: FaultAnswer[] = [];
  const jobs: { failure?: PlannedFailure; slowness?: number }[] = [];
  const cuts: number[] = [];
  for (const fault of hits) {
    const { hooks, fields } = fault;
    const hit = hitBy(fault, seed, subject);
    const answer = hooks.onAnswer?.(fields, hit);
    if (answer !== undefined && 'answer' in answer) answers.push(answer.answer);
    else if (answer !== undefined) added.set(fault, answer.addedMs);
    if (hooks.onJob !== undefined) jobs.push(hooks.onJob(fields, hit));
    if (hooks.onStream !== undefined) cuts.push(hooks.onStream(fields).cutAfter);
  }
  // A request that a fault answers has no service time, so nothing can be added to it.
  if (answers.length > 0) added.clear();
  return {
    ...transportOf(faults, seed, subject, operation),
    atMost: capOf(faults),
    decisions: faults.map((fault) => {
      return { id: fault.id, fault: fault.fault, hit: hits.includes(fault), addedMs: added.get(fault) ?? 0 };
    }),
    answer: answers[0] ?? null,
    delayMs: [...added.values()].reduce((sum, ms) => sum + ms, 0),
    failsUpstream: (network) => hits.some(({ hooks, fields }) => hooks.atUpstream?.(fields, network).fails === true),
    failsJob: jobs.find(({ failure }) => failure !== undefined)?.failure ?? null,
    slowsJob: jobs.reduce((product, { slowness = 1 }) => product * slowness, 1),
    cutsAfter: cuts.length === 0 ? null : Math.min(...cuts),
  };
}
