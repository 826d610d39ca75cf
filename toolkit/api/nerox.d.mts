import type {
  CallOptions,
  ClientOptions,
  Clock,
  ErrorDetails,
  EvenkeelError,
  ManagedClient,
} from './index.d.mts';
import type {
  ProviderContract,
} from './providers.d.mts';
export { neroxProfile as profile };
export interface CloseOptions {
  signal?: AbortSignal;
  jobs?: 'cancel' | 'leave';
}
export interface NeroxClient extends ManagedClient {
  optimize: {
    submit(problemType: string, payload: object, options?: CallOptions): Promise<Job>;
    tsp(problem: TspProblem, options?: CallOptions): Promise<Job>;
  };
  jobs: {
    get(id: string, options?: Pick<CallOptions, 'signal'>): Promise<Job>;
    find(idempotencyKey: string, options?: Pick<CallOptions, 'signal'>): Promise<Job | undefined>;
  };
  usage: {
    get(options?: Pick<CallOptions, 'signal'>): Promise<Usage>;
  };
  recover(options: RecoverOptions): Promise<Recovered>;
  ready(options?: {
    scopes?: readonly string[];
  }): Promise<KeyInfo>;
  close(options?: CloseOptions): Promise<void>;
}
export interface NeroxOptions extends ClientOptions {
  tier?: keyof typeof neroxProfile.tiers | undefined;
  ceiling?: number | undefined;
  spend?: SpendOptions;
  submissions?: SubmissionLog;
  contract?: ProviderContract;
}
export interface TspProblem {
  distanceMatrix: readonly (readonly number[])[];
  solver?: 'gpu' | 'cpu';
  seed?: number;
  restarts?: number;
  iterations?: number;
  timeoutSeconds?: number;
}
export declare function createClient(options: NeroxOptions): NeroxClient;
declare const neroxProfile: ProviderContract<'developer' | 'team' | 'scale', 'submit' | 'job' | 'job_get' | 'job_find' | 'job_stream' | 'job_cancel' | 'usage' | 'key'>;
export declare class BudgetExceededError extends EvenkeelError implements BudgetFacts {
  readonly budget: 'run' | 'period';
  readonly limitGpuSeconds: number;
  readonly committedGpuSeconds: number;
  readonly forecastGpuSeconds: number;
  constructor(facts: BudgetFacts);
}
export interface BudgetFacts {
  budget: 'run' | 'period';
  limitGpuSeconds: number;
  committedGpuSeconds: number;
  forecastGpuSeconds: number;
}
export declare class JobCancelledError extends JobError {
  constructor(what: string, facts: JobFacts, details?: ErrorDetails, code?: 'EVK_CANCELLED' | 'EVK_JOB_LEFT');
}
export declare class JobError extends EvenkeelError {
  readonly jobId: string;
  readonly billedGpuSeconds: number | undefined;
}
export interface JobFacts {
  jobId: string;
  billedGpuSeconds: number | undefined;
}
export declare class JobFailedError extends JobError {
  readonly reason: string;
  constructor(reason: string, what: string, facts: JobFacts, details?: ErrorDetails);
}
export declare class JobTimeoutError extends JobError {
  constructor(what: string, facts: JobFacts, details?: ErrorDetails);
}
export declare class MissingScopeError extends EvenkeelError {
  readonly missing: readonly string[];
  readonly granted: readonly string[];
  constructor(missing: readonly {
    scope: string;
    operations: readonly string[];
  }[], granted: readonly string[]);
}
export interface OfSubmit {
  idempotencyKey: string;
}
export declare class RateLimitError extends EvenkeelError {
  constructor(last: EvenkeelError);
}
export declare const isBudgetExceededError: (error: unknown) => error is BudgetExceededError;
export declare const isJobCancelledError: (error: unknown) => error is JobCancelledError;
export declare const isJobFailedError: (error: unknown) => error is JobFailedError;
export declare const isJobTimeoutError: (error: unknown) => error is JobTimeoutError;
export declare const isMissingScopeError: (error: unknown) => error is MissingScopeError;
export declare const isRateLimitError: (error: unknown) => error is RateLimitError;
export interface JobEvent {
  id: number;
  type: 'status' | 'progress' | 'end';
  status: JobStatus;
  best_energy: number | null;
  iteration: number;
  iterations: number;
  gpu_seconds: number;
  job?: JobSnapshot;
}
export interface CancelOptions {
  because?: 'not-wanted' | 'good-enough';
}
export interface Job {
  readonly id: string;
  readonly problemType: string;
  readonly idempotencyKey: string | null;
  readonly snapshot: JobSnapshot;
  readonly ended: boolean;
  wait(options?: WaitOptions): Promise<JobResult>;
  result(): Promise<JobResult>;
  cancel(options?: CancelOptions): Promise<JobSnapshot>;
  refresh(options?: {
    signal?: AbortSignal;
  }): Promise<JobSnapshot>;
  stream(options?: {
    signal?: AbortSignal;
  }): AsyncGenerator<JobEvent, void, undefined>;
}
export interface WaitOptions {
  timeoutMs?: number;
  signal?: AbortSignal;
  cancelOnTimeout?: boolean;
}
export interface PlateauOptions {
  minImprovement?: number;
  share?: number;
  minGpuSeconds?: number;
}
export interface RecoverOptions {
  action: 'adopt' | 'cancel';
  signal?: AbortSignal;
}
export interface Recovered {
  adopted: Job[];
  ended: Job[];
  neverArrived: Submission[];
  failed: {
    submission: Submission;
    error: EvenkeelError;
  }[];
}
export interface Solution {
  energy: number;
  tour: readonly number[] | undefined;
  result: JobResult;
  gap: number | undefined;
  reason: 'gap' | 'plateau' | 'completed';
  billedGpuSeconds: number;
  estimatedGpuSeconds: number;
  savedGpuSeconds: number;
}
export interface SolveOptions {
  targetGap?: number;
  knownOptimal?: number;
  plateau?: PlateauOptions;
  timeoutMs?: number;
  signal?: AbortSignal;
  onProgress?: (progress: SolveProgress) => void;
  pollMs?: number;
  clock?: Clock;
}
export interface SolveProgress {
  energy: number;
  gap: number | undefined;
  gpuSeconds: number;
  iteration: number;
}
export declare function solveUntil(job: Job, options: SolveOptions): Promise<Solution>;
export interface BudgetInfo extends BudgetFacts {
  problemType: string;
}
export interface SpendOptions {
  perRunGpuSeconds?: number;
  perPeriodGpuSeconds?: number;
  forecastGpuSeconds: number | ((problemType: string, payload: unknown) => number);
  onExceeded?: 'refuse' | 'warn' | ((info: BudgetInfo) => boolean | Promise<boolean>);
  onUsageUnavailable?: 'refuse' | 'allow';
  usageMaxAgeMs?: number;
}
export interface Submission {
  idempotencyKey: string;
  problemType: string;
}
export interface SubmissionLog {
  submitting(entry: Submission): Promise<void>;
  ended(idempotencyKey: string): Promise<void>;
  pending(): Promise<Submission[]>;
}
export interface JobProgress {
  iteration: number;
  iterations: number;
  best_energy: number | null;
}
export interface JobResult {
  best_energy: number;
  tour?: readonly number[];
  [more: string]: unknown;
}
export interface JobSnapshot {
  id: string;
  problem_type: string;
  idempotency_key: string | null;
  status: JobStatus;
  submitted_at: string;
  started_at: string | null;
  ended_at: string | null;
  estimated_gpu_seconds: number;
  billed_gpu_seconds: number | null;
  progress: JobProgress;
  result?: JobResult | null;
  error: {
    code: string;
    message: string;
  } | null;
}
export type JobStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
export interface KeyInfo {
  plan: string;
  scopes: readonly string[];
}
export interface Usage {
  used_gpu_seconds: number;
  included_gpu_seconds: number;
  overage_usd: number;
  period_start: Date;
  period_end: Date;
  running_jobs: number;
  queued_jobs: number;
}
export declare function ranMs({ started_at, ended_at }: JobSnapshot): number;
