import type { ResultClass } from '../contract/rule.ts';
import { type ErrorCode, EvenkeelError } from '../errors/errors.ts';
import type { ReceivedResponse } from '../http/received-response.ts';

const LONGEST_MESSAGE = 200;

const codeOfClass: Record<Exclude<ResultClass, 'ok' | 'permanent'>, ErrorCode> = {
  throttled: 'EVK_THROTTLED',
  overloaded: 'EVK_UPSTREAM_ERROR',
  quota: 'EVK_QUOTA_EXHAUSTED',
  transient: 'EVK_UPSTREAM_ERROR',
  relayed: 'EVK_UPSTREAM_ERROR',
  payment: 'EVK_UPSTREAM_REFUSED',
};

/** The error for a response that is not ok, with the upstream's own words, for operators. */
export function upstreamError(
  response: ReceivedResponse,
  resultClass: Exclude<ResultClass, 'ok'>,
  retryAfterMs: number | undefined,
  redact: (text: string) => string,
): EvenkeelError {
  const { status } = response;
  const permanent = status < 500 ? 'EVK_UPSTREAM_REFUSED' : 'EVK_UPSTREAM_ERROR';
  const code = resultClass === 'permanent' ? permanent : codeOfClass[resultClass];
  const message = upstreamMessage(response.json());
  const said = message === undefined ? '.' : `: "${redact(message).slice(0, LONGEST_MESSAGE)}".`;
  return new EvenkeelError(code, `The upstream answered ${status}${said}`, {
    status,
    retryAfterMs,
    requestId: /* seam: request-id */ response.requestId,
  });
}

/** Looks where APIs put their message: `{ error: { message } }`, `{ error }`, `{ message }`. */
function upstreamMessage(body: unknown): string | undefined {
  const { error, message } = (body ?? {}) as { error?: unknown; message?: unknown };
  const nested = (error as { message?: unknown } | null | undefined)?.message;
  return [nested, error, message].find((text) => typeof text === 'string');
}
