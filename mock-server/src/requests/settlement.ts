import type { Readable } from 'node:stream';
import type { Clock } from '@evenkeel/toolkit';
import { type CostedRequest, estimateOf } from '@evenkeel/toolkit/providers';
import type { FastifyReply } from 'fastify';
import type { Cost, Estimators, OwnCost } from '../costs.ts';
import { writeAtPath } from '../dialect/write-path.ts';
import type { RequestContext } from './context.ts';
import { costedRequest, trueCost } from './costed-request.ts';

/** Called with the data of a stream's last event, before that is sent; returns the data as it is to be sent. */
export type EndStream = (last: object) => object;

export type OpenStream = (reply: FastifyReply, end: EndStream) => Readable;

type Body = object | OpenStream | null;
type Place = 'body' | 'lastEvent';

interface Deps {
  clock: Clock;
  estimators: Estimators;
}

/**
 * Takes what a call has truly taken instead of what its admission took, and has the answer tell it where the contract
 * says: before the answer is sent or, of a stream, with the last event. An answer that is an error tells nothing, and a
 * stream that is cut off does not end: then what was estimated stays.
 *
 * @returns the body to be sent; an Error where an estimator fails, since an answer is sent by a timer, which must not throw
 */
export function settle(context: RequestContext, reply: FastifyReply, body: Body, { clock, estimators }: Deps): Body {
  const { limits, startMs, cost, unsettled, route } = context;
  context.unsettled = null;
  if (limits === undefined || startMs === null || unsettled === null || reply.statusCode >= 400) return body;
  context.costed ??= costedRequest(reply.request);
  const { costed } = context;
  let truth: Cost;
  try {
    truth = trueCost(cost, unsettled, costed, estimators);
  } catch (error) {
    return error as Error;
  }
  for (const { unit, toldIn } of unsettled) {
    if (toldIn !== null && 'header' in toldIn) reply.header(toldIn.header, String(truth[unit]));
  }
  let settled = false;
  const take = (): void => {
    if (!settled) limits.settle({ admittedMs: startMs, nowMs: clock.now() }, cost, truth);
    settled = true;
  };
  const told = (json: object, place: Place): object => telling(json, rowsOf(place, unsettled, truth, costed));
  if (typeof body === 'function' && ['stream', 'events'].includes(route.operation.returns)) {
    const open = body as OpenStream;
    const end: EndStream = (last) => {
      take();
      return told(last, 'lastEvent');
    };
    return (to: FastifyReply) => open(to, end).once('end', take);
  }
  take();
  return body === null || typeof body === 'function' ? body : told(body, 'body');
}

type Row = readonly [path: string, amount: number];

/** What a body or an event tells. */
function rowsOf(place: Place, own: readonly OwnCost[], truth: Cost, costed: CostedRequest): Row[] {
  const usage: Record<string, number> = {};
  const rows = own.flatMap(({ unit, toldIn }): Row[] => {
    const amount = truth[unit] ?? 0;
    if (toldIn === null) return [];
    if ('usage' in toldIn) usage[toldIn.usage] = amount;
    const path = Reflect.get(toldIn, place) as string | undefined;
    return path === undefined ? [] : [[path, amount]];
  });
  return Object.keys(usage).length === 0 ? rows : [...rows, ...usageRows(usage, costed)];
}

/** Tokens in and out and in all, as model APIs tell them. Where it is not known how many went in, they are estimated. */
function usageRows(
  { input_tokens, output_tokens, total_tokens }: Record<string, number>,
  costed: CostedRequest,
): Row[] {
  const most = total_tokens ?? Number.POSITIVE_INFINITY;
  const input = input_tokens ?? Math.min(most, estimateOf({ estimator: 'input-tokens' }, costed));
  const output = output_tokens ?? Math.max(0, (total_tokens ?? 0) - input);
  return [
    ['usage.input_tokens', input],
    ['usage.output_tokens', output],
    ['usage.total_tokens', total_tokens ?? input + output],
  ];
}

/** A copy, since some answers are kept, for repeats. */
function telling(json: object, rows: readonly Row[]): object {
  if (rows.length === 0) return json;
  const copy = structuredClone(json) as Record<string, unknown>;
  for (const [path, amount] of rows) writeAtPath(copy, path, amount);
  return copy;
}
