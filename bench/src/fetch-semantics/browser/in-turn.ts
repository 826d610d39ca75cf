import { reply } from '../replies.ts';
import { openTo } from './by-path.ts';
import type { PageExchange, Scene } from './page-case.ts';

type Answer = Parameters<typeof reply>[0];

interface Turns {
  /** For so long after the first answer a request is too early. */
  pauseMs?: number;
  /** What else is noted of a request that is no preflight. */
  also?: (exchange: PageExchange) => string | Promise<string>;
}

/**
 * Gives the first answer to the first request that is no preflight, and so on; all others have the last. Each request is
 * noted as `GET /path`, with what was wrong with it.
 */
export function inTurn({ note }: Scene, answers: readonly Answer[], { pauseMs = 0, also }: Turns = {}) {
  let untilMs = 0;
  let count = 0;
  return async (exchange: PageExchange): Promise<void> => {
    const { path, request } = exchange;
    const isEarly = performance.now() < untilMs;
    if (request.method === 'OPTIONS') {
      note(`OPTIONS ${path} for ${request.headers['access-control-request-headers'] ?? 'nothing'}`);
      return reply({ status: 204, headers: openTo(), body: null })(exchange);
    }
    const answer = answers[Math.min(count, answers.length - 1)];
    count += 1;
    note(`${request.method} ${path}${isEarly ? ', too early' : ''}${also === undefined ? '' : await also(exchange)}`);
    // Another request may have come while the body of this one was read.
    if (untilMs === 0) untilMs = performance.now() + pauseMs;
    await reply(answer)(exchange);
  };
}

/** Has each path answered by something of its own. */
export function onEachPath(make: () => ReturnType<typeof inTurn>): ReturnType<typeof inTurn> {
  const made = new Map<string, ReturnType<typeof inTurn>>();
  return (exchange) => {
    const answer = made.get(exchange.path) ?? make();
    made.set(exchange.path, answer);
    return answer(exchange);
  };
}
