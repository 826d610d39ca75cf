import type { K6Numbers } from '../k6/summary.ts';
import type { Facts } from '../verdict/evidence.ts';
import type { Result } from '../verdict/result.ts';
import type { Chart } from './chart.ts';

/** All that the reports say of one scenario. */
export interface RunReport {
  title: string;
  facts: Facts;
  result: Result;
  durations: K6Numbers['durations'];
  charts: readonly Chart[];
  /** What a reader should know beside the verdict, as sentences. */
  notes: readonly string[];
}
