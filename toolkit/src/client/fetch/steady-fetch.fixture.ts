import { FakeClock } from '../../testing/index.ts';
import { createFetch } from './create-fetch.ts';
import type { FetchOptions } from './fetch-options.ts';

export const url = 'https://api.example.com/v1/items';

export interface Sent {
  input: string | URL | Request;
  init: RequestInit | undefined;
  /** When, since the test began. */
  atMs: number;
  headers: Headers;
}

export type FetchReply = (sent: Sent, at: number) => Response | Promise<Response>;

export const answer = (status: number, headers: Record<string, string> = {}, body = 'said'): Response =>
  new Response(body, { status, headers });

/** Replies with these, one after the other, and the last one for ever. */
export const inTurn =
  (...replies: (() => Response | Promise<Response>)[]): FetchReply =>
  (_sent, at) =>
    (replies[Math.min(at, replies.length - 1)] as () => Response)();

/** A fetch over one that is played, on a clock of its own. */
export function setUpFetch(reply: FetchReply, options: FetchOptions = {}) {
  const clock = new FakeClock();
  const startMs = clock.now();
  const sent: Sent[] = [];
  const steadyFetch = createFetch({
    fetch: async (...given) => {
      const [input, init] = given;
      const headers = headersOf(init?.headers ?? (input instanceof Request ? input.headers : undefined));
      const one = { input, init, atMs: clock.now() - startMs, headers };
      sent.push(one);
      return reply(one, sent.length - 1);
    },
    ...{ clock, random: () => 0.5 },
    ...options,
  });
  return { clock, sent, fetch: steadyFetch, sinceMs: () => clock.now() - startMs };
}

function headersOf(given: RequestInit['headers']): Headers {
  try {
    return new Headers(given);
  } catch {
    return new Headers();
  }
}

/** Takes as long as it takes on the clock. */
export const after = (clock: () => FakeClock, ms: number, reply: () => Response) => (): Promise<Response> =>
  new Promise((resolve) => clock().setTimeout(() => resolve(reply()), ms));

/** Admits so many in a window that begins with its first request, and tells of it what `headers` says. */
export function admitting(
  clock: () => FakeClock,
  { limit, windowMs, flightMs = 4 }: { limit: number; windowMs: number; flightMs?: number },
  headers: (left: number, endsInMs: number) => Record<string, string> = () => ({}),
) {
  let endsAtMs = 0;
  let left = 0;
  const refusedAtMs: number[] = [];
  const reply = async (): Promise<Response> => {
    await new Promise<void>((resolve) => clock().setTimeout(resolve, flightMs / 2));
    const now = clock().now();
    if (now >= endsAtMs) [endsAtMs, left] = [now + windowMs, limit];
    const accepted = left > 0;
    if (accepted) left -= 1;
    else refusedAtMs.push(now);
    const said = headers(left, endsAtMs - now);
    await new Promise<void>((resolve) => clock().setTimeout(resolve, flightMs / 2));
    return answer(accepted ? 200 : 429, said);
  };
  return { reply, refusedAtMs };
}
