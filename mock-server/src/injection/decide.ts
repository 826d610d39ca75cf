import { uniforms } from '../draw.ts';
import type { FaultDecision } from '../journal/entry.ts';
import type { Subject } from '../subject.ts';
import type { ActiveFault, FaultEffect, JobFailureReason } from './fault.ts';

export interface FaultOutcome {
  /** One for each fault, in their order. */
  decisions: FaultDecision[];
  /** Where a fault answers in the API's place; with several, the first. */
  answer: Extract<FaultEffect, { does: 'answer' }> | null;
  /** What is added to the service time. */
  delayMs: number;
  /** Whether the upstream of a network fails for it. */
  failsUpstream(network: string): boolean;
  /** How the job fails that it brings, and after which share of its run; null: it does not. */
  failsJob: { reason: JobFailureReason; share: number } | null;
  /** How many times as long the job takes that it brings. */
  slowsJob: number;
  /** After so many events its stream is cut; null: it is not. */
  cutsAfter: number | null;
}

type Decided = Pick<ActiveFault, 'draw' | 'rate' | 'per' | 'operation' | 'attempts'>;

/**
 * Whether a fault hits an attempt: a hash of the seed, the fault, the key, the
 * call and, for `per: 'attempt'`, the attempt. Nothing that happens beside the
 * call changes it, and a higher rate hits all that a lower one hits.
 */
export function isHit(fault: Decided, seed: number, { key, callId, attempt }: Subject, operation?: string): boolean {
  if (fault.operation !== undefined && fault.operation !== operation) return false;
  if (fault.attempts === 'first' && attempt > 1) return false;
  const [u] = uniforms(
    fault.per === 'call' ? [seed, fault.draw, key, callId] : [seed, fault.draw, key, callId, attempt],
  );
  return u < fault.rate;
}

/** What may be in flight at once for a key by the active faults, whatever its tier says. */
export function capOf(faults: readonly ActiveFault[]): number {
  return Math.min(
    Number.POSITIVE_INFINITY,
    ...faults.map(({ effect }) => (effect.does === 'cap' ? effect.max : Number.POSITIVE_INFINITY)),
  );
}

export interface Transport {
  /** Before the request is counted. */
  inboundMs: number;
  /** After its answer is made. */
  outboundMs: number;
}

/** How long a request and its answer are on their way, by the active faults. */
export function transportOf(
  faults: readonly ActiveFault[],
  seed: number,
  subject: Subject,
  operation: string,
): Transport {
  let [inboundMs, outboundMs] = [0, 0];
  for (const fault of faults) {
    if (fault.effect.does !== 'transport' || !isHit(fault, seed, subject, operation)) continue;
    const { minMs, maxMs } = fault.effect;
    const [there, back] = uniforms([seed, fault.draw, 'each way', subject.key, subject.callId, subject.attempt]);
    inboundMs += minMs + there * (maxMs - minMs);
    outboundMs += minMs + back * (maxMs - minMs);
  }
  return { inboundMs, outboundMs };
}

/** What the active faults do to a request. Each is decided by itself, whatever the others do. */
export function decide(
  faults: readonly ActiveFault[],
  seed: number,
  subject: Subject,
  operation?: string,
): FaultOutcome {
  const hits = faults.filter((fault) => isHit(fault, seed, subject, operation));
  const answer = hits.map(({ effect }) => effect).find((effect) => effect.does === 'answer') ?? null;
  const decisions = faults.map((fault) => {
    const hit = hits.includes(fault);
    // Who is answered at once waits for no service time, so nothing is added to it.
    const addedMs = hit && answer === null && fault.effect.does === 'delay' ? fault.effect.fixedMs : 0;
    return { id: fault.id, fault: fault.fault, hit, addedMs };
  });
  const cuts = hits.flatMap(({ effect }) => (effect.does === 'cut-stream' ? [effect.afterEvents] : []));
  const slowness = hits.flatMap(({ effect }) => (effect.does === 'slow-job' ? [effect.factor] : []));
  const down = hits.flatMap(({ effect }) => (effect.does === 'fail-upstream' ? [effect.network] : []));
  return {
    decisions,
    answer,
    delayMs: decisions.reduce((sum, { addedMs }) => sum + addedMs, 0),
    failsUpstream: (network) => down.some((one) => one === null || one === network),
    failsJob: jobFailureOf(hits, seed, subject),
    slowsJob: slowness.reduce((product, factor) => product * factor, 1),
    cutsAfter: cuts.length === 0 ? null : Math.min(...cuts),
  };
}

/** With several, the first. */
function jobFailureOf(hits: readonly ActiveFault[], seed: number, { key, callId }: Subject): FaultOutcome['failsJob'] {
  for (const { effect, draw } of hits) {
    if (effect.does !== 'fail-job') continue;
    const [share] = uniforms([seed, draw, 'share', key, callId]);
    return { reason: effect.reason, share };
  }
  return null;
}
