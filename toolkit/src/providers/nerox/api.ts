import type { JobEnd } from '../../call/call.ts';
import type { CallOptions } from '../../client/client-options.ts';
import type { EventStreamClient } from '../../client/event-stream-client.ts';
import type { CallRequest } from '../../client/request.ts';
import { requireChecked, trustContract } from '../../contract/checked.ts';
import type { ProviderContract } from '../../contract/contract.ts';
import { EvenkeelError } from '../../errors/errors.ts';
import type { ServerSentEvent } from '../../http/event-stream.ts';
import type { Backoff } from '../../policies/retry/backoff.ts';
import type { Clock, Random } from '../../time/clock.ts';
import { type OfSubmit, RateLimitError } from './errors.ts';
import { progressEvent, stateEvent, type UnnumberedEvent } from './job-history.ts';
import {
  foundReader,
  type JobSnapshot,
  jobReader,
  type KeyInfo,
  type Redact,
  readKey,
  readProgress,
  readUsage,
  type Usage,
} from './wire.ts';

/**
 * The operation that takes on another process's job: the job holds a slot here, too, from the first look until it ends.
 */
const ADOPT = 'job_adopt';

export function withAdoption(contract: ProviderContract): ProviderContract {
  const { job_get: get } = contract.operations;
  if (get === undefined || 'via' in get) return contract;
  const parts = requireChecked(contract);
  const operations = { ...contract.operations, [ADOPT]: { ...get, costs: { jobs: 1 } } };
  return trustContract<string, string>({ ...contract, operations }, parts);
}

export interface StreamedEvent {
  id: number;
  event: UnnumberedEvent;
}

/** Options of a call that lasts as long as its job. */
export interface JobCallOptions extends CallOptions {
  /** Resolves when the job has ended: until then the call holds its slot. */
  until: Promise<JobEnd>;
}

/** What the parts of this client work with. */
export interface NeroxTools {
  api: NeroxApi;
  clock: Clock;
  random: Random;
  /** The waits between two streams, and after polls and cancellations that failed. */
  backoff: Backoff;
}

/**
 * Nerox's operations, one method each. They throw an EvenkeelError: a RateLimitError where the API throttled every
 * attempt.
 */
export class NeroxApi {
  /** Whether {@link stream} can be used. */
  readonly canStream: boolean;
  readonly #client: EventStreamClient;
  readonly #redact: Redact;

  constructor(client: EventStreamClient) {
    this.canStream = client.canStream;
    this.#client = client;
    this.#redact = (text) => client.redact(text);
  }

  submit(problemType: string, payload: unknown, options: JobCallOptions & OfSubmit): Promise<JobSnapshot> {
    const read = jobReader({ idempotencyKey: options.idempotencyKey }, this.#redact);
    return this.#call('job', payload, read, { ...options, params: { problem_type: problemType } });
  }

  /** Takes a slot for a job that runs already. */
  adopt(id: string, options: JobCallOptions): Promise<JobSnapshot> {
    const request = { ...options, params: { job: id }, uncounted: true };
    return this.#call(ADOPT, undefined, jobReader({ id }, this.#redact), request);
  }

  get(id: string, options?: CallOptions): Promise<JobSnapshot> {
    return this.#call('job_get', undefined, jobReader({ id }, this.#redact), { ...options, params: { job: id } });
  }

  find(idempotencyKey: string, options?: CallOptions): Promise<JobSnapshot | undefined> {
    const request = { ...options, query: { idempotency_key: idempotencyKey } };
    return this.#call('job_find', undefined, foundReader(idempotencyKey, this.#redact), request);
  }

  cancel(id: string): Promise<JobSnapshot> {
    return this.#call('job_cancel', {}, jobReader({ id }, this.#redact), { params: { job: id } });
  }

  usage(options?: CallOptions): Promise<Usage> {
    return this.#call('usage', undefined, readUsage, options);
  }

  key(options?: CallOptions): Promise<KeyInfo> {
    return this.#call('key', undefined, readKey, options);
  }

  /** The job's events after `lastId`. The stream ends when the server ends it or the signal aborts. */
  async *stream(id: string, lastId: number, signal: AbortSignal): AsyncGenerator<StreamedEvent, void, undefined> {
    const after = lastId > 0 && { lastEventId: String(lastId) };
    const readState = jobReader({ id }, this.#redact);
    const events = await this.#client.events('job_stream', { params: { job: id }, signal, ...after });
    for await (const event of events) {
      // Later versions of the API may send other events; none of them is needed here.
      if (event.event === 'progress') yield decode(event, (data) => progressEvent(readProgress(data)));
      else if (event.event === 'status' || event.event === 'end') {
        yield decode(event, (data) => stateEvent(readState(data)));
      }
    }
  }

  async #call<R>(
    operation: string,
    payload: unknown,
    read: (body: unknown) => R,
    request: CallRequest<R> | undefined,
  ): Promise<R> {
    try {
      return await this.#client.call(operation, payload, read, request);
    } catch (error) {
      if (error instanceof EvenkeelError && error.code === 'EVK_THROTTLED') throw new RateLimitError(error);
      throw error;
    }
  }
}

/** The largest id that is accepted: far below 2 ** 53, from which on adding 1 may change nothing. */
const LAST_EVENT_ID = 2 ** 50;

function decode({ id: text, data }: ServerSentEvent, read: (data: unknown) => UnnumberedEvent): StreamedEvent {
  try {
    const id = Number(text);
    if (!Number.isInteger(id) || id < 1 || id > LAST_EVENT_ID) throw new TypeError('It has no id that is a number.');
    return { id, event: read(parse(data)) };
  } catch (cause) {
    throw new EvenkeelError('EVK_RESPONSE_INVALID', 'An event of the stream could not be read.', { cause });
  }
}

/** Hides the engine's own error: it quotes the text, which may hold a secret. */
function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    throw new TypeError('It is not JSON.');
  }
}
