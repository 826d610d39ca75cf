import type { BatchRecord, JobRecord, UsageRecord } from '../../shared/records.ts';

/** Records go to the console, which the runner keeps in a file, since k6's summary can't hold single events. */
export function recordBatch(record: BatchRecord): void {
  console.log(JSON.stringify({ evenkeel: 'batch', ...record }));
}

export function recordJob(record: JobRecord): void {
  console.log(JSON.stringify({ evenkeel: 'job', ...record }));
}

export function recordUsage(record: UsageRecord): void {
  console.log(JSON.stringify({ evenkeel: 'usage', ...record }));
}
