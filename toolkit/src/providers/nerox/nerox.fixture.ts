import type { Reply, SentRequest } from '../../testing/index.ts';
import type { Clock } from '../../time/clock.ts';
import type { JobSnapshot, JobStatus } from './wire.ts';

/** How a job goes. `queuedMs` is its time in the queue; the other times count from its start. */
export interface Course {
  queuedMs?: number;
  /** When the job finds something better. */
  improvements?: readonly (readonly [afterMs: number, energy: number])[];
  endsAfterMs?: number;
  estimatedGpuSeconds?: number;
  /** The code of the error that the job ends with. */
  fails?: string;
}

interface Entry extends Required<Omit<Course, 'fails'>> {
  id: string;
  key: string | null;
  problemType: string;
  body: string;
  fails: string | undefined;
  submittedMs: number;
  cancelledMs: number | undefined;
}

interface FakeEvent {
  atMs: number;
  event: 'status' | 'progress' | 'end';
  data: unknown;
}

const ITERATIONS = 1_000;
// biome-ignore lint/style/noRestrictedGlobals: writes a time; no clock is asked
const iso = (ms: number): string => new Date(ms).toISOString();

/** A fake Nerox that speaks its wire format; GPU time is the fake clock's time. */
export class FakeNerox {
  readonly jobs = new Map<string, Entry>();
  /** The courses of submitted jobs, in order; the last one repeats. */
  courses: Course[] = [{}];
  scopes = ['jobs:write', 'jobs:read', 'usage:read'];
  usedBeforeMs = 0;
  /** Called before each request; what it returns is sent as the answer. */
  instead: (request: SentRequest, at: number) => Reply | undefined = () => undefined;
  /** Called before each event of a stream; true breaks the connection before that event. */
  cuts: (id: number, stream: number) => boolean = () => false;
  streams = 0;
  readonly #clock: Clock;
  readonly #changed = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly reply = (request: SentRequest, at: number): Reply => {
    const other = this.instead(request, at);
    if (other !== undefined) return other;
    const { pathname, searchParams } = new URL(request.url);
    const [, , route, id = '', action] = pathname.split('/');
    if (route === 'optimize') return { status: 202, body: this.#submit(id, request) };
    if (route === 'usage') return { body: this.#usage() };
    if (route === 'key') return { body: { plan: 'scale', scopes: this.scopes } };
    if (id === '') {
      const found = [...this.jobs.values()].filter(({ key }) => key === searchParams.get('idempotency_key'));
      return { body: { jobs: found.map((job) => this.snapshot(job.id)) } };
    }
    const job = this.jobs.get(id);
    if (job === undefined) return { status: 404, body: { error: { code: 'not_found', message: `No job ${id}.` } } };
    if (action === 'stream') return { pieces: this.#stream(job, request) };
    if (action === 'cancel') this.cancel(job.id);
    return { body: this.snapshot(job.id) };
  };

  cancel(id: string): void {
    const job = this.jobs.get(id) as Entry;
    if (this.#endMs(job) > this.#clock.now()) job.cancelledMs = this.#clock.now();
    this.wake();
  }

  /** Makes streams look at what has changed. */
  wake(): void {
    for (const wake of [...this.#changed]) wake();
  }

  snapshot(id: string, nowMs = this.#clock.now()): JobSnapshot {
    const job = this.jobs.get(id) as Entry;
    const [startMs, endMs] = [job.submittedMs + job.queuedMs, this.#endMs(job)];
    const hasStarted = nowMs >= startMs && endMs > startMs;
    const hasEnded = nowMs >= endMs;
    const status: JobStatus = hasEnded ? this.#finalStatus(job) : hasStarted ? 'running' : 'queued';
    const ranMs = hasStarted ? Math.min(nowMs, endMs) - startMs : 0;
    const best = job.improvements.filter(([afterMs]) => hasStarted && afterMs <= ranMs).at(-1)?.[1] ?? null;
    return {
      id,
      problem_type: job.problemType,
      idempotency_key: job.key,
      status,
      submitted_at: iso(job.submittedMs),
      started_at: hasStarted ? iso(startMs) : null,
      ended_at: hasEnded ? iso(endMs) : null,
      estimated_gpu_seconds: job.estimatedGpuSeconds,
      billed_gpu_seconds: hasEnded ? ranMs / 1_000 : null,
      progress: {
        iteration: Math.round((ITERATIONS * ranMs) / (job.estimatedGpuSeconds * 1_000)),
        iterations: ITERATIONS,
        best_energy: best,
      },
      result: hasEnded && status !== 'failed' && best !== null ? { best_energy: best, tour: [0, 2, 1] } : null,
      error: status === 'failed' ? { code: job.fails as string, message: 'It did.' } : null,
    };
  }

  #submit(problemType: string, { headers, body = '' }: SentRequest): JobSnapshot {
    const key = headers['idempotency-key'] ?? null;
    const same = [...this.jobs.values()].find((job) => job.key === key);
    if (same !== undefined) return this.snapshot(same.id);
    const course = (this.courses.length > 1 ? this.courses.shift() : this.courses[0]) as Course;
    const { queuedMs = 100, improvements = [[1_000, 9_000]], endsAfterMs = 10_000, fails } = course;
    const { estimatedGpuSeconds = endsAfterMs / 1_000 } = course;
    const id = `job_${this.jobs.size + 1}`;
    const submittedMs = this.#clock.now();
    const times = { queuedMs, improvements, endsAfterMs, estimatedGpuSeconds, submittedMs };
    this.jobs.set(id, { id, key, problemType, body: String(body), fails, cancelledMs: undefined, ...times });
    return this.snapshot(id);
  }

  #usage() {
    const bills = [...this.jobs.keys()].map((id) => this.snapshot(id).billed_gpu_seconds ?? 0);
    const used = this.usedBeforeMs / 1_000 + bills.reduce((sum, bill) => sum + bill, 0);
    return {
      used_gpu_seconds: used,
      included_gpu_seconds: 100_000,
      overage_usd: 0,
      period_start: '2026-01-01T00:00:00.000Z',
      period_end: '2026-02-01T00:00:00.000Z',
      running_jobs: 0,
      queued_jobs: 0,
    };
  }

  #endMs({ cancelledMs, submittedMs, queuedMs, endsAfterMs }: Entry): number {
    return cancelledMs ?? submittedMs + queuedMs + endsAfterMs;
  }

  #finalStatus({ cancelledMs, fails }: Entry): JobStatus {
    if (cancelledMs !== undefined) return 'cancelled';
    return fails === undefined ? 'succeeded' : 'failed';
  }

  /** All events that the job's stream will tell, as things are now. */
  #events(job: Entry): FakeEvent[] {
    const [startMs, endMs] = [job.submittedMs + job.queuedMs, this.#endMs(job)];
    const status = (atMs: number): FakeEvent => ({ atMs, event: 'status', data: this.snapshot(job.id, atMs) });
    const events = [status(job.submittedMs)];
    if (startMs < endMs) events.push(status(startMs));
    for (const [afterMs] of job.improvements) {
      const atMs = startMs + afterMs;
      if (atMs >= endMs) continue;
      const { progress } = this.snapshot(job.id, atMs);
      events.push({ atMs, event: 'progress', data: { ...progress, gpu_seconds: afterMs / 1_000 } });
    }
    return [...events, { atMs: endMs, event: 'end', data: this.snapshot(job.id, endMs) }];
  }

  async *#stream(job: Entry, { headers, signal }: SentRequest): AsyncGenerator<string> {
    this.streams += 1;
    const stream = this.streams;
    yield 'retry: 1000\n\n';
    for (let id = Number(headers['last-event-id'] ?? 0) + 1; ; id += 1) {
      for (;;) {
        if (signal.aborted) throw signal.reason;
        const due = this.#events(job)[id - 1];
        if (due === undefined) return;
        if (due.atMs <= this.#clock.now()) break;
        await this.#sleep(due.atMs - this.#clock.now(), signal);
      }
      if (this.cuts(id, stream)) throw new Error('The connection was reset.');
      const { event, data } = this.#events(job)[id - 1] as FakeEvent;
      yield `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
      if (event === 'end') return;
    }
  }

  #sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        stopTimer();
        this.#changed.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const stopTimer = this.#clock.setTimeout(wake, delayMs);
      this.#changed.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
