import { nimbusProfile } from '@evenkeel/toolkit/providers';
import type { Objective } from '@evenkeel/toolkit/slo';
import { expect, it } from 'vitest';
import { busyQuery, tallyQueries } from './queries.ts';

const [errors, latency] = nimbusProfile.objectives as readonly Objective[] as [Objective, Objective];

it('counts errors and refusals, and leaves the cancelled out', () => {
  expect(tallyQueries('nimbus', errors)).toEqual({
    bad: 'sum(evenkeel_call_duration_seconds_count{job="gateway",provider="nimbus",operation=~"infer|infer_batch",outcome=~"error|rejected"})',
    total:
      'sum(evenkeel_call_duration_seconds_count{job="gateway",provider="nimbus",operation=~"infer|infer_batch",outcome!~"cancelled"})',
  });
});

it("counts what is slower than the objective's own bucket", () => {
  const ok = 'job="gateway",provider="nimbus",operation=~"infer",outcome=~"ok"';
  expect(tallyQueries('nimbus', latency)).toEqual({
    bad: `sum(evenkeel_call_duration_seconds_count{${ok}}) - sum(evenkeel_call_duration_seconds_bucket{${ok},le=~"2(\\\\.0)?"})`,
    total: `sum(evenkeel_call_duration_seconds_count{${ok}})`,
  });
});

it('counts who is in flight also where nothing has a queue', () => {
  expect(busyQuery).toBe('sum(evenkeel_in_flight{job="gateway"}) + (sum(evenkeel_queued{job="gateway"}) or vector(0))');
});
