import type { Opened } from '../../call/pipeline.ts';
import type { ContractClient } from '../../client/client.ts';
import type { CallOptions } from '../../client/client-options.ts';
import type { ProviderContract } from '../../contract/contract.ts';
import { EvenkeelError } from '../../errors/errors.ts';
import { RateLimitError } from './errors.ts';
import { progressEvent, stateEvent, type UnnumberedEvent } from './job-history.ts';
import {
  type JobSnapshot,
  type KeyInfo,
  readJob,
  readJobs,
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
  return { ...contract, operations: { ...contract.operations, [ADOPT]: { ...get, takes: ['jobs'] } } };
}

export interface StreamedEvent {
  id: number;
  event: UnnumberedEvent;
}

/** Nerox's operations, one method each. What they throw is an EvenkeelError; where nothing but the rate limit refused, a RateLimitError. */
export class NeroxApi {
  readonly #client: ContractClient;

  constructor(client: ContractClient) {
    this.#client = client;
  }

  get canStream(): boolean {
    return this.#client.canStream;
  }

  submit(problemType: string, payload: unknown, options: CallOptions): Promise<Opened<JobSnapshot>> {
    return named(this.#client.open('job', payload, readJob, { ...options, params: { problem_type: problemType } }));
  }

  adopt(id: string, options: CallOptions): Promise<Opened<JobSnapshot>> {
    return named(this.#client.open(ADOPT, undefined, readJob, { ...options, params: { job: id }, uncounted: true }));
  }

  get(id: string, options?: CallOptions): Promise<JobSnapshot> {
    return named(this.#client.call('job_get', undefined, readJob, { ...options, params: { job: id } }));
  }

  async find(idempotencyKey: string, options?: CallOptions): Promise<JobSnapshot | undefined> {
    const query = { idempotency_key: idempotencyKey };
    const [job] = await named(this.#client.call('job_find', undefined, readJobs, { ...options, query }));
    return job;
  }

  cancel(id: string): Promise<JobSnapshot> {
    return named(this.#client.call('job_cancel', {}, readJob, { params: { job: id } }));
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
    for await (const { id: eventId, event, data } of events) {
      const read = readers[event];
      if (read !== undefined) yield { id: Number(eventId), event: decode(() => read(JSON.parse(data))) };
    }
  }
}

/** Of what else a server may tell in later versions nothing is needed. */
const readers: Readonly<Record<string, (data: unknown) => UnnumberedEvent>> = {
  status: (data) => stateEvent(readJob(data)),
  progress: (data) => progressEvent(readProgress(data)),
  end: (data) => stateEvent(readJob(data)),
};

function decode(read: () => UnnumberedEvent): UnnumberedEvent {
  try {
    return read();
  } catch (cause) {
    throw new EvenkeelError('EVK_RESPONSE_INVALID', 'An event of the stream could not be read.', { cause });
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
