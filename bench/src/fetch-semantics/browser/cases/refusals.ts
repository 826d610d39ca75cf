import { inTurn } from '../in-turn.ts';
import type { PageCase, PageGroup } from '../page-case.ts';

/** Longer than the calls may wait. */
const long = { status: 429, headers: { 'retry-after': '120' }, body: 'slow down' };
const MAX_WAIT_MS = 1_000;

const serve: PageCase['serve'] = (scene) => inTurn(scene, [long, {}]);

export const pageRefusals: PageGroup = {
  topic: 'local refusals',
  cases: [
    {
      name: 'page-refusal-as-a-response',
      holds:
        "a server's last answer is given to the caller; what is refused after it is a 429 of ours, if that is wanted",
      bug: 'throws refusals',
      serve,
      async observe({ create, url }) {
        const steady = create({ onRefusal: 'response', maxWaitMs: MAX_WAIT_MS });
        const first = await (await steady(`${url}/a`)).text();
        const response = await steady(`${url}/b`);
        const { status, statusText, ok, headers } = response;
        const { error } = (await response.json()) as { error: { type: string; code: string } };
        const seconds = Number(headers.get('retry-after'));
        return {
          ...{ first, status, statusText, ok, type: error.type, code: error.code },
          mayWait: seconds > 100 && seconds <= 121,
          shouldRetry: headers.get('x-should-retry'),
        };
      },
      expected: {
        client: {
          ...{ first: 'slow down', status: 429, statusText: 'Too Many Requests', ok: false },
          ...{ type: 'local_refusal', code: 'EVK_GATE_CLOSED', mayWait: true, shouldRetry: 'false' },
        },
        server: ['GET /a'],
      },
    },
    {
      name: 'page-refusal-as-an-error',
      holds: 'by default it is a coded error that says when to come back, and nothing is sent',
      bug: 'answers refusals',
      serve,
      async observe({ create, url }) {
        const steady = create({ maxWaitMs: MAX_WAIT_MS });
        await (await steady(`${url}/a`)).text();
        const error = await steady(`${url}/b`).catch((thrown: unknown) => thrown);
        const { name, code, attempts, retryAfterMs = 0 } = error as Record<string, unknown>;
        return { name, code, attempts, mayWait: Number(retryAfterMs) > 100_000 };
      },
      expected: {
        client: { name: 'EvenkeelError', code: 'EVK_GATE_CLOSED', attempts: 0, mayWait: true },
        server: ['GET /a'],
      },
    },
  ],
};
