import { type Agent, fetch } from 'undici';
import type { Answer, Idempotency, Request } from './contestant.ts';

/** All contestants use this key, so that a leak of it can be seen. */
export const apiKey = 'scr_conformance';

export const methodOf: Record<Idempotency, 'GET' | 'POST'> = { safe: 'GET', key: 'POST', none: 'POST' };

/** One request with undici's fetch, its body read. Packages without an HTTP client of their own are put around it. */
export async function send(
  baseUrl: string,
  { idempotency = 'safe', payload = {} }: Request,
  signal: AbortSignal | undefined,
  dispatcher: Agent,
): Promise<Answer> {
  const method = methodOf[idempotency];
  const response = await fetch(`${baseUrl}/${idempotency}`, {
    ...requestOf(method, payload),
    dispatcher,
    ...(signal && { signal }),
  });
  return { status: response.status, body: await response.text() };
}

/** The request that all contestants send. */
export function requestOf(method: 'GET' | 'POST', payload: unknown) {
  const authorization = `Bearer ${apiKey}`;
  if (method === 'GET') return { method, headers: { authorization } };
  return { method, body: JSON.stringify(payload), headers: { authorization, 'content-type': 'application/json' } };
}

/** Whether to retry an answer, as the packages' documentation tells their users. */
export function isTransient(answer: Answer): boolean {
  return answer.status === 429 || isFailure(answer);
}

/** Whether a breaker counts an answer as a failure; a 429 is none, since the client caused it. */
export function isFailure({ status }: Answer): boolean {
  return status >= 500;
}
