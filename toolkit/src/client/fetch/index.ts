export type { ContractRequests, FetchedRequest, RequestAttempt } from '../contract-requests.ts';
export { createFetch, type SteadyFetch } from './create-fetch.ts';
export type { AccountRequest, FetchCallOptions, FetchOptions } from './fetch-options.ts';
