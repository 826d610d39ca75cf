import type { OpenedJob } from '../../call/call.ts';
import type { CallOptions } from '../../client/client-options.ts';
import type { EventStreamClient } from '../../client/event-stream-client.ts';
import { requireChecked, trustContract } from '../../contract/checked.ts';
import type { ProviderContract } from '../../contract/contract.ts';
import { EvenkeelError } from '../../errors/errors.ts';
import type { ServerSentEvent } from '../../http/event-stream.ts';
import { type OfSubmit, RateLimitError } from './errors.ts';
import { progressEvent, stateEvent, type UnnumberedEvent } from './job-history.ts';
import {
  type JobName,
  type JobSnapshot,
  type KeyInfo,
  readFound,
  readJob,
  readKey,
  readProgress,
  readUsage,
  type Usage,
} from './wire.ts';

/** The job of another process takes a slot here, too, from the look at it to its end. */
const ADOPT = 'job_adopt';

export function withAdoption(contract: ProviderContract): ProviderContract {
  const { job_get: get } = contract.operations;
  if (get === undefined || 'via' in get) return contract;
  requireChecked(contract);
  const operations = { ...contract.operations, [ADOPT]: { ...get, takes: ['jobs' as const] } };
  return trustContract<string, string>({ ...contract, operations });
}

export interface StreamedEvent {
  id: number;
  event: UnnumberedEvent;
}

/** Nerox's operations, one method each. What they throw is an EvenkeelError; where nothing but the rate limit refused, a RateLimitError. */
export class NeroxApi {
  readonly #client: EventStreamClient;
  readonly #redact: (text: string) => string;

  constructor(client: EventStreamClient) {
    this.#client = client;
    this.#redact = (text) => client.redact(text);
  }

  get canStream(): boolean {
    return this.#client.canStream;
  }

  submit(problemType: string, payload: unknown, options: CallOptions & OfSubmit): Promise<OpenedJob<JobSnapshot>> {
    const read = this.#reading({ idempotencyKey: options.idempotencyKey });
    return named(this.#client.open('job', payload, read, { ...options, params: { problem_type: problemType } }));
  }

  adopt(id: string, options: CallOptions): Promise<OpenedJob<JobSnapshot>> {
    const read = this.#reading({ id });
    return named(this.#client.open(ADOPT, undefined, read, { ...options, params: { job: id }, uncounted: true }));
  }

  get(id: string, options?: CallOptions): Promise<JobSnapshot> {
    return named(this.#client.call('job_get', undefined, this.#reading({ id }), { ...options, params: { job: id } }));
  }

  async find(idempotencyKey: string, options?: CallOptions): Promise<JobSnapshot | undefined> {
    const query = { idempotency_key: idempotencyKey };
    const read = (body: unknown) => readFound(body, idempotencyKey, this.#redact);
    return named(this.#client.call('job_find', undefined, read, { ...options, query }));
  }

  cancel(id: string): Promise<JobSnapshot> {
    return named(this.#client.call('job_cancel', {}, this.#reading({ id }), { params: { job: id } }));
  }

  usage(options?: CallOptions): Promise<Usage> {
    return named(this.#client.call('usage', undefined, readUsage, options));
  }

  key(options?: CallOptions): Promise<KeyInfo> {
    return named(this.#client.call('key', undefined, readKey, options));
  }

  /** Those after `lastId`; it ends where the server ends it, or the signal aborts. */
  async *stream(id: string, lastId: number, signal: AbortSignal): AsyncGenerator<StreamedEvent, void, undefined> {
    const after = lastId > 0 && { lastEventId: String(lastId) };
    const events = await this.#client.events('job_stream', { params: { job: id }, signal, ...after });
    for await (const event of events) {
      // Of what else a server may tell in later versions nothing is needed.
      if (event.event === 'progress') yield decode(event, (data) => progressEvent(readProgress(data)));
      else if (event.event === 'status' || event.event === 'end') {
        yield decode(event, (data) => stateEvent(this.#reading({ id })(data)));
      }
    }
  }

  #reading(asked: JobName): (body: unknown) => JobSnapshot {
    return (body) => readJob(body, asked, this.#redact);
  }
}

/** Beyond that a number would not grow by 1 any more. */
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

/** The engine's own error quotes what it cannot parse, which may repeat a secret. */
function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    throw new TypeError('It is not JSON.');
  }
}

async function named<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof EvenkeelError && error.code === 'EVK_THROTTLED') throw new RateLimitError(error);
    throw error;
  }
}
