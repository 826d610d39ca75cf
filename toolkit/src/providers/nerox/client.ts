import type { CallOptions, ClientOptions, ManagedClient } from '../../client/client-options.ts';
import { EventStreamClient } from '../../client/event-stream-client.ts';
import type { ProviderContract } from '../../contract/contract.ts';
import { EvenkeelError, OptionError } from '../../errors/errors.ts';
import { systemClock, systemRandom } from '../../time/clock.ts';
import { NeroxApi, withAdoption } from './api.ts';
import { neroxProfile } from './contract.ts';
import type { Job } from './job.ts';
import { Jobs } from './jobs.ts';
import { requireScopes } from './key-scopes.ts';
import { type Recovered, type RecoverOptions, recover } from './recovery.ts';
import { SpendGuard, type SpendOptions } from './spend-guard.ts';
import type { SubmissionLog } from './submission-log.ts';
import { hasEnded, type KeyInfo, type Usage } from './wire.ts';

export interface NeroxOptions extends ClientOptions {
  /** The key's plan. Default `developer`. */
  tier?: keyof typeof neroxProfile.tiers | undefined;
  /** How many jobs may run at once. Default: the plan's number. */
  ceiling?: number | undefined;
  /** Budgets of GPU-seconds, checked before each submit. Default: none. */
  spend?: SpendOptions;
  /** Remembers submits beyond the life of this process: see {@link NeroxClient.recover}. Default: no log. */
  submissions?: SubmissionLog;
  /** A contract for an API with other numbers, made by `defineProvider()`. Default: the shipped one. */
  contract?: ProviderContract;
}

export interface TspProblem {
  /** The distance from each city to each other one, of at least 0 and the same both ways; as many rows as columns. */
  distanceMatrix: readonly (readonly number[])[];
  solver?: 'gpu' | 'cpu';
  /** A whole number. The same seed gives the same answer. */
  seed?: number;
  /** Default: the API's, 4. */
  restarts?: number;
  /** For each restart. Default: the API's, 400,000. */
  iterations?: number;
  /** How much GPU time the job may take before the API ends it as failed. Default: the API's, 3,600. */
  timeoutSeconds?: number;
}

export interface NeroxClient extends ManagedClient {
  optimize: {
    /**
     * Submits a job. The job holds one of the plan's slots until it has ended, and the client watches it until then.
     *
     * Submitting again with the same idempotency key gives the same job. If the answer is lost, the client looks for
     * the job: it cancels the job if you gave no key, and watches it if you did, so that {@link NeroxClient.jobs} finds
     * it.
     *
     * @throws RateLimitError `EVK_THROTTLED` after the contract's attempts; nothing else is retried
     * @throws BudgetExceededError `EVK_BUDGET_EXCEEDED`: see `spend`
     * @throws EvenkeelError if the job was not submitted, or may have been; the error's `idempotencyKey` is the key to
     * look for it by
     */
    submit(problemType: string, payload: object, options?: CallOptions): Promise<Job>;
    /** Submits a travelling salesman problem, as {@link submit} does. */
    tsp(problem: TspProblem, options?: CallOptions): Promise<Job>;
  };

  jobs: {
    /**
     * A job by its id. A job that still runs takes a slot and is watched from now on; one that has ended already causes
     * no events.
     *
     * @throws EvenkeelError with `status` 404 for a job that the API does not know
     */
    get(id: string, options?: Pick<CallOptions, 'signal'>): Promise<Job>;
    /** A job by the idempotency key that it was submitted with, as {@link get} does; undefined where there is none. */
    find(idempotencyKey: string, options?: Pick<CallOptions, 'signal'>): Promise<Job | undefined>;
  };

  usage: {
    /** What was used in the API's billing period, and what the plan includes, in GPU-seconds and US dollars. */
    get(options?: Pick<CallOptions, 'signal'>): Promise<Usage>;
  };

  /**
   * Finds the jobs in `submissions` that are not known to have ended, such as those of a process that died. Call it at
   * start, before anything is submitted.
   *
   * @throws OptionError where there are no `submissions`
   */
  recover(options: RecoverOptions): Promise<Recovered>;

  /**
   * Checks the key's scopes, and resolves once the client knows what share of the limits other processes leave to it.
   *
   * @param options.scopes the scopes that are needed. Default: those that all operations need
   * @returns the key's plan and scopes
   * @throws MissingScopeError `EVK_SCOPE_MISSING`: it says which scope is missing, and what needs it
   * @throws EvenkeelError if the key could not be checked, such as with `status` 401 for a wrong one
   */
  ready(options?: { scopes?: readonly string[] }): Promise<KeyInfo>;

  /**
   * Refuses new jobs, waits for those that run and closes all connections. Call it again, with a signal, to stop
   * waiting.
   *
   * @throws OptionError where jobs are to be left and there are no `submissions`
   */
  close(options?: CloseOptions): Promise<void>;
}

export interface CloseOptions {
  /** Aborting it ends the wait for the jobs that still run. */
  signal?: AbortSignal;
  /**
   * What happens to those jobs when the signal aborts. `cancel`, the default: they are cancelled; a job that cannot be
   * cancelled is left. `leave`: they run on and stay in `submissions`, where {@link NeroxClient.recover} finds them. A
   * wait for a job that is left rejects with the code `EVK_JOB_LEFT`.
   */
  jobs?: 'cancel' | 'leave';
}

/**
 * A client for Nerox that keeps to its plan's limits and watches each job to its end.
 *
 * @throws OptionError if an option cannot be used
 */
export function createClient(options: NeroxOptions): NeroxClient {
  const { contract = neroxProfile, spend, submissions: log, ...common } = options;
  const { clock = systemClock, random = systemRandom } = common;
  const client = new EventStreamClient(withAdoption(contract), common);
  const api = new NeroxApi(client);
  const { emit } = client;
  const tools = { api, clock, random, backoff: contract.retry.backoff };
  const guard = spend && new SpendGuard(spend, { clock, emit, usage: () => api.usage() });
  const jobs = new Jobs({ ...tools, emit, guard, log });
  const cancelled = new AbortController();
  let closed: Promise<void> | undefined;

  const submit: NeroxClient['optimize']['submit'] = async (problemType, payload, submitOptions = {}) => {
    if (closed !== undefined) {
      throw new EvenkeelError(
        'EVK_CLIENT_CLOSED',
        'The job was not submitted: the client was closed. Create a new one.',
      );
    }
    const { signal } = submitOptions;
    const both = signal === undefined ? cancelled.signal : AbortSignal.any([signal, cancelled.signal]);
    return jobs.submit(problemType, payload, { ...submitOptions, signal: both });
  };
  const finish = async (): Promise<void> => {
    await jobs.submitted();
    await jobs.settled();
    await client.close();
  };
  const endAll = async (reason: unknown, how: 'cancel' | 'leave'): Promise<void> => {
    cancelled.abort(reason);
    const giveUp = (): Promise<unknown> =>
      Promise.all(jobs.all.map((job) => (how === 'leave' ? job.leave(reason) : job.giveUp(reason))));
    await Promise.all([jobs.submitted(), giveUp()]);
    // Jobs may have been found meanwhile whose submits had no answer.
    await giveUp();
    // Nobody needs the requests that are still in flight.
    await client.close({ signal: AbortSignal.abort(reason) });
  };

  return {
    optimize: {
      submit,
      tsp: ({ distanceMatrix, timeoutSeconds, ...rest }, tspOptions) =>
        submit('tsp', { distance_matrix: distanceMatrix, ...rest, timeout_seconds: timeoutSeconds }, tspOptions),
    },
    jobs: {
      get: async (id, getOptions) => {
        const live = jobs.live(id);
        if (live !== undefined) return live;
        const job = await api.get(id, getOptions);
        return hasEnded(job) ? jobs.past(job) : jobs.adopt(job);
      },
      find: async (key, findOptions) => {
        const live = jobs.liveByKey(key);
        if (live !== undefined) return live;
        const job = await api.find(key, findOptions);
        if (job === undefined) return undefined;
        return hasEnded(job) ? jobs.past(job) : jobs.adopt(job);
      },
    },
    usage: { get: (usageOptions) => api.usage(usageOptions) },
    recover: async (recoverOptions) => {
      if (log === undefined) throw new OptionError('submissions', 'give the log that is to be recovered from.');
      return recover({ api, jobs, log }, recoverOptions);
    },
    ready: async ({ scopes } = {}) => {
      const [key] = await Promise.all([api.key(), client.ready()]);
      requireScopes(contract, key.scopes, scopes);
      return key;
    },
    pause: () => client.pause(),
    resume: () => client.resume(),
    setLimits: (limits) => client.setLimits(limits),
    close: async ({ signal, jobs: how = 'cancel' } = {}) => {
      if (how === 'leave' && log === undefined) {
        throw new OptionError('jobs', 'give `submissions` to the client: they are left to be found there.', how);
      }
      const end = (): void => void endAll(signal?.reason, how);
      closed ??= finish();
      if (signal?.aborted) end();
      else signal?.addEventListener('abort', end, { once: true });
      return closed.finally(() => signal?.removeEventListener('abort', end));
    },
  };
}
