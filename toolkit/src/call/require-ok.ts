import { defaultHints, defaultRules } from '../contract/defaults.ts';
import { resolveHint } from '../contract/resolve.ts';
import { ResponseMemory, type ResultClass } from '../contract/rule.ts';
import { hintReaders, readHints } from '../http/read-hints.ts';
import { type Clock, systemClock } from '../time/clock.ts';
import { classifyResponse } from './classify.ts';
import { upstreamError } from './upstream-error.ts';

const hints = /* @__PURE__ */ defaultHints.map(resolveHint);
/** A longer body is not worth its connection. */
const LONGEST_DRAINED = 65_536;

export interface RequireOkOptions {
  /** For a hint that is a date, where the response has no `Date` of its own. */
  clock?: Clock;
}

/**
 * What policies that work alone go by: gives back a response that is ok (a status below 400), and throws what any other
 * one means, by the rules that hold for an API of which nothing is known.
 *
 * @throws EvenkeelError `EVK_THROTTLED` (429), `EVK_UPSTREAM_ERROR` (5xx, 408, 425) or `EVK_UPSTREAM_REFUSED`, with the
 * `status` and, as `retryAfterMs`, what `Retry-After`, `Retry-After-Ms` or `RateLimit` asks to wait. It has none of the
 * response's words, since they may repeat a key; the body is given up
 */
export async function requireOk(response: Response, { clock = systemClock }: RequireOkOptions = {}): Promise<Response> {
  const { status, headers, body } = response;
  if (status < 400) return response;
  const received = {
    status,
    header: (name: string) => headers.get(name) ?? undefined,
    json: () => undefined,
    requestId: undefined,
  };
  const rule = classifyResponse({ rules: defaultRules, shouldRetry: null }, received, new ResponseMemory());
  const nowMs = clock.now();
  const { waitMs } = readHints(hints, received, { nowMs, class: rule.class, readers: hintReaders });
  // So the connection serves the next attempt.
  const isShort = Number(headers.get('content-length') ?? Number.NaN) <= LONGEST_DRAINED;
  const over: Promise<unknown> | undefined = isShort ? response.arrayBuffer() : body?.cancel();
  // If it breaks off, the status has still said what there is to say.
  await over?.catch(() => {});
  throw upstreamError(received, rule.class as Exclude<ResultClass, 'ok'>, waitMs, String);
}
