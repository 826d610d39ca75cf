import type { JobEnd } from '../call/call.ts';
import type { CallOptions } from './client-options.ts';

/** What the providers' own clients say of a call beyond its {@link CallOptions}. */
export interface CallRequest<R> extends CallOptions {
  /** The values of the path's parameters. `network` also chooses the window and the circuit. */
  params?: Readonly<Record<string, string>>;
  /** The API counts nothing of it here: it takes a slot only. */
  uncounted?: boolean;
  /** The call begins a job: it lasts, and holds its slot, until this says how the job ended. It must not reject. */
  until?: Promise<JobEnd>;
  /** Put behind the path. */
  query?: Readonly<Record<string, string>>;
  /** Makes the call's value of the body of a 402. Default: a 402 is a refusal. */
  decodePayment?: (body: unknown) => R;
}

/** Which events of a stream are asked for. */
export interface EventsRequest extends Pick<CallRequest<never>, 'params' | 'callId'> {
  /** Those after the one of this id. Default: from the first. */
  lastEventId?: string;
  /** Ends the stream. */
  signal: AbortSignal;
}
