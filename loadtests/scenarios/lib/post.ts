import { wireOperation } from '@evenkeel/toolkit/providers';
import http, { type RefinedResponse, type ResponseType } from 'k6/http';
import { contract, run } from './run.ts';

/** The client answers by its deadline; this much later something else is wrong. */
const GRACE_MS = 5_000;

/** How long a call may take at most. Milliseconds. */
export const callTimeoutMs = (operation: string): number => wireOperation(contract, operation).deadlineMs + GRACE_MS;

export interface Request {
  path: string;
  /** The contract's name for the operation; a tag. */
  operation: string;
  /** The call's id, or its prefix in a batch. The same id meets the same faults and service times. */
  id: string;
  body: unknown;
}

export function post<R extends ResponseType>(request: Request, responseType: R): RefinedResponse<R> {
  return http.post(`${run.target}${request.path}`, JSON.stringify(request.body), {
    headers: { 'content-type': 'application/json', 'x-request-id': request.id },
    tags: { name: request.path, operation: request.operation },
    timeout: callTimeoutMs(request.operation),
    responseType,
  });
}
