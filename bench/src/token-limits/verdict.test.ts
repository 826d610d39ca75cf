import { describe, expect, it } from 'vitest';
import { goodUse } from './measure.fixture.ts';
import type { Measurement } from './measure.ts';
import { tokenPromises } from './plan.ts';
import type { TokenRound } from './round.ts';
import { ruleOn, ruleOnUncoordinated } from './verdict.ts';

const round = (seed: number, measured: Partial<Measurement> = {}): TokenRound => ({
  seed,
  measured: { ours: { ...goodUse, ...measured }, peer: { ...goodUse, used: 0.1, lost: 50 } },
  lateMs: 1,
  journal: [],
});

it('passes where every round holds what is promised, whatever the rivals do', () => {
  expect(ruleOn(['ours'], [round(1), round(2, { used: 0.96 })], tokenPromises.alone)).toEqual({
    verdict: 'PASS',
    reasons: [],
    figure: 'ours: 96.0 % used, 0.00 % refused, 0 lost, 0 above their bound',
  });
});

it('fails for one bad round', () => {
  const { verdict, reasons, figure } = ruleOn(
    ['ours'],
    [round(1), round(2, { used: 0.9, lost: 1 })],
    tokenPromises.fleet,
  );
  expect(verdict).toBe('FAIL');
  expect(reasons).toHaveLength(2);
  expect(figure).toBe('ours: 90.0 % used, 0.00 % refused, 1 lost, 0 above their bound, 0.100 trips a call');
});

describe('a machine that was busy', () => {
  const late = 'With seed 2 the API was late by 1 ms and a client by 251 ms: measure again, on a quieter machine.';

  it('is at fault where nothing else can be said', () => {
    const { verdict, reasons } = ruleOn(
      ['ours'],
      [round(1), round(2, { used: 0.9, lateMs: 251 })],
      tokenPromises.fleet,
    );
    expect([verdict, reasons.at(-1)]).toEqual(['INCONCLUSIVE', late]);
    const api = { ...round(2, { used: 0.9 }), lateMs: 300 };
    expect(ruleOn(['ours'], [round(1), api], tokenPromises.fleet).verdict).toBe('INCONCLUSIVE');
  });

  it('is no excuse for a round in which it was not, and does no harm where all is kept', () => {
    const busy = round(2, { used: 0.9, lateMs: 251 });
    expect(ruleOn(['ours'], [round(1, { used: 0.9 }), busy], tokenPromises.fleet).verdict).toBe('FAIL');
    expect(ruleOn(['ours'], [round(1, { used: 0.9, lateMs: 250 })], tokenPromises.fleet).verdict).toBe('FAIL');
    expect(ruleOn(['ours'], [round(2, { lateMs: 900 })], tokenPromises.fleet)).toMatchObject({
      verdict: 'PASS',
      reasons: [],
    });
  });
});

it('proves nothing by processes that were hardly refused though they do not know of each other', () => {
  expect(ruleOnUncoordinated('ours', [round(1, { refusalRatio: 0.4 })], tokenPromises.fleet).verdict).toBe('PASS');
  expect(ruleOnUncoordinated('ours', [round(1)], tokenPromises.fleet)).toMatchObject({
    verdict: 'INCONCLUSIVE',
    reasons: ['"ours" was hardly refused with seed 1: the load was too weak.'],
  });
});
