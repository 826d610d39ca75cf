/** What is paid for. */
export interface Billing<T extends string = string> {
  unit: 'gpu-second';
  /** Time in the queue is free. */
  from: 'job-started';
  to: 'job-ended';
  period: 'month';
  /** Units in each period that each tier's price includes. */
  included: Record<T, number>;
  /** US dollars for each unit beyond. */
  overageUsd: number;
}

/** Metrics that the API's own guide names, beside those that every API has. */
export interface GuideMetrics {
  /** The environment variable that asks for them with 1. */
  enabledBy: string;
  jobDuration: string;
  jobErrors: string;
  rateLimitHits: string;
}
