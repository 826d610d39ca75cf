export { type CloseOptions, createClient, type NeroxClient, type NeroxOptions, type TspProblem } from './client.ts';
export { neroxProfile as profile } from './contract.ts';
export {
  BudgetExceededError,
  type BudgetFacts,
  isBudgetExceededError,
  isJobCancelledError,
  isJobFailedError,
  isJobTimeoutError,
  isMissingScopeError,
  isRateLimitError,
  JobCancelledError,
  type JobError,
  type JobFacts,
  JobFailedError,
  JobTimeoutError,
  MissingScopeError,
  type OfSubmit,
  RateLimitError,
} from './errors.ts';
export type { CancelOptions, Job, WaitOptions } from './job.ts';
export type { JobEvent } from './job-history.ts';
export type { PlateauOptions } from './plateau.ts';
export type { Recovered, RecoverOptions } from './recovery.ts';
export { type Solution, type SolveOptions, type SolveProgress, solveUntil } from './solve-until.ts';
export type { BudgetInfo, SpendOptions } from './spend-guard.ts';
export type { Submission, SubmissionLog } from './submission-log.ts';
export {
  type JobProgress,
  type JobResult,
  type JobSnapshot,
  type JobStatus,
  type KeyInfo,
  ranMs,
  type Usage,
} from './wire.ts';
