import type { ResultClass } from '../contract/rule.ts';
import { type ErrorCode, EvenkeelError } from '../errors/errors.ts';
import type { ReceivedResponse } from '../http/received-response.ts';

const LONGEST_MESSAGE = 200;

type Meaning = readonly [code: ErrorCode, advice: string];

const failed: Meaning = ['EVK_UPSTREAM_ERROR', 'The upstream failed; read its message and look at its status.'];
const refused: Meaning = [
  'EVK_UPSTREAM_REFUSED',
  'The upstream refused the request for what it says; mend the request or the key.',
];
const meanings: Partial<Record<ResultClass, Meaning>> = {
  throttled: [
    'EVK_THROTTLED',
    'The server refused for its limits until no attempt was left; check the tier, or who else uses the key.',
  ],
  quota: [
    'EVK_QUOTA_EXHAUSTED',
    'What was paid for, or granted for a long time, is spent; raise it, or call again after retryAfterMs.',
  ],
  overloaded: failed,
  transient: failed,
  relayed: failed,
  payment: refused,
};

/** The error for a response that is not ok, with the upstream's own words, for operators. */
export function upstreamError(
  response: Pick<ReceivedResponse, 'status' | 'requestId' | 'json'>,
  resultClass: Exclude<ResultClass, 'ok'>,
  retryAfterMs: number | undefined,
  redact: (text: string) => string,
): EvenkeelError {
  const { status } = response;
  const [code, advice] = meanings[resultClass] ?? (status < 500 ? refused : failed);
  const message = upstreamMessage(response.json());
  const said = message === undefined ? '.' : `: "${redact(message).slice(0, LONGEST_MESSAGE)}".`;
  return new EvenkeelError(code, `The upstream answered ${status}${said}`, {
    status,
    advice,
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
