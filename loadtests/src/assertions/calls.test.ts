import { describe, expect, it } from 'vitest';
import { breakerStayedClosed } from './breaker-stayed-closed.ts';
import { everyCallSucceeded } from './every-call-succeeded.ts';
import { counts, entry, evidence } from './evidence.fixture.ts';
import { firstAttemptsFailed } from './first-attempts-failed.ts';
import { INVOICES_PATH, invoicesSettledOnce } from './invoices-settled-once.ts';

describe('the breaker', () => {
  it.each([
    { breakerTransitions: 0, ok: true },
    { breakerTransitions: 1, ok: false },
    { breakerTransitions: null, ok: null },
  ])('$breakerTransitions changes: $ok', ({ breakerTransitions, ok }) => {
    expect(breakerStayedClosed(evidence({ breakerTransitions })).ok).toBe(ok);
  });
});

describe('every call', () => {
  it.each([
    { why: 'all of them', given: counts(500), ok: true },
    { why: 'one failed', given: counts(500, { succeeded: 499, failed: 1 }), ok: false },
    { why: 'one was dropped', given: counts(499, { dropped: 1 }), ok: false },
    { why: 'none was made', given: counts(0), ok: null },
  ])('$why: $ok', ({ given, ok }) => {
    expect(everyCallSucceeded(evidence({ counts: given })).ok).toBe(ok);
  });

  it('says how many', () => {
    expect(everyCallSucceeded(evidence({ counts: counts(500, { succeeded: 499 }) })).reason).toBe(
      'Only 499 of 500 calls succeeded.',
    );
  });
});

describe('invoices', () => {
  const row = (fields: object = {}) => ({ id: 'inv_1', payments: 1, settlements: 1, ...fields });
  const judged = (invoices: unknown, sent = 2) =>
    invoicesSettledOnce(evidence({ admin: new Map([[INVOICES_PATH, { invoices }]]), counts: counts(sent) }));

  it('are fine where each was paid once and settled once, one for each call', () => {
    expect(judged([row(), row({ id: 'inv_2' })])).toMatchObject({ ok: true, seen: '2 of 2 calls' });
  });

  it.each([
    {
      why: 'paid twice',
      rows: [row(), row({ payments: 2 })],
      says: '1 were not, the first of them inv_1 with 2 payments',
    },
    { why: 'never paid', rows: [row(), row({ payments: 0 })], says: 'with 0 payments and 1 settlements' },
    { why: 'settled twice', rows: [row(), row({ settlements: 2 })], says: 'with 1 payments and 2 settlements' },
    { why: 'never settled', rows: [row(), row({ settlements: 0 })], says: 'with 1 payments and 0 settlements' },
    { why: 'one too many', rows: [row(), row(), row()], says: 'there are 3 invoices for 2 calls' },
    { why: 'one too few', rows: [row()], says: 'there are 1 invoices for 2 calls' },
  ])('$why is a breach', ({ rows, says }) => {
    const { ok, reason } = judged(rows);
    expect(ok).toBe(false);
    expect(reason).toContain(says);
  });

  it('are not decided without books, nor by empty ones', () => {
    expect(invoicesSettledOnce(evidence({ counts: counts(2) })).ok).toBeNull();
    expect(judged(undefined).ok).toBeNull();
    expect(judged([]).ok).toBeNull();
  });
});

describe('a fault to withstand', () => {
  const assertion = firstAttemptsFailed({ operation: 'invoice_replay', rate: 0.05 });
  const hit = [{ id: 'f', fault: 'http_error', hit: true, addedMs: 0 }];
  const replays = (failed: number, of: number) =>
    Array.from({ length: of }, (_, n) =>
      entry({ operation: 'invoice_replay', attempt: 1, ...(n < failed ? { status: 503, faults: hit } : {}) }),
    );

  it.each([
    { failed: 25, of: 500, ok: true },
    { failed: 44, of: 500, ok: true },
    { failed: 46, of: 500, ok: null },
    { failed: 0, of: 500, ok: null },
    { failed: 0, of: 0, ok: null },
  ])('$failed of $of: $ok', ({ failed, of, ok }) => {
    expect(assertion(evidence({ journal: replays(failed, of) })).ok).toBe(ok);
  });

  it('counts neither retries nor other operations', () => {
    const others = [
      ...Array.from({ length: 300 }, () =>
        entry({ operation: 'invoice_replay', attempt: 2, status: 503, faults: hit }),
      ),
      ...Array.from({ length: 300 }, () => entry({ operation: 'agent_call', status: 503, faults: hit })),
    ];
    expect(assertion(evidence({ journal: [...replays(25, 500), ...others] })).ok).toBe(true);
  });
});
