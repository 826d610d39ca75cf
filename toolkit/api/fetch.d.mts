import type {
  Clock,
  ContractRequests,
  EventSink,
  Random,
} from './index.d.mts';
export {
  ContractRequests,
  FetchedRequest,
  RequestAttempt,
} from './index.d.mts';
export interface SteadyFetch {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>;
  with(options: FetchCallOptions): SteadyFetch;
}
export declare function createFetch(options?: FetchOptions): SteadyFetch;
export interface AccountRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
}
export interface FetchCallOptions {
  priority?: number | undefined;
  cost?: number | undefined;
  idempotent?: boolean | undefined;
  tenant?: string | undefined;
  maxWaitMs?: number | undefined;
}
export interface FetchOptions extends FetchCallOptions {
  fetch?: ((input: string | URL | Request, init?: RequestInit) => Promise<Response>) | undefined;
  account?: ((request: AccountRequest) => string | undefined) | undefined;
  contract?: ContractRequests | undefined;
  maxAccounts?: number | undefined;
  maxQueued?: number | undefined;
  maxAttempts?: number | undefined;
  onRefusal?: 'error' | 'response' | undefined;
  onEvent?: EventSink | readonly EventSink[] | undefined;
  clock?: Clock | undefined;
  random?: Random | undefined;
}
