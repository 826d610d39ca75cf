import type { Case } from '../case.ts';
import { breakerCases } from './breaker/index.ts';
import { bulkheadCases } from './bulkhead/index.ts';
import { cancellationCases } from './cancellation/index.ts';
import { hintCases } from './hints/index.ts';
import { limitCases } from './limits/index.ts';
import { listenerCases } from './listeners/index.ts';
import { retryCases } from './retry/index.ts';
import { timeCases } from './time/index.ts';

/** By what they are about, each room a folder of that name; in the order of the table. */
export const rooms: Readonly<Record<string, readonly Case[]>> = {
  hints: hintCases,
  limits: limitCases,
  retry: retryCases,
  breaker: breakerCases,
  bulkhead: bulkheadCases,
  cancellation: cancellationCases,
  time: timeCases,
  listeners: listenerCases,
};

export const cases: readonly Case[] = Object.values(rooms).flat();
