import { type CostedRequest, estimateOf } from '@evenkeel/toolkit/providers';
import type { FastifyRequest } from 'fastify';
import type { Cost, Estimators, OwnCost } from '../costs.ts';

/** What a request's costs are read from. */
export function costedRequest({ body, headers }: Pick<FastifyRequest, 'body' | 'headers'>): CostedRequest {
  // Where an API's own routes have parsed it, its length is known by what was announced.
  if (!Buffer.isBuffer(body)) return { json: body, bytes: Number(headers['content-length'] ?? 0) };
  return { json: parsed(body), bytes: body.byteLength };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    // No JSON: then no field of it says anything.
    return undefined;
  }
}

/** What the admission of a request takes: what is the same for all of its operation, and what is its own. */
export function estimatedCost(
  same: Cost,
  own: readonly OwnCost[],
  request: CostedRequest,
  estimators: Estimators,
): Cost {
  const estimated = own.map(({ unit, estimate }) => [unit, estimateOf(estimate, request, estimators)]);
  return { ...same, ...Object.fromEntries(estimated) };
}

/** What it truly takes. */
export function trueCost(
  estimated: Cost,
  own: readonly OwnCost[],
  request: CostedRequest,
  estimators: Estimators,
): Cost {
  const known = own.flatMap(({ unit, truth }) =>
    truth === null ? [] : [[unit, estimateOf(truth, request, estimators)]],
  );
  return { ...estimated, ...Object.fromEntries(known) };
}
