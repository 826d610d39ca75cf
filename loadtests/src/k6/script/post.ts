import http, { type RefinedResponse, type ResponseType } from 'k6/http';
import { callTimeoutMs } from '../../shared/call-timeout.ts';
import { contract, run } from './run.ts';

export interface Request {
  path: string;
  /** The contract's name for the operation; a tag. */
  operation: string;
  /** The call's id, or its prefix in a batch. The same id meets the same faults and service times. */
  id: string;
  body: unknown;
}

export const headersOf = (id: string): Record<string, string> => ({
  'content-type': 'application/json',
  'x-request-id': id,
});

export function post<R extends ResponseType>(request: Request, responseType: R): RefinedResponse<R> {
  return http.post(`${run.target}${request.path}`, JSON.stringify(request.body), {
    headers: headersOf(request.id),
    tags: { name: request.path, operation: request.operation },
    timeout: callTimeoutMs(contract, request.operation),
    responseType,
  });
}
