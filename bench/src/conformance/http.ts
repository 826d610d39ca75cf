import { type Agent, fetch } from 'undici';
import type { Answer, Idempotency, Request } from './contestant.ts';

/** That of all contestants, so that a leak can be seen. */
export const apiKey = 'scr_conformance';

export const methodOf: Record<Idempotency, 'GET' | 'POST'> = { safe: 'GET', key: 'POST', none: 'POST' };

/** One trip with undici's fetch, its body read: what the packages without an HTTP client of their own are put around. */
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

/** What all contestants send. */
export function requestOf(method: 'GET' | 'POST', payload: unknown) {
  const authorization = `Bearer ${apiKey}`;
  if (method === 'GET') return { method, headers: { authorization } };
  return { method, body: JSON.stringify(payload), headers: { authorization, 'content-type': 'application/json' } };
}

/** What their documentation has their users retry. */
export function isTransient(answer: Answer): boolean {
  return answer.status === 429 || isFailure(answer);
}

/** What a breaker is told to count; a 429 is the client's own doing. */
export function isFailure({ status }: Answer): boolean {
  return status >= 500;
}
