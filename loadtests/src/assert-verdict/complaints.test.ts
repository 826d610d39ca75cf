import { expect, it } from 'vitest';
import { combine, type VerdictFile } from '../report/verdict-file.ts';
import { loadFaults, named } from '../request/catalogue.ts';
import { faultedComplaints } from './faulted.ts';
import { healthyComplaints } from './healthy.ts';

const objective = (name: string, share: number, alert: 'inactive' | 'firing' = 'inactive') => ({
  name,
  target: 0.01,
  k6: share,
  prometheus: share,
  panel: share,
  alert,
});

const run = (scenario: string, sent: number, fields: Partial<VerdictFile> = {}): VerdictFile => ({
  verdict: 'PASS',
  scenario,
  seed: 1,
  startedAt: '',
  durationMs: 1,
  objectives: [objective('errors', 0)],
  counts: { sent, succeeded: sent, failed: 0, rejected: 0, cancelled: 0, rateLimited: 0, dropped: 0 },
  ratios: { makespanToOptimum: 1.1 },
  reasons: [],
  ...fields,
});

const { counts } = run('', 2_500);
const batch = run('nimbus-batch', 2_500);
const free = run('nimbus-batch-free', 500);
const steady = run('nimbus-steady', 5_000);

it('has no complaint about a healthy run', () => {
  expect(healthyComplaints(combine([batch, free, steady]))).toEqual([]);
});

it.each<{ runs: VerdictFile[]; says: string }>([
  { runs: [batch, free], says: 'The scenarios must be nimbus-batch, nimbus-batch-free, nimbus-steady;' },
  { runs: [{ ...batch, verdict: 'INCONCLUSIVE' }, free, steady], says: 'The verdict must be PASS' },
  { runs: [run('nimbus-batch', 2_000), free, steady], says: 'nimbus-batch: 2500 calls must be sent and succeed; 2000' },
  {
    runs: [{ ...batch, counts: { ...counts, succeeded: 2_499 } }, free, steady],
    says: 'nimbus-batch: 2500 calls must be sent and succeed; 2500 were sent, 2499 succeeded.',
  },
  { runs: [{ ...batch, counts: { ...counts, rateLimited: 1 } }, free, steady], says: 'nimbus-batch: no 429 may be' },
  { runs: [{ ...batch, ratios: { makespanToOptimum: 1.11 } }, free, steady], says: 'nimbus-batch: the makespan' },
  { runs: [{ ...batch, ratios: {} }, free, steady], says: 'nimbus-batch: the makespan' },
  { runs: [{ ...batch, objectives: [] }, free, steady], says: 'nimbus-batch: no objective was judged.' },
  { runs: [batch, run('nimbus-batch-free', 499), steady], says: 'nimbus-batch-free: 500 calls must be sent' },
  { runs: [batch, free, run('nimbus-steady', 4_999)], says: 'nimbus-steady: at least 5000 calls must be sent' },
  {
    runs: [batch, free, { ...steady, objectives: [objective('errors', 0, 'firing')] }],
    says: 'nimbus-steady: errors: its alert must be inactive, and was firing.',
  },
  {
    runs: [batch, free, { ...steady, objectives: [{ ...objective('errors', 0), panel: 0.0011 }] }],
    says: 'nimbus-steady: errors: k6, Prometheus and the panel must agree within 0.001, and say 0, 0, 0.0011.',
  },
])('complains of a healthy run: $says', ({ runs, says }) => {
  expect(healthyComplaints(combine(runs))).toContainEqual(expect.stringContaining(says));
});

const neura = run('neura-steady', 6_000);
const invoices = run('neura-invoices', 500, { objectives: [], ratios: {} });

it.each([neura, invoices])('has no complaint about a healthy run of $scenario alone', (alone) => {
  expect(healthyComplaints(alone, [alone.scenario])).toEqual([]);
});

it.each<{ alone: VerdictFile; says: string }>([
  { alone: steady, says: 'The scenarios must be neura-steady; nimbus-steady ran.' },
  { alone: run('neura-steady', 4_999), says: 'neura-steady: at least 5000 calls must be sent' },
  { alone: { ...neura, objectives: [] }, says: 'neura-steady: no objective was judged.' },
  { alone: { ...neura, counts: { ...counts, rateLimited: 1 } }, says: 'neura-steady: no 429 may be of our making' },
])('complains of a run of neura-steady: $says', ({ alone, says }) => {
  expect(healthyComplaints(alone, ['neura-steady'])).toContainEqual(expect.stringContaining(says));
});

it('complains of invoices that were not all settled', () => {
  const lost = { ...invoices, counts: { ...invoices.counts, succeeded: 499 } };
  const says = 'neura-invoices: 500 calls must be sent and succeed; 500 were sent, 499 succeeded.';
  expect(healthyComplaints(lost, ['neura-invoices'])).toEqual([says]);
});

const { plan: slow } = named(await loadFaults(), 'nimbus-slow', 'fault');
const { share: rate = 0 } = slow;
const fails: VerdictFile = run('nimbus-steady', 6_000, {
  verdict: 'FAIL',
  objectives: [objective('errors', 0), objective('latency', rate, 'firing')],
  reasons: ['latency: too slow.'],
});

it('has no complaint about a run that fails by its fault', () => {
  expect(faultedComplaints(fails, slow)).toEqual([]);
});

it.each<{ given: Partial<VerdictFile>; says: string }>([
  { given: { verdict: 'PASS' }, says: 'The verdict must be FAIL, and was PASS.' },
  { given: { reasons: [] }, says: 'must be the only reason, and these are given: (none)' },
  { given: { reasons: [...fails.reasons, 'Torn.'] }, says: 'must be the only reason' },
  { given: { reasons: ['errors: dropped.'] }, says: 'The breach of latency must be the only reason' },
  { given: { counts: { ...counts, sent: 4_999 } }, says: 'At least 5000 calls must be sent; 4999 were.' },
  {
    given: { objectives: [objective('errors', 0), objective('latency', rate)] },
    says: 'latency: its alert must be firing, and was inactive.',
  },
  {
    given: { objectives: [objective('errors', 0, 'firing'), objective('latency', rate, 'firing')] },
    says: 'errors: its alert must be inactive, and was firing.',
  },
  {
    given: { objectives: [objective('errors', 0), { ...objective('latency', rate, 'firing'), prometheus: 0.02 }] },
    says: 'latency: k6, Prometheus and the panel must agree',
  },
  {
    given: { objectives: [objective('errors', 0), { name: 'latency', target: 0.01, k6: rate, alert: 'firing' }] },
    says: 'latency: k6, Prometheus and the panel must agree',
  },
  {
    given: { objectives: [objective('errors', 0), objective('latency', rate / 2, 'firing')] },
    says: 'latency: about 0.03 of the calls must be bad, and 0.015 were.',
  },
  { given: { objectives: [objective('latency', rate, 'firing')] }, says: 'Another objective must be there' },
])('complains of a run with a fault: $says', ({ given, says }) => {
  expect(faultedComplaints({ ...fails, ...given }, slow)).toContainEqual(expect.stringContaining(says));
});

const { plan: upstream } = named(await loadFaults(), 'neura-errors', 'fault');

it('leaves open how many calls an open breaker costs', () => {
  const objectives = [objective('errors', 0.48, 'firing'), objective('latency', 0)];
  const failed = { ...fails, objectives, reasons: ['errors: too many.'] };
  expect(faultedComplaints(failed, upstream)).toEqual([]);
  expect(faultedComplaints({ ...failed, reasons: [...failed.reasons, 'Panels that do not show.'] }, upstream)).toEqual([
    expect.stringContaining('must be the only reason'),
  ]);
});
