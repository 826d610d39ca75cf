import http from 'k6/http';
import { callTimeoutMs } from '../../shared/call-timeout.ts';
import { count } from './meter.ts';
import { headersOf, type Request } from './post.ts';
import { recordJob, recordUsage } from './record.ts';
import { contract, run } from './run.ts';
import { openStream } from './stream.ts';

/** How the gateway says that a job ended. */
interface Ended {
  /** The status that the call would have had, had it not begun to stream. */
  status: number;
  reason: string;
  job_id: string;
  best_energy: number | null;
  tour: number[] | null;
  billed_gpu_seconds: number;
  estimated_gpu_seconds: number;
  run_seconds: number;
}

const ms = (seconds: number): number => Math.round(seconds * 1_000);

/**
 * Begins a job and reads its events to the end. It counts as a call whose duration
 * is the time that the job ran, by the API's word.
 */
export function solveJob(request: Request): void {
  let ended: Ended | undefined;
  let progressMs: number | undefined;
  let endMs: number | undefined;
  const { status } = openStream(request, ({ event, data, atMs }) => {
    if (event === 'progress') progressMs ??= atMs;
    endMs = atMs;
    if (event === 'ended') ended = JSON.parse(data) as Ended;
  });
  if (ended === undefined) {
    // A stream that broke off is no success.
    count(request.operation, status === 200 ? 0 : status);
    return;
  }
  const durationMs = ms(ended.run_seconds);
  count(request.operation, ended.status, durationMs);
  recordJob({
    id: request.id,
    jobId: ended.job_id,
    energy: ended.best_energy,
    tour: ended.tour,
    billedGpuMs: ms(ended.billed_gpu_seconds),
    estimatedGpuMs: ms(ended.estimated_gpu_seconds),
    durationMs,
    reason: ended.reason,
    events: progressMs === undefined || endMs === undefined ? null : { progressMs, endMs },
  });
}

/** Records what the key has used, by the API's word. */
export function readUsage(path: string): void {
  const timeout = callTimeoutMs(contract, 'usage');
  const response = http.get(`${run.target}${path}`, { headers: headersOf(`${run.scenario}-usage`), timeout });
  if (response.status !== 200) return;
  recordUsage({ usedGpuMs: ms((response.json() as { used_gpu_seconds: number }).used_gpu_seconds) });
}
