export {
  type CallOutcome,
  type ErrorObjective,
  errorBudget,
  type LatencyObjective,
  type Objective,
} from './objective.ts';
