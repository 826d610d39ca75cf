import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, it, vi } from 'vitest';
import type { ResilienceEvent } from '../events.ts';
import { nimbusProfile } from '../providers/nimbus/contract.ts';
import { createClient } from '../providers/nimbus/index.ts';
import { FakeClock, type Reply, ScriptedTransport, seededRandom } from '../testing/index.ts';
import { createLogSink } from './pino.ts';
import { createMetrics } from './prometheus.ts';

const provider = 'nimbus';
const call = { provider, operation: 'infer', callId: 'a' } as const;
const ended = { ...call, type: 'call-ended', durationMs: 1, attempts: 1 } as const;
const life = { provider, tier: 'free', ceiling: 10, limits: [] } as const;

describe('createLogSink', () => {
  it.each<['debug' | 'info' | 'warn', ResilienceEvent]>([
    ['warn', { provider, type: 'breaker-changed', upstream: 'default', from: 'closed', to: 'open' }],
    ['warn', { ...call, type: 'gate-closed', forMs: 5 }],
    ['warn', { ...call, type: 'retries-exhausted', reason: 'throttled', by: 'attempts' }],
    ['warn', { ...ended, outcome: 'error', code: 'EVK_NETWORK' }],
    ['warn', { ...ended, outcome: 'rejected', code: 'EVK_GATE_CLOSED' }],
    ['debug', { ...ended, outcome: 'cancelled', code: 'EVK_CANCELLED' }],
    ['debug', { ...ended, outcome: 'ok', code: undefined }],
    ['info', { ...call, type: 'retry-scheduled', attempt: 1, delayMs: 5, reason: 'transient', hinted: false }],
    ['info', { ...call, type: 'rate-limited', source: 'upstream' }],
    ['info', { provider, type: 'hint-ignored', name: 'retry-after' }],
    ['info', { ...life, type: 'client-opened' }],
    ['info', { ...life, type: 'client-closed' }],
    ['info', { provider, type: 'limits-changed', tier: 'free', ceiling: { from: 50, to: 10 }, limits: [] }],
    ['info', { ...call, type: 'job-started', jobId: 'job_1' }],
    ['warn', { provider, type: 'budget-exceeded', budget: 'run', limitGpuMs: 5, committedGpuMs: 4, action: 'refused' }],
    ['warn', { provider, type: 'client-paused' }],
    ['warn', { provider, type: 'client-resumed' }],
    ['debug', { provider, type: 'retry-budget', balance: 2, floor: 1, windowMs: 10 }],
    ['debug', { ...call, type: 'attempt-started', attempt: 1 }],
    ['debug', { ...call, type: 'wait-started', cause: 'rate' }],
    ['debug', { provider, type: 'limit-remaining', tier: 'free', unit: 'requests', remaining: 5 }],
  ])('logs at %s: %o', (level, event) => {
    const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn() };
    createLogSink(logger)(event);
    const { [level]: told, ...others } = logger;
    expect(told.mock.calls).toEqual([[event, event.type]]);
    for (const other of Object.values(others)) expect(other).not.toHaveBeenCalled();
  });
});

it('no key is in a log line, a metric or an error, even if the upstream repeats it', async () => {
  const apiKey = 'nmb_topsecret';
  const clock = new FakeClock();
  const register = new Registry();
  let log = '';
  const logger = pino({ level: 'trace' }, { write: (line) => (log += line) });
  const leak = { error: { message: `the key ${apiKey} is bad`, code: apiKey } };
  const replies: Reply[] = [
    { status: 429, headers: { 'retry-after': '1', 'x-ratelimit-remaining': apiKey }, body: leak },
    { status: 503, body: leak },
    { status: 401, body: leak },
    { error: new Error('connection lost') },
    { status: 200, body: { output: 5 } },
  ];
  const transport = new ScriptedTransport(clock, (_request, at) => replies[at] ?? 200);
  const client = createClient({
    apiKey,
    baseUrl: 'http://nimbus.test',
    transport,
    clock,
    random: seededRandom(1),
    onEvent: [createLogSink(logger), createMetrics({ register, contracts: [nimbusProfile] })],
  });
  const errors: unknown[] = [];
  for (let at = 0; at < 3; at += 1) {
    await clock.runUntil(client.infer({ prompt: 'hi' }).catch((error: unknown) => errors.push(error)));
  }
  await client.close();
  expect(transport.sent[0]?.headers.authorization).toContain(apiKey);
  expect(errors.map((error) => (error as { code: string }).code)).toEqual([
    'EVK_UPSTREAM_REFUSED',
    'EVK_NETWORK',
    'EVK_RESPONSE_INVALID',
  ]);
  logger.warn({ errors }, 'as an app would log them');
  for (const error of errors) logger.error(error as Error);
  expect(log).toContain('retry-scheduled');
  for (const text of [log, await register.metrics(), String(errors), JSON.stringify(errors)]) {
    expect(text).not.toContain('topsecret');
  }
});
