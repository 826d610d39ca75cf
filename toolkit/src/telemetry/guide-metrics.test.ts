import { Registry } from 'prom-client';
import { afterEach, expect, it, vi } from 'vitest';
import { neroxProfile } from '../providers/nerox/contract.ts';
import { nimbusProfile } from '../providers/nimbus/contract.ts';
import { createMetrics } from './prometheus.ts';

afterEach(() => vi.unstubAllEnvs());

const provider = 'nerox';
const ended = { provider, type: 'call-ended', operation: 'job', callId: 'a', attempts: 1 } as const;

it('moves the three metrics, and what jobs cost', async () => {
  vi.stubEnv('NEROX_METRICS', '1');
  const register = new Registry();
  const sink = createMetrics({ register, contracts: [neroxProfile] });
  sink({ ...ended, outcome: 'ok', durationMs: 12_000, code: undefined });
  sink({ ...ended, outcome: 'error', durationMs: 3_000, code: 'EVK_UPSTREAM_ERROR' });
  sink({ ...ended, operation: 'usage', outcome: 'error', durationMs: 1, code: 'EVK_NETWORK' });
  sink({ provider, type: 'rate-limited', source: 'upstream', operation: 'job', callId: 'a' });
  sink({
    provider,
    type: 'job-ended',
    operation: 'job',
    callId: 'a',
    jobId: 'job_1',
    problemType: 'tsp',
    outcome: 'ok',
    durationMs: 12_000,
    billedGpuMs: 12_000,
    savedGpuMs: 28_000,
    reason: undefined,
  });
  const text = await register.metrics();
  for (const line of [
    'nerox_job_duration_seconds_count{operation="job",outcome="ok"} 1',
    'nerox_job_duration_seconds_sum{operation="job",outcome="ok"} 12',
    'nerox_job_duration_seconds_bucket{le="60",operation="job",outcome="ok"} 1',
    'nerox_job_duration_seconds_count{operation="job",outcome="cancelled"} 0',
    'nerox_job_errors_total{operation="job",reason="EVK_UPSTREAM_ERROR"} 1',
    'nerox_rate_limit_hits_total{source="upstream"} 1',
    'nerox_rate_limit_hits_total{source="local"} 0',
    'evenkeel_gpu_billed_seconds_total{provider="nerox"} 12',
    'evenkeel_gpu_saved_seconds_total{provider="nerox"} 28',
  ]) {
    expect(text).toContain(line);
  }
});

it.each<[string, string | undefined, boolean]>([
  ['unless they are asked for', undefined, true],
  ['where 0 is given', '0', true],
  ['where Nerox is not called', '1', false],
])('leaves them out %s', async (_what, flag, called) => {
  vi.stubEnv('NEROX_METRICS', flag);
  const register = new Registry();
  createMetrics({ register, contracts: [called ? neroxProfile : nimbusProfile] });
  expect(await register.metrics()).not.toContain('nerox_');
});
