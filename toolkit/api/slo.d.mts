import type {
  CallOutcome,
} from './index.d.mts';
export {
  CallOutcome,
} from './index.d.mts';
export interface ErrorObjective extends ObjectiveBase {
  sli: 'errors';
  bad: readonly CallOutcome[];
  excluded: readonly CallOutcome[];
}
export interface LatencyObjective extends ObjectiveBase {
  sli: 'latency';
  of: 'call' | 'attempt' | 'job';
  outcomes: readonly CallOutcome[];
  thresholdMs: number;
}
export type Objective = ErrorObjective | LatencyObjective;
export interface ObjectiveBase {
  name: string;
  operations: readonly string[];
  objective: number;
  minSamples: number;
  alert: {
    windowMs: number;
    forMs: number;
  };
}
export declare function errorBudget(objective: Pick<Objective, 'objective'>): number;
