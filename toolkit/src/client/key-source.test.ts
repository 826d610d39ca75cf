import { describe, expect, it } from 'vitest';
import type { JobEnd } from '../call/call.ts';
import { createMemoryCoordinator } from '../coordination/memory.ts';
import { neroxProfile } from '../providers/nerox/contract.ts';
import { EventRecorder, FakeClock, type Reply, ScriptedTransport, type SentRequest } from '../testing/index.ts';
import type { ClientOptions } from './client-options.ts';
import { ContractClient } from './contract-client.ts';

const keyOf = ({ headers }: SentRequest): string => (headers.authorization ?? '').slice('Bearer '.length);

function setUp(valid: () => string, options: Partial<ClientOptions> = {}, reply: Reply = 200) {
  const clock = new FakeClock();
  const transport = new ScriptedTransport(clock, (request) =>
    keyOf(request) === valid() ? reply : { status: 401, body: { error: { message: `Not ${keyOf(request)}.` } } },
  );
  const recorder = new EventRecorder();
  const client = new ContractClient(neroxProfile, {
    baseUrl: 'http://nerox.test',
    transport,
    clock,
    random: () => 0.5,
    onEvent: recorder.sink,
    ...options,
  });
  const call = () => clock.runUntil(client.call('usage', undefined, (body) => body));
  return { clock, transport, recorder, client, call };
}

describe('a key that is got by a function', () => {
  it('is asked for before the first call, once', async () => {
    let asked = 0;
    const s = setUp(() => 'nrx_a', { apiKey: async () => `nrx_${'ab'[asked++]}` });
    expect(asked).toBe(0);
    await Promise.all([s.call(), s.call()]);
    expect([asked, s.transport.sent.length]).toEqual([1, 2]);
  });

  it('is asked for again after a 401, by one of many calls, none of which fails', async () => {
    let valid = 'nrx_a';
    let asked = 0;
    const s = setUp(() => valid, {
      apiKey: () => {
        asked += 1;
        return valid;
      },
    });
    await s.call();
    valid = 'nrx_b';
    await Promise.all(Array.from({ length: 20 }, () => s.call()));
    expect(asked).toBe(2);
    expect(s.recorder.ofType('call-ended').every(({ outcome, attempts }) => outcome === 'ok' && attempts === 1)).toBe(
      true,
    );
  });

  it('that is refused still ends the call with the refusal, and is in no text', async () => {
    const s = setUp(() => 'nrx_other', { apiKey: () => 'nrx_secret' });
    const error = await s.call().catch((reason: Error) => reason);
    expect(error).toMatchObject({ code: 'EVK_UPSTREAM_REFUSED', status: 401 });
    expect(s.transport.sent).toHaveLength(1);
    expect(JSON.stringify([String(error), s.recorder.events])).not.toContain('nrx_secret');
  });

  it.each<[string, () => string | Promise<string>]>([
    [
      'throws',
      () => {
        throw new Error('vault is sealed');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('vault is sealed');
      },
    ],
    ['gives none', () => ''],
    ['gives another API’s', () => 'nmb_x'],
  ])('that %s rejects the call before anything is sent', async (_what, apiKey) => {
    const s = setUp(() => 'nrx_a', { apiKey });
    await expect(s.call()).rejects.toMatchObject({ code: 'EVK_KEY_UNAVAILABLE', outcome: 'rejected' });
    expect(s.transport.sent).toEqual([]);
  });

  it('that throws for a call that is over already ends nothing but the call', async () => {
    const s = setUp(() => 'nrx_a', {
      apiKey: async () => {
        throw new Error('vault is sealed');
      },
    });
    const call = s.client.call('usage', undefined, (body) => body, { signal: AbortSignal.abort() });
    await expect(s.clock.runUntil(call)).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    await s.clock.advance(1);
  });

  it('that hangs after a 401 ends with the attempt, which gives its slot back', async () => {
    let asked = 0;
    const apiKey = () => (asked++ === 0 ? 'nrx_a' : new Promise<string>(() => {}));
    const s = setUp(() => 'nrx_b', { apiKey, tier: 'developer' });
    const request = { params: { problem_type: 'tsp' }, until: new Promise<JobEnd>(() => {}) };
    const submit = () => s.client.call('job', {}, (body) => body, request);
    for (let n = 0; n < 3; n += 1) {
      await expect(s.clock.runUntil(submit())).rejects.toMatchObject({ code: 'EVK_ATTEMPT_TIMEOUT' });
    }
  });

  it('ends with the call that waits for it', async () => {
    const s = setUp(() => 'nrx_a', { apiKey: () => new Promise(() => {}) });
    const controller = new AbortController();
    const call = s.client.call('usage', undefined, (body) => body, { signal: controller.signal });
    controller.abort();
    await expect(s.clock.runUntil(call)).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
  });

  it('needs an account where limits are shared', () => {
    const coordinator = createMemoryCoordinator();
    expect(() => setUp(() => '', { apiKey: () => 'nrx_a', coordinator })).toThrow('Option account: name the account');
    setUp(() => '', { apiKey: () => 'nrx_a', coordinator, account: 'research' });
  });
});

it('reads the environment again after a 401', async () => {
  process.env.NEROX_API_KEY = 'nrx_a';
  try {
    const s = setUp(() => 'nrx_b');
    process.env.NEROX_API_KEY = 'nrx_b';
    await s.call();
    expect(s.transport.sent.map(keyOf)).toEqual(['nrx_a', 'nrx_b']);
  } finally {
    delete process.env.NEROX_API_KEY;
  }
});
