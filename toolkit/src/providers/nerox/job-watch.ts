import { type EvenkeelError, isEvenkeelError } from '../../errors/errors.ts';
import { backoffDelayMs } from '../../policies/retry/backoff.ts';
import type { Cancel, Clock } from '../../time/clock.ts';
import { CallScope } from '../../time/wait-scope.ts';
import type { NeroxTools } from './api.ts';
import type { TrackedJob } from './tracked-job.ts';

interface Watch extends NeroxTools {
  /** Ends the watch. */
  signal: AbortSignal;
}

/** After this many streams in a row that told nothing new, the watch polls instead. */
const STREAMS_THAT_FAIL = 3;
/** How often it polls before it tries a stream again. */
const POLLS_BETWEEN_STREAMS = 10;
const FIRST_POLL_MS = 1_000;
const LAST_POLL_MS = 5_000;
const POLL_GROWTH = 1.5;
/** A stream that is silent for this long may be dead; only a poll can tell. */
const SILENCE_MS = 30_000;
/** How long the server has to end a stream whose last event was read: only then can its connection be used again. */
const LINGER_MS = 1_000;

/**
 * Watches a job to its end, and cancels it if it cannot be watched. Resolves when the watch has nothing under way any
 * more.
 */
export async function watchJob(job: TrackedJob, tools: NeroxTools): Promise<void> {
  const over = new AbortController();
  const abort = (): void => over.abort();
  let isOver = false;
  let stopTimer: Cancel = () => {};
  job.whenEnded.then(({ certain }) => {
    if (isOver) return;
    if (certain) stopTimer = tools.clock.setTimeout(abort, LINGER_MS);
    else abort();
  });
  try {
    await watchUntilEnded(job, { ...tools, signal: over.signal });
  } catch (cause) {
    job.outOfReach(cause);
  } finally {
    isOver = true;
    stopTimer();
  }
}

/**
 * Watches the job by its stream, which is resumed after its last event when it breaks off, and by polls where there is
 * no stream. Ends with the job, or with the signal.
 */
async function watchUntilEnded(job: TrackedJob, watch: Watch): Promise<void> {
  const { api, clock, random, backoff, signal } = watch;
  const scope = new CallScope(clock, Number.POSITIVE_INFINITY, signal);
  const pause = (failures: number): Promise<void> =>
    scope.sleep(backoffDelayMs(backoff, Math.max(0, failures - 1), random));
  let [failedStreams, failedPolls, polls] = [0, 0, 0];
  let pollMs = FIRST_POLL_MS;
  try {
    while (!job.ended) {
      const mayStream = failedStreams < STREAMS_THAT_FAIL || polls >= POLLS_BETWEEN_STREAMS;
      if (api.canStream && mayStream) {
        polls = 0;
        const told = await follow(job, watch);
        failedStreams = told ? 0 : failedStreams + 1;
        if (told) pollMs = FIRST_POLL_MS;
        if (!job.ended && failedStreams < STREAMS_THAT_FAIL) await pause(failedStreams);
      } else {
        polls += 1;
        const answered = await ask(job, watch);
        failedPolls = answered ? 0 : failedPolls + 1;
        if (job.ended) return;
        await (answered ? scope.sleep(pollMs) : pause(failedPolls));
        pollMs = Math.min(pollMs * POLL_GROWTH, LAST_POLL_MS);
      }
    }
  } catch (error) {
    // Whoever ended the watch knows that it is over.
    if (!isEvenkeelError(error) || error.code !== 'EVK_CANCELLED') throw error;
  } finally {
    scope.dispose();
  }
}

/** Reads one stream until it ends. Returns whether it told anything new. */
async function follow(job: TrackedJob, watch: Watch): Promise<boolean> {
  const { api, clock, signal } = watch;
  const connection = new AbortController();
  const silence = new Silence(clock, async () => {
    if (!(await ask(job, watch))) connection.abort();
  });
  let told = false;
  try {
    const both = AbortSignal.any([signal, connection.signal]);
    for await (const event of api.stream(job.id, job.history.lastStreamedId, both)) {
      // The server repeats an event that is known.
      if (event.id <= job.history.lastStreamedId) continue;
      told = true;
      job.streamed(event);
      silence.broken();
    }
  } catch (error) {
    // The stream's route may be missing although the job exists, so a poll decides.
    if (isEvenkeelError(error) && error.status === 404) await ask(job, watch);
    else refused(job, error);
  } finally {
    silence.end();
  }
  return told;
}

/** Calls `act` each time that nothing was heard for {@link SILENCE_MS}. */
class Silence {
  readonly #clock: Clock;
  readonly #act: () => Promise<void>;
  #stopTimer: Cancel = () => {};
  #over = false;

  constructor(clock: Clock, act: () => Promise<void>) {
    this.#clock = clock;
    this.#act = act;
    this.broken();
  }

  broken(): void {
    this.#stopTimer();
    if (this.#over) return;
    this.#stopTimer = this.#clock.setTimeout(() => {
      this.#act().then(() => this.broken());
    }, SILENCE_MS);
  }

  end(): void {
    this.#over = true;
    this.#stopTimer();
  }
}

/** Polls the job's state. Returns whether there was an answer. */
async function ask(job: TrackedJob, watch: Watch): Promise<boolean> {
  const { api, signal } = watch;
  try {
    job.polled(await api.get(job.id, { signal }));
    return true;
  } catch (error) {
    if (isEvenkeelError(error) && error.status === 404) job.lost(error);
    else refused(job, error);
    return false;
  }
}

function refused(job: TrackedJob, error: unknown): void {
  if (!isEvenkeelError(error)) throw error;
  // A 401 may pass, as the key may be exchanged soon; a 403 stays as long as the key's scopes do.
  if (error.status === 403) forbidden(job, error);
}

/** The key may not read the job, so the job is cancelled. Called again after each poll or stream that is refused. */
function forbidden(job: TrackedJob, cause: EvenkeelError): void {
  if (job.stopReason?.why === 'unwatchable') return;
  job.stop({ why: 'unwatchable', cause }).catch((error) => {
    if (isEvenkeelError(error) && error.status === 403) job.outOfReach(cause);
  });
}
