import { uniforms } from './draw.ts';
import type { ServiceTime } from './settings.ts';
import type { Subject } from './subject.ts';

/** A service time in milliseconds, lognormal: the same seed gives each attempt the same time in any interleaving. */
export function drawServiceMs(service: ServiceTime, seed: number, subject: Subject): number {
  const [u, v] = uniforms([seed, 'service', subject.key, subject.callId, subject.attempt]);
  // Box-Muller; 1 - u is never 0, whose logarithm would be infinite.
  const normal = Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
  return service.medianMs * Math.exp(service.sigma * normal);
}
