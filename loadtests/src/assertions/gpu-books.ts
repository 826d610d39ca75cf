import type { Evidence } from '../shared/evidence.ts';

/** The admin path of Nerox's jobs. */
export const JOBS_PATH = 'nerox/jobs';

/** A job in the mock server's books, with its bill. Times are whole milliseconds of the GPU clock. */
export interface BookedJob {
  id: string;
  idempotencyKey: string | null;
  status: string;
  billedMs: number | null;
  estimatedMs: number;
}

/** What happened to a job, written when it happened, and not derived from its bill. */
export interface JobEvent {
  job: string;
  event: 'submitted' | 'started' | 'ended';
  atMs: number;
}

export interface GpuBooks {
  jobs: readonly BookedJob[];
  events: readonly JobEvent[];
}

/** The mock server's books; undefined where it was not asked for them. */
export function gpuBooks({ admin }: Pick<Evidence, 'admin'>): GpuBooks | undefined {
  const books = admin.get(JOBS_PATH) as Partial<GpuBooks> | undefined;
  return Array.isArray(books?.jobs) && Array.isArray(books.events) ? (books as GpuBooks) : undefined;
}

/** A job's bill by its events, from its start to its end; 0 where it never started, undefined where it never ended. */
export function billOf(job: string, events: readonly JobEvent[]): number | undefined {
  const at = (event: JobEvent['event']): number[] =>
    events.flatMap((each) => (each.job === job && each.event === event ? [each.atMs] : []));
  const [started, ended] = [at('started'), at('ended')];
  if (ended.length !== 1 || started.length > 1) return undefined;
  return started.length === 0 ? 0 : (ended[0] as number) - (started[0] as number);
}
