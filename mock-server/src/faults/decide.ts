import { uniforms } from '../hash.ts';
import type { Subject } from '../subject.ts';
import type { ActiveFault } from './fault.ts';

/**
 * Whether a fault hits an attempt: a hash of the seed, the fault, the key, the
 * call and, for `per: 'attempt'`, the attempt. Nothing that happens beside the
 * call changes it, and a higher rate hits all that a lower one hits.
 */
export function isHit(fault: Pick<ActiveFault, 'draw' | 'rate' | 'per'>, seed: number, subject: Subject): boolean {
  const { key, callId, attempt } = subject;
  const [u] = uniforms(
    fault.per === 'call' ? [seed, fault.draw, key, callId] : [seed, fault.draw, key, callId, attempt],
  );
  return u < fault.rate;
}
