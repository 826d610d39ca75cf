import { lookOfError, rejection } from '../../looks.ts';
import { reply } from '../../replies.ts';
import type { PageCase, PageGroup } from '../page-case.ts';

/** How a call ends, and whether it is with the very reason of the abort. */
async function endWith(call: Promise<unknown>, reason: unknown): Promise<unknown> {
  const error = await call.then(
    () => 'it was fulfilled',
    (thrown: unknown) => thrown,
  );
  return { same: Object.is(error, reason), error: lookOfError(error) };
}

/** Holds the answer for ever, and marks what becomes of its requests. */
const holding =
  (started?: string): PageCase['serve'] =>
  ({ reach }) =>
  ({ response, gone }) => {
    reach('arrived');
    void gone.then(() => reach('lost'));
    if (started !== undefined) response.write(started);
  };

const reasons: readonly unknown[] = ['just text', 0, null, { code: 7 }];

export const pageAborts: PageGroup = {
  topic: 'aborts',
  cases: [
    {
      name: 'page-abort-before',
      holds: 'a signal that is aborted already rejects with its reason, and nothing is sent',
      bug: 'sends what is aborted already',
      serve: () => reply(),
      async observe({ fetch, url }) {
        const signal = AbortSignal.abort();
        return endWith(fetch(`${url}/never`, { method: 'POST', body: 'text', signal }), signal.reason);
      },
    },
    {
      name: 'page-abort-in-flight',
      holds: 'an abort in flight rejects, and closes the connection',
      bug: 'only stops waiting',
      serve: holding(),
      async observe({ fetch, url, reached }) {
        const controller = new AbortController();
        const call = fetch(`${url}/held`, { signal: controller.signal });
        await reached('arrived');
        controller.abort();
        const end = await endWith(call, controller.signal.reason);
        await reached('lost');
        return end;
      },
    },
    {
      name: 'page-abort-reason',
      holds: 'the very reason of an abort is what the call rejects with',
      bug: 'wraps reasons',
      serve:
        ({ reach }) =>
        ({ path }) =>
          reach(path),
      async observe({ fetch, url, reached }) {
        const ends: unknown[] = [];
        for (const [at, reason] of reasons.entries()) {
          const controller = new AbortController();
          const call = endWith(fetch(`${url}/${at}`, { signal: controller.signal }), reason);
          await reached(`/${at}`);
          controller.abort(reason);
          ends.push(await call);
        }
        return ends;
      },
    },
    {
      name: 'page-abort-time-out',
      holds: 'AbortSignal.timeout rejects with a TimeoutError',
      bug: 'has a reason of its own',
      serve: holding(),
      async observe({ fetch, url, reached }) {
        const end = await rejection(fetch(`${url}/held`, { signal: AbortSignal.timeout(1_000) }));
        await reached('lost');
        return end;
      },
    },
    {
      name: 'page-abort-while-streaming',
      holds: 'an abort rejects the read that waits, and closes the connection',
      bug: 'forgets the signal at the headers',
      serve: holding('first'),
      async observe({ fetch, url, reached }) {
        const controller = new AbortController();
        const response = await fetch(`${url}/endless`, { signal: controller.signal });
        const reader = (response.body as ReadableStream<Uint8Array>).getReader();
        const first = new TextDecoder().decode((await reader.read()).value);
        const second = rejection(reader.read());
        controller.abort(new RangeError('enough'));
        const end = await second;
        await reached('lost');
        return { first, end };
      },
    },
    {
      name: 'page-abort-of-clones',
      holds: 'an abort rejects a response and its clone',
      bug: 'forgets the signal at the headers',
      serve: holding('first'),
      async observe({ fetch, url, reached }) {
        const controller = new AbortController();
        const response = await fetch(`${url}/endless`, { signal: controller.signal });
        const clone = response.clone();
        const ends = [rejection(response.text()), rejection(clone.text())];
        controller.abort(new RangeError('enough'));
        await reached('lost');
        return Promise.all(ends);
      },
    },
    {
      name: 'page-abort-in-a-request',
      holds: "a Request's signal aborts its call",
      bug: "drops a Request's signal",
      serve: holding(),
      async observe({ fetch, url, reached }) {
        const controller = new AbortController();
        const call = endWith(fetch(new Request(`${url}/held`, { signal: controller.signal })), 'enough');
        await reached('arrived');
        controller.abort('enough');
        return call;
      },
    },
    {
      name: 'page-abort-of-one',
      holds: 'an abort ends its own call, and no other',
      bug: 'aborts all calls together',
      unordered: true,
      serve:
        ({ reach, reached }) =>
        async (exchange) => {
          reach(exchange.path);
          if (exchange.path === '/one') return;
          await reached('aborted');
          await reply()(exchange);
        },
      async observe({ fetch, url, reach, reached }) {
        const [one, other] = [new AbortController(), new AbortController()];
        const first = endWith(fetch(`${url}/one`, { signal: one.signal }), 'enough');
        const second = fetch(`${url}/other`, { signal: other.signal }).then((response) => response.text());
        await Promise.all([reached('/one'), reached('/other')]);
        one.abort('enough');
        const end = await first;
        reach('aborted');
        return { end, text: await second.catch(lookOfError) };
      },
    },
  ],
};
