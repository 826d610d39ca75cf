import { EvenkeelError, isEvenkeelError } from '../../errors/errors.ts';

/** What a call that waited in vain is refused with: the upstream is not to blame. */
export function localRefusal(thrown: unknown): unknown {
  if (!isEvenkeelError(thrown) || thrown.code !== 'EVK_DEADLINE_EXCEEDED') return thrown;
  return new EvenkeelError('EVK_QUEUE_TIMEOUT', 'The call could not leave within maxWaitMs.', {
    advice: 'Send fewer calls, or raise maxWaitMs.',
  });
}

/** Tells an SDK of a refusal in words that it knows: not to try again by itself, and when it may. */
export function refusalResponse({ code, message, retryAfterMs }: EvenkeelError): Response {
  const headers = new Headers({ 'content-type': 'application/json', 'x-should-retry': 'false' });
  if (retryAfterMs !== undefined) {
    headers.set('retry-after', String(Math.ceil(retryAfterMs / 1_000)));
    headers.set('retry-after-ms', String(Math.ceil(retryAfterMs)));
  }
  const error = { type: 'local_refusal', code, message };
  return new Response(JSON.stringify({ error }), { status: 429, statusText: 'Too Many Requests', headers });
}
