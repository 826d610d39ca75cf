export type { CallOutcome } from '../errors/call-outcome.ts';
export {
  type ErrorObjective,
  errorBudget,
  type LatencyObjective,
  type Objective,
  type ObjectiveBase,
} from './objective.ts';
