import { describe, expect, it } from 'vitest';
import { costInOneLine, costTable, verdictOf } from './report.ts';

const interval = (lower: number, upper: number) => ({ lower, mean: (lower + upper) / 2, upper });

describe('the cost of a call', () => {
  it.each([
    [interval(0.9, 1.02), 'PASS'],
    [interval(0.99, 1.021), 'INCONCLUSIVE'],
    [interval(1.021, 1.3), 'FAIL'],
    [interval(0, Number.POSITIVE_INFINITY), 'INCONCLUSIVE'],
  ])('%j is %s', (cost, verdict) => {
    expect(verdictOf(cost)).toBe(verdict);
  });

  it('ends in the figure', () => {
    expect(costInOneLine(interval(0.9, 1), 'abc1234', 14.26)).toBe(
      'a call (14.3 µs of CPU time here) costs 0.950 of what it cost at abc1234, 0.900 to 1.000 with 95 % confidence: at most 1.02',
    );
  });

  it('is shown beside what chance does', () => {
    expect(costTable(interval(0.9, 1), interval(0.99, 1.01))).toEqual([
      'CPU time of a call            ratio   95 % interval',
      'this tree by the earlier one  0.950  0.900 to 1.000',
      'the earlier one by itself     1.000  0.990 to 1.010',
    ]);
  });
});
