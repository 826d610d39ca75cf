import type { CallOptions, ClientOptions, ManagedClient } from '../../client/client-options.ts';
import { EventStreamClient } from '../../client/event-stream-client.ts';
import type { ProviderContract } from '../../contract/contract.ts';
import { EvenkeelError, OptionError } from '../../errors/errors.ts';
import { systemClock, systemRandom } from '../../time/clock.ts';
import { NeroxApi, withAdoption } from './api.ts';
import type { Job } from './job.ts';
import { Jobs } from './jobs.ts';
import { requireScopes } from './key-scopes.ts';
import { neroxProfile } from './profile.ts';
import { type Recovered, type RecoverOptions, recover } from './recovery.ts';
import { SpendGuard, type SpendOptions } from './spend-guard.ts';
import type { SubmissionLog } from './submission-log.ts';
import { hasEnded, type KeyInfo, type Usage } from './wire.ts';

export interface NeroxOptions extends ClientOptions {
  /** The key's plan. Default `developer`. */
  tier?: keyof typeof neroxProfile.tiers;
  /** Jobs at once, where that is not the plan's. */
  ceiling?: number;
  /** Budgets of GPU-seconds, checked before each submit. Default: none. */
  spend?: SpendOptions;
  /** Remembers submits beyond the life of this process: see {@link NeroxClient.recover}. Default: nothing does. */
  submissions?: SubmissionLog;
  /** Numbers other than the shipped ones, for an API that was configured otherwise: made by `defineProvider()`. */
  contract?: ProviderContract;
}

export interface TspProblem {
  /** The distance from each city to each other one: as many rows as columns, of at least 0, the same both ways. */
  distanceMatrix: readonly (readonly number[])[];
  solver?: 'gpu' | 'cpu';
  /** The same again gives the same answer. A whole number. */
  seed?: number;
  /** Default: the API's, 4. */
  restarts?: number;
  /** Of each restart. Default: the API's, 400,000. */
  iterations?: number;
  /** GPU time from its start, after which the API ends it as failed. Default: the API's, 3,600. */
  timeoutSeconds?: number;
}

export interface NeroxClient extends ManagedClient {
  optimize: {
    /**
     * Submits a job. It holds one of the plan's slots until it has ended, and is watched to its end.
     *
     * With the same idempotency key it is the same job. Where no key is given and the answer is lost, the job is looked
     * for and cancelled; with a key of your own it is watched, and {@link NeroxClient.jobs} has it.
     *
     * @throws RateLimitError `EVK_THROTTLED` after the contract's attempts; nothing else is retried
     * @throws BudgetExceededError `EVK_BUDGET_EXCEEDED`: see `spend`
     * @throws EvenkeelError if it was not submitted, or whether it was is not known; its `idempotencyKey` tells by which
     * key to look for it
     */
    submit(problemType: string, payload: object, options?: CallOptions): Promise<Job>;
    /** Submits a travelling salesman's problem, as {@link submit} does. */
    tsp(problem: TspProblem, options?: CallOptions): Promise<Job>;
  };

  jobs: {
    /**
     * A job by its id. One that runs is watched from now on and takes a slot; of one that had ended before nothing is
     * reported.
     *
     * @throws EvenkeelError with `status` 404 for one that the API does not know
     */
    get(id: string, options?: Pick<CallOptions, 'signal'>): Promise<Job>;
    /** A job by the key that it was submitted with, as {@link get} does; undefined where there is none. */
    find(idempotencyKey: string, options?: Pick<CallOptions, 'signal'>): Promise<Job | undefined>;
  };

  usage: {
    /** What was used in the API's period, and what the plan includes. In GPU-seconds and US dollars. */
    get(options?: Pick<CallOptions, 'signal'>): Promise<Usage>;
  };

  /**
   * Finds the jobs that are in `submissions` and have not ended, such as those of a process that has died: to be called
   * at start, before anything is submitted.
   *
   * @throws OptionError where there are no `submissions`
   */
  recover(options: RecoverOptions): Promise<Recovered>;

  /**
   * Checks what the key is allowed, and resolves once it is known what other processes leave to this one.
   *
   * @param options.scopes what is needed. Default: what all operations need
   * @returns the key's plan and scopes
   * @throws MissingScopeError `EVK_SCOPE_MISSING`: which scope is missing, and what for
   * @throws EvenkeelError if the key could not be checked, such as with `status` 401 for a wrong one
   */
  ready(options?: { scopes?: readonly string[] }): Promise<KeyInfo>;

  /**
   * Refuses new jobs, waits for those that run and closes all connections. May be called again, to wait no longer.
   *
   * @throws OptionError where jobs are to be left and there are no `submissions`
   */
  close(options?: CloseOptions): Promise<void>;
}

export interface CloseOptions {
  /** Ends the wait for the jobs that still run, when it aborts. */
  signal?: AbortSignal;
  /**
   * What becomes then of the jobs that still run. `cancel`, the default: they are cancelled, and those that cannot be
   * are left. `leave`: they run on, and stay in `submissions`, where {@link NeroxClient.recover} finds them. Whoever
   * waits for a job that is left gets an error with the code `EVK_JOB_LEFT`.
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
    if (closed !== undefined) throw new EvenkeelError('EVK_CLIENT_CLOSED', 'The job was not submitted.');
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
    // What was found of submits that had no answer.
    await giveUp();
    // What is still on its way is of no use any more.
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
