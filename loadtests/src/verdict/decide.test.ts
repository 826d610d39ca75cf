import { nimbusProfile } from '@evenkeel/toolkit/providers';
import type { Objective } from '@evenkeel/toolkit/slo';
import { describe, expect, it } from 'vitest';
import type { AssertionResult } from '../assertions/assertion.ts';
import { tier } from '../assertions/evidence.fixture.ts';
import { type Evidence, noEvidence, type Reading } from '../shared/evidence.ts';
import { aspects, decide } from './decide.ts';

const [errors, latency] = nimbusProfile.objectives as readonly Objective[] as [Objective, Objective];

const reading = (fields: Partial<Reading> = {}): Reading => ({
  objective: errors,
  k6: { bad: 0, total: 6_000 },
  prometheus: { bad: 0, total: 6_000 },
  panel: 0,
  alert: 'inactive',
  ...fields,
});

const both = (bad: number, total = 6_000): Partial<Reading> => ({
  k6: { bad, total },
  prometheus: { bad, total },
  panel: bad / total,
});

const facts = (fields: Partial<Evidence> = {}): Evidence => ({
  ...noEvidence({ scenario: 'steady', contract: nimbusProfile, tier, fault: null }),
  readings: [reading(), reading({ objective: latency })],
  counts: { sent: 6_000, succeeded: 6_000, failed: 0, rejected: 0, cancelled: 0, rateLimited: 0, dropped: 0 },
  ...fields,
});

const none = { sent: 0, succeeded: 0, failed: 0, rejected: 0, cancelled: 0, rateLimited: 0, dropped: 0 };
const quiet = facts().script;
const fault = { name: 'nimbus-errors', breaches: 'errors' };
const silentLatency = reading({ objective: latency });

describe('decide', () => {
  it('passes a run in which all holds', () => {
    expect(decide(facts(), [])).toEqual({ verdict: 'PASS', reasons: [] });
  });

  it.each([
    { ok: false, verdict: 'FAIL' },
    { ok: null, verdict: 'INCONCLUSIVE' },
    { ok: true, verdict: 'PASS' },
  ] as const)('takes an assertion at its word: $ok is $verdict', ({ ok, verdict }) => {
    const result: AssertionResult = { name: 'g', ok, seen: '', reason: 'Torn.' };
    const { reasons, ...decision } = decide(facts(), [result]);
    expect(decision.verdict).toBe(verdict);
    expect(reasons.map((reason) => reason.text)).toEqual(ok === true ? [] : ['Torn.']);
  });

  it.each([
    {
      why: 'a breach',
      given: facts({ readings: [reading(both(61))] }),
      says: 'errors: 1.02 % of 6,000 calls were bad; the objective allows 1.00 %.',
    },
    {
      why: 'slow calls',
      given: facts({ readings: [reading({ ...both(180), objective: latency })] }),
      says: 'latency: 3.00 % of 6,000 calls took longer than 2 s; the objective allows 1.00 %.',
    },
    {
      why: 'dropped load',
      given: facts({ readings: [reading()], counts: { ...facts().counts, dropped: 100 } }),
      says: 'errors: with 100 dropped calls charged 1.64 % were bad; the objective allows 1.00 %.',
    },
    {
      why: 'dropped load, where slowness alone is judged',
      given: facts({ readings: [reading({ objective: latency })], counts: { ...facts().counts, dropped: 100 } }),
      says: 'latency: with 100 dropped calls charged 1.64 % were too slow; the objective allows 1.00 %.',
    },
    {
      why: 'a check that failed',
      given: facts({ script: { ...quiet, checks: [{ name: 'group > is whole', passes: 5_990, fails: 10 }] } }),
      says: 'The script\'s check "group > is whole" failed 10 of 6,000 times.',
    },
    {
      why: 'an alert in a healthy run',
      given: facts({ readings: [reading({ alert: 'firing' })] }),
      says: 'The alert of errors fired in a run without a fault.',
    },
    {
      why: "a threshold of the script's own",
      given: facts({ script: { ...quiet, crossed: ['http_reqs: count<5'] } }),
      says: "k6's threshold http_reqs: count<5 was crossed.",
    },
  ])('fails $why', ({ given, says }) => {
    const { verdict, reasons } = decide(given, []);
    expect(verdict).toBe('FAIL');
    expect(reasons.map((reason) => reason.text)).toEqual([says]);
  });

  it.each([
    { why: 'nothing sent', given: facts({ counts: none }), says: 'steady sent nothing.' },
    {
      why: 'iterations that all throw',
      given: facts({ counts: none, script: { ...quiet, thrown: 3, firstError: 'boom' } }),
      says: 'steady sent nothing: 3 iterations threw, the first with "boom".',
    },
    {
      why: 'iterations that throw',
      given: facts({ script: { ...quiet, thrown: 3, firstError: 'boom' } }),
      says: '3 iterations threw, the first with "boom".',
    },
    {
      why: 'fewer calls than were planned',
      given: facts({ counts: { ...facts().counts, planned: 12_000 } }),
      says: '6,000 calls were sent and 0 dropped, where 12,000 were planned.',
    },
    { why: 'a doubt', given: facts({ doubts: ['The clock is behind.'] }), says: 'The clock is behind.' },
    {
      why: 'a plan that demands nothing',
      given: facts({ readings: [] }),
      says: 'Nothing is demanded of steady, so nothing was judged: name objectives or assertions in its plan.',
    },
    {
      why: 'an empty metric',
      given: facts({ script: { ...quiet, vacuous: ['never: rate<1'] } }),
      says: 'The threshold never: rate<1 passes vacuously: its metric has no sample.',
    },
    {
      why: 'a tag that matched nothing',
      given: facts({ script: { ...quiet, vacuous: ['http_req_duration{name:infr}: p(99)<1'] } }),
      says: 'The threshold http_req_duration{name:infr}: p(99)<1 passes vacuously: its tag matched no sample.',
    },
    {
      why: 'too few samples',
      given: facts({ readings: [reading(both(0, 99))] }),
      says: 'errors: 99 calls are too few to judge; 100 are needed.',
    },
    {
      why: 'an objective without calls',
      given: facts({ readings: [reading(both(0, 0))] }),
      says: 'errors: steady made no call that this objective counts.',
    },
    {
      why: 'a panel that does not show the fault',
      given: facts({ unshown: ['Circuit breaker'], fault: { name: 'nimbus-slow', breaches: 'none' } }),
      says: 'Panels that do not show nimbus-slow: Circuit breaker.',
    },
    { why: 'an empty panel', given: facts({ emptyPanels: ['Retries'] }), says: 'Panels without data: Retries.' },
    {
      why: "an objective's empty panel",
      given: facts({ readings: [reading({ panel: null })] }),
      says: "errors: the dashboard's panel has no data.",
    },
    {
      why: 'sources that differ over many calls',
      given: facts({ readings: [reading({ k6: { bad: 30, total: 6_000 }, panel: 0.005 })] }),
      says: 'errors: k6 says 0.50 %, Prometheus 0.00 %; they may differ by 0.1 percentage points.',
    },
    {
      why: 'sources that differ by one over few calls',
      given: facts({ readings: [reading({ ...both(0, 2_500), prometheus: { bad: 1, total: 2_500 } })] }),
      says: 'errors: k6 counted 0 bad of 2,500, Prometheus 1 bad of 2,500; below 5,000 calls the counts must be equal.',
    },
    {
      why: 'totals that differ over many calls',
      given: facts({ readings: [reading({ prometheus: { bad: 0, total: 5_993 } })] }),
      says: 'errors: k6 counted 0 bad of 6,000, Prometheus 0 bad of 5,993; the totals may differ by 0.1 %.',
    },
    {
      why: 'a Prometheus that counted nothing',
      given: facts({ readings: [reading({ prometheus: { bad: 0, total: 0 } })] }),
      says: 'errors: k6 counted 0 bad of 6,000, Prometheus 0 bad of 0; the totals may differ by 0.1 %.',
    },
    {
      why: 'a panel that differs',
      given: facts({ readings: [reading({ panel: 0.0011 })] }),
      says: 'errors: k6 says 0.00 %, the panel 0.11 %; they may differ by 0.1 percentage points.',
    },
    { why: 'a broken harness', given: facts({ harness: ['The gateway died.'] }), says: 'The gateway died.' },
    {
      why: 'a fault that breached nothing',
      given: facts({ fault, readings: [reading(both(6)), silentLatency] }),
      says: 'errors: nimbus-errors was to breach it, but 0.10 % of 6,000 calls were bad, so the run proves nothing.',
    },
  ])('is inconclusive about $why', ({ given, says }) => {
    const { verdict, reasons } = decide(given, []);
    expect(reasons.map((reason) => reason.text)).toContain(says);
    expect(verdict).toBe('INCONCLUSIVE');
  });

  it('accepts what is within the tolerance, the edge included', () => {
    const edges = [
      reading({ prometheus: { bad: 6, total: 6_000 }, panel: 0.001 }),
      reading({ prometheus: { bad: 0, total: 5_994 } }),
    ];
    for (const edge of edges) expect(decide(facts({ readings: [edge] }), []).verdict).toBe('PASS');
  });

  it('blames nobody where the machine was the limit, and passes what held all the same', () => {
    const witnesses = ['All processors were busy in 18 of 20 s of the load.'];
    const breach = facts({ witnesses, readings: [reading({ ...both(180), objective: latency })] });
    expect(decide(breach, [])).toEqual({
      verdict: 'INCONCLUSIVE',
      reasons: [
        {
          verdict: 'INCONCLUSIVE',
          about: 'latency',
          text:
            'latency: 3.00 % of 6,000 calls took longer than 2 s; the objective allows 1.00 %. ' +
            'But the machine was the limit: All processors were busy in 18 of 20 s of the load.',
        },
      ],
    });
    expect(decide(facts({ witnesses }), []).verdict).toBe('PASS');
    const late: AssertionResult = { name: 'in time', ok: false, seen: '', reason: 'Late.', timed: true };
    expect(decide(facts({ witnesses }), [late]).verdict).toBe('INCONCLUSIVE');
  });

  it('holds against the client what no machine can cause', () => {
    const witnesses = ['All processors were busy in 18 of 20 s of the load.'];
    expect(decide(facts({ witnesses, readings: [reading(both(61))] }), []).verdict).toBe('FAIL');
    const torn: AssertionResult = { name: 'whole', ok: false, seen: '', reason: 'Torn.' };
    expect(decide(facts({ witnesses }), [torn]).verdict).toBe('FAIL');
  });

  it('accepts a load that is one call more or less than the rate says, and dropped calls for sent ones', () => {
    for (const planned of [5_999, 6_000, 6_001]) {
      expect(decide(facts({ counts: { ...facts().counts, planned } }), []).verdict).toBe('PASS');
    }
    const counts = { ...facts().counts, sent: 5_990, dropped: 10, planned: 6_000 };
    expect(decide(facts({ counts }), []).reasons).toEqual([]);
  });

  it('passes no plan that demands nothing by what is demanded of every run', () => {
    const ofEveryRun: AssertionResult = { name: 'g', ok: true, seen: '', always: true };
    expect(decide(facts({ readings: [] }), [ofEveryRun]).verdict).toBe('INCONCLUSIVE');
    expect(decide(facts({ readings: [] }), [ofEveryRun, { name: 'own', ok: true, seen: '' }]).verdict).toBe('PASS');
  });

  it('accepts the budget itself', () => {
    expect(decide(facts({ readings: [reading(both(60))] }), []).verdict).toBe('PASS');
  });

  it('needs no Prometheus where the target is not ours', () => {
    const readings = [{ objective: errors, k6: { bad: 0, total: 6_000 } }];
    expect(decide(facts({ readings }), []).verdict).toBe('PASS');
  });
});

describe('decide, with a fault', () => {
  const breached = reading({ ...both(180), alert: 'firing' });

  it('gives the breach as the only reason where exactly its alert fired', () => {
    const { verdict, reasons } = decide(facts({ fault, readings: [breached, silentLatency] }), []);
    expect(verdict).toBe('FAIL');
    expect(reasons).toHaveLength(1);
  });

  it.each([
    {
      why: 'its alert was only pending',
      readings: [{ ...breached, alert: 'pending' as const }, silentLatency],
      says: 'The alert of errors was pending at most, though nimbus-errors must make it fire.',
    },
    {
      why: 'another alert fired, too',
      readings: [breached, { ...silentLatency, alert: 'firing' as const }],
      says: 'The alert of latency fired though nimbus-errors must leave it silent.',
    },
  ])('says that $why', ({ readings, says }) => {
    expect(decide(facts({ fault, readings }), []).reasons.map((reason) => reason.text)).toContain(says);
  });
});

it('lets any alert fire where nothing is foreseen of a fault', () => {
  const unforeseen = { name: 'hang', breaches: null };
  const firing = [reading({ alert: 'firing' }), silentLatency];
  expect(decide(facts({ fault: unforeseen, readings: firing }), []).verdict).toBe('PASS');
  const breached = [reading({ ...both(180), alert: 'firing' }), silentLatency];
  expect(decide(facts({ fault: unforeseen, readings: breached }), []).reasons.map(({ text }) => text)).toEqual([
    'errors: 3.00 % of 6,000 calls were bad; the objective allows 1.00 %.',
  ]);
});

it('gives each reason an aspect that reports list', () => {
  const assertion = { name: 'an assertion', ok: false, seen: '', reason: 'Torn.' };
  const bad = facts({
    readings: [reading({ ...both(180), alert: 'firing' }), reading({ objective: latency, ...both(0, 5) })],
    script: { ...quiet, vacuous: ['never: rate<1'], crossed: ['x: count<1'] },
  });
  const { reasons } = decide(bad, [assertion]);
  expect(reasons.map((reason) => reason.about)).toEqual([
    'errors',
    'latency',
    'the alert of errors',
    'an assertion',
    'the evidence',
    'the evidence',
  ]);
  for (const { about } of reasons) expect(aspects(bad, [assertion])).toContain(about);
});
