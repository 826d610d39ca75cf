import type { JobEnd } from '../call/call.ts';
import type { CallOptions } from './client-options.ts';

/** What a provider's own client says about a call, beyond its {@link CallOptions}. */
export interface CallRequest<R> extends CallOptions {
  /** The values of the path's parameters. `network` also chooses the window and the circuit. */
  params?: Readonly<Record<string, string>>;
  /** Whether no window counts this call: then it takes a slot only. */
  uncounted?: boolean;
  /** The call begins a job: it lasts, and holds its slot, until this says how the job ended. It must not reject. */
  until?: Promise<JobEnd>;
  /** Headers beside those of the contract, by their names in lower case. They replace none of the contract's own. */
  headers?: Readonly<Record<string, string>>;
  /** The parameters after the path's question mark. */
  query?: Readonly<Record<string, string>>;
  /** Makes the call's value from the body of a 402. Default: a 402 is a refusal. */
  decodePayment?: (body: unknown) => R;
}

/** Which events of a stream are asked for. */
export interface EventsRequest extends Pick<CallRequest<never>, 'params' | 'callId'> {
  /** Only the events after the one with this id. Default: all, from the first. */
  lastEventId?: string;
  /** Ends the stream. */
  signal: AbortSignal;
}
