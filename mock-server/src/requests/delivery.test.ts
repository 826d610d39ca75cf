import { describe, expect, test } from 'vitest';
import { NeuraBench } from '../providers/neura/app.fixture.ts';

const network = { provider: 'neura', fault: 'network', minMs: 20, maxMs: 20, rate: 1, ttlMs: 60_000 } as const;
const CALL = '/solana/agents/echo/call';

describe('under the fault network an answer is on its way there and back', () => {
  test.each([
    ['where the body does not fit', 400, CALL, { body: {} }],
    ['where the agent is unknown, and takes its service time', 404, '/solana/agents/nobody/call', undefined],
    ['where a fault answers at once', 503, '/solana/agents', undefined],
  ])('%s', async (_what, status, path, request) => {
    const bench = new NeuraBench();
    await bench.addFault(network);
    const fault = { provider: 'neura', fault: 'http_error', rate: 1, operation: 'discover', ttlMs: 60_000 } as const;
    await bench.addFault(fault);
    const sentMs = bench.clock.now();
    const response = await bench.get(path, request ?? { body: { input: 'hi' } });
    expect(response.statusCode).toBe(status);
    const [entry] = (await bench.journal()).entries;
    expect(bench.clock.now() - sentMs).toBeCloseTo(40 + (entry?.drawnServiceMs ?? 0), 2);
    expect(entry?.arrivalMs).toBe(sentMs + 20);
  });
});

test('without a network a refusal is sent in the turn of its arrival', async () => {
  const bench = new NeuraBench();
  const sentMs = bench.clock.now();
  expect((await bench.ask('/solana/agents', { key: 'nra_stranger' })).statusCode).toBe(401);
  expect(bench.clock.now()).toBe(sentMs);
  expect(bench.clock.pending).toBe(0);
});
