import { seededRandom } from '@evenkeel/toolkit/testing';
import type { SdkPlan } from '../plan.ts';

/** How an admitted request fails: a 500, a 503 that asks to wait, or a connection that is reset once it was read. */
export type MishapKind = '500' | '503' | 'reset';

export interface Mishap {
  how: MishapKind;
  /** Whether it was done all the same: no client can know. */
  done: boolean;
}

const hows: readonly MishapKind[] = ['500', '503', 'reset'];
/** A call fails no more often than this, so that four attempts are enough for a client which keeps to the window. */
const MOST_OF_A_CALL = 2;

/** A request's own fate and time: the same for every client, in whatever order requests come. */
export interface Fate {
  mishap: Mishap | undefined;
  serviceMs: number;
}

/** @param served how often the call was admitted before */
export function fateOf({ seed, failing, service }: SdkPlan, call: number, served: number): Fate {
  const random = seededRandom((seed ^ Math.imul(call + 1, 0x9e3779b1) ^ Math.imul(served + 1, 0x85ebca6b)) >>> 0);
  const serviceMs = service.leastMs + random() * (service.mostMs - service.leastMs);
  if (served >= MOST_OF_A_CALL || random() >= failing) return { mishap: undefined, serviceMs };
  const how = hows[Math.floor(random() * hows.length)] as MishapKind;
  return { mishap: { how, done: random() < 0.5 }, serviceMs };
}
