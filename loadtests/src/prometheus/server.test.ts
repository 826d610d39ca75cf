import { nimbusProfile } from '@evenkeel/toolkit/providers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../toolkit/properties/runs.ts';
import { prometheusConfig, shortenedAlert } from './server.ts';

it('scrapes both processes each second', () => {
  const config = JSON.parse(
    prometheusConfig({ gateway: 'http://127.0.0.1:1234', mock: 'http://127.0.0.1:5' }, '/r.yml'),
  );
  expect(config.global).toEqual({ scrape_interval: '1000ms', scrape_timeout: '1000ms', evaluation_interval: '1000ms' });
  expect(config.rule_files).toEqual(['/r.yml']);
  expect(config.scrape_configs).toEqual([
    { job_name: 'gateway', static_configs: [{ targets: ['127.0.0.1:1234'] }] },
    { job_name: 'mock-server', static_configs: [{ targets: ['127.0.0.1:5'] }] },
  ]);
});

describe('shortenedAlert', () => {
  const { objectives } = nimbusProfile;

  it.each([
    { runMs: 30_000, windowMs: 10_000, forMs: 3_000 },
    { runMs: 12_500, windowMs: 4_000, forMs: 1_000 },
    { runMs: 4_000, windowMs: 2_000, forMs: 0 },
    { runMs: 7_200_000, windowMs: 300_000, forMs: 60_000 },
  ])('of a run of $runMs ms: $windowMs and $forMs ms', ({ runMs, windowMs, forMs }) => {
    expect(shortenedAlert(runMs, objectives)).toEqual({ alertWindowMs: windowMs, alertForMs: forMs });
  });

  it('takes at most half the run, and never more than is shipped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4_000, max: 10_000_000 }), (runMs) => {
        const { alertWindowMs, alertForMs } = shortenedAlert(runMs, objectives);
        expect(alertWindowMs + alertForMs).toBeLessThanOrEqual(runMs / 2);
        expect(alertWindowMs).toBeLessThanOrEqual(300_000);
        expect(alertForMs).toBeLessThanOrEqual(60_000);
      }),
      runs(),
    );
  });
});
