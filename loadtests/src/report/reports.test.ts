import { nimbusProfile } from '@evenkeel/toolkit/providers';
import type { Objective } from '@evenkeel/toolkit/slo';
import { expect, it } from 'vitest';
import { tier } from '../assertions/evidence.fixture.ts';
import { noEvidence } from '../shared/evidence.ts';
import { html } from './html.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { toReport } from './report.ts';
import { finalLine, paintFor, runLines } from './terminal.ts';
import { combine } from './verdict-file.ts';

const [errors, latency] = nimbusProfile.objectives as readonly Objective[] as [Objective, Objective];

const fault = { name: 'nimbus-errors', breaches: 'errors' };
const evidence = {
  ...noEvidence({ scenario: 'steady', contract: nimbusProfile, tier, fault }),
  readings: [
    {
      objective: errors,
      k6: { bad: 180, total: 6_000 },
      prometheus: { bad: 180, total: 6_000 },
      panel: 0.03,
      alert: 'firing' as const,
    },
    {
      objective: latency,
      k6: { bad: 0, total: 5_820 },
      prometheus: { bad: 0, total: 5_820 },
      panel: 0,
      alert: 'inactive' as const,
    },
  ],
  counts: { sent: 6_000, succeeded: 5_820, failed: 180, rejected: 0, cancelled: 0, rateLimited: 0, dropped: 0 },
  durations: { p50: 84, tail: { name: 'p99', ms: 168 }, max: 233 },
  script: { vacuous: ['never: rate<1'], crossed: [], checks: [], thrown: 0, firstError: null },
};
const report = toReport(evidence, [{ name: 'a <demand>', ok: true, seen: 'all & more' }], {
  title: 'A title',
  notes: ['A note.'],
  seed: 7,
  startedAt: new Date(0),
  durationMs: 34_000,
});
const { verdict } = report;

it('prints an aligned table, the reasons and the verdict', () => {
  expect(runLines(report, paintFor(false)).join('\n')).toMatchInlineSnapshot(`
    "
    steady  A title
    with the fault nimbus-errors
    ┌───────────────────────────┬──────────┬────────┬────────────┬────────┬──────────┐
    │ objective                 │   target │     k6 │ Prometheus │  panel │ alert    │
    ├───────────────────────────┼──────────┼────────┼────────────┼────────┼──────────┤
    │ errors (bad calls)        │ ≤ 1.00 % │ 3.00 % │     3.00 % │ 3.00 % │ firing   │
    │ latency (slower than 2 s) │ ≤ 1.00 % │ 0.00 % │     0.00 % │ 0.00 % │ inactive │
    └───────────────────────────┴──────────┴────────┴────────────┴────────┴──────────┘
    ✓ a <demand>  all & more
    6,000 calls: 5,820 ok · 180 failed · 0 rejected · 0 cancelled · 0 dropped · 0 429s of the client’s making
    ok calls took 84 ms (p50), 168 ms (p99), 233 ms (max)
    A note.
    ✗ errors: 3.00 % of 6,000 calls were bad; the objective allows 1.00 %.
    ? The threshold never: rate<1 passes vacuously: its metric has no sample.
    FAIL after 34 s, seed 7"
  `);
});

it('ends with the verdict and why', () => {
  expect(finalLine(combine([verdict]), paintFor(false))).toMatchInlineSnapshot(
    `"FAIL: steady: errors: 3.00 % of 6,000 calls were bad; the objective allows 1.00 %. steady: The threshold never: rate<1 passes vacuously: its metric has no sample."`,
  );
  expect(finalLine({ ...verdict, verdict: 'PASS', scenario: 'a,b', reasons: [] }, paintFor(false))).toBe(
    'PASS: a, b in 34 s',
  );
});

it('writes JUnit with a failure for a breach and an error for missing evidence', () => {
  expect(junit([report])).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="evenkeel">
      <testsuite name="steady" tests="6" failures="1" errors="1" time="34.000" timestamp="1970-01-01T00:00:00.000Z">
        <testcase classname="steady" name="errors">
          <failure message="errors: 3.00 % of 6,000 calls were bad; the objective allows 1.00 %.">errors: 3.00 % of 6,000 calls were bad; the objective allows 1.00 %.</failure>
        </testcase>
        <testcase classname="steady" name="latency"/>
        <testcase classname="steady" name="the alert of errors"/>
        <testcase classname="steady" name="the alert of latency"/>
        <testcase classname="steady" name="a &lt;demand&gt;"/>
        <testcase classname="steady" name="the evidence">
          <error message="The threshold never: rate&lt;1 passes vacuously: its metric has no sample.">The threshold never: rate&lt;1 passes vacuously: its metric has no sample.</error>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

it('writes a page that needs nothing else and escapes what it shows', () => {
  const page = html(verdict, [report]);
  expect(page).toContain('a &lt;demand&gt; <small>all &amp; more</small>');
  expect(page).not.toMatch(/<script|<link|src=|href=|url\(/);
});

it('writes a summary in Markdown', () => {
  expect(markdown(verdict, [report])).toContain(
    '| errors (bad calls) | ≤ 1.00 % | 3.00 % | 3.00 % | 3.00 % | firing |',
  );
});
