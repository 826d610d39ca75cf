import type { Evidence } from '../shared/evidence.ts';

/** Where the mock server tells of Nerox's jobs. */
export const JOBS_PATH = 'nerox/jobs';

/** A job by the mock server's books: what it billed. Times are whole milliseconds of the GPUs' clock. */
export interface BookedJob {
  id: string;
  idempotencyKey: string | null;
  status: string;
  billedMs: number | null;
  estimatedMs: number;
}

/** What happened to a job, written down when it did, and apart from any bill. */
export interface JobEvent {
  job: string;
  event: 'submitted' | 'started' | 'ended';
  atMs: number;
}

export interface GpuBooks {
  jobs: readonly BookedJob[];
  events: readonly JobEvent[];
}

/** undefined where the mock server was not asked. */
export function gpuBooks({ admin }: Pick<Evidence, 'admin'>): GpuBooks | undefined {
  const books = admin.get(JOBS_PATH) as Partial<GpuBooks> | undefined;
  return Array.isArray(books?.jobs) && Array.isArray(books.events) ? (books as GpuBooks) : undefined;
}

/** A job's bill by its own events: from its start to its end; nothing where it never started. */
export function billOf(job: string, events: readonly JobEvent[]): number | undefined {
  const at = (event: JobEvent['event']): number[] =>
    events.flatMap((each) => (each.job === job && each.event === event ? [each.atMs] : []));
  const [started, ended] = [at('started'), at('ended')];
  if (ended.length !== 1 || started.length > 1) return undefined;
  return started.length === 0 ? 0 : (ended[0] as number) - (started[0] as number);
}
