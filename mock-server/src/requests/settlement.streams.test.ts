import { Readable } from 'node:stream';
import { FakeClock } from '@evenkeel/toolkit/testing';
import type { FastifyReply } from 'fastify';
import { expect, test } from 'vitest';
import { KeyLimits } from '../limits/key-limits.ts';
import type { RequestContext } from './context.ts';
import { type OpenStream, settle } from './settlement.ts';

/** What is left of 1,000 after an admission of 500, of which 200 are truly taken, with a stream of three pieces. */
async function leftAfter(read: (stream: Readable) => Promise<unknown>): Promise<number | undefined> {
  const meter = {
    kind: 'window',
    starts: 'rolling',
    unit: 'tokens',
    amount: 1_000,
    windowMs: 60_000,
    penaltyMs: 0,
  } as const;
  const limits = new KeyLimits({ ceiling: null, meters: [meter] });
  const clock = new FakeClock(0);
  limits.admit(0, undefined, { tokens: 500 });
  const context = {
    limits,
    startMs: 0,
    cost: { tokens: 500 },
    unsettled: [{ unit: 'tokens', estimate: 500, truth: 200, toldIn: null }],
    costed: { json: undefined, bytes: 0 },
    route: { operation: { returns: 'events' } },
  } as unknown as RequestContext;
  const reply = { statusCode: 200 } as FastifyReply;
  const body = settle(context, reply, () => Readable.from(['a', 'b', 'c']), { clock, estimators: {} });
  expect(limits.quotas(0)[0]?.remaining).toBe(500);
  await read((body as OpenStream)(reply, (last) => last));
  return limits.quotas(0)[0]?.remaining;
}

test.each<[what: string, read: (stream: Readable) => Promise<unknown>, left: number]>([
  ['is read to its end', (stream) => stream.toArray(), 800],
  [
    'is cut off',
    async (stream) => {
      await stream[Symbol.asyncIterator]().next();
      stream.destroy();
    },
    500,
  ],
])('a stream that says nothing of its end is settled by how it ends: it %s', async (_what, read, left) => {
  expect(await leftAfter(read)).toBe(left);
});
