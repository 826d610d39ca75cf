import type { FetchGroup } from '../fetch-case.ts';
import { held } from '../held.ts';
import { lookOfError, rejection } from '../looks.ts';
import { reply } from '../replies.ts';

/** How a call ends, and whether it is with the very reason of the abort. */
async function endWith(call: Promise<unknown>, reason: unknown): Promise<unknown> {
  const error = await call.then(
    () => 'it was fulfilled',
    (thrown: unknown) => thrown,
  );
  return { same: Object.is(error, reason), error: lookOfError(error) };
}

const aborted = (reason?: unknown): AbortSignal => AbortSignal.abort(reason);

export const aborts: FetchGroup = {
  topic: 'aborts before the answer',
  cases: [
    {
      name: 'abort-before',
      holds: 'a signal that is aborted already rejects with its reason, and nothing is sent',
      bug: 'sends what is aborted already',
      async observe(fetch, server) {
        const url = await server.http(reply());
        const signal = aborted();
        return endWith(fetch(url, { method: 'POST', body: 'text', signal }), signal.reason);
      },
    },
    {
      name: 'abort-before-in-a-request',
      holds: "a Request's signal that is aborted already rejects, too",
      bug: "drops a Request's signal",
      async observe(fetch, server) {
        const url = await server.http(reply());
        const reason = new RangeError('enough');
        return endWith(fetch(new Request(url, { signal: aborted(reason) })), reason);
      },
    },
    {
      name: 'abort-at-once',
      holds: 'an abort right after the call sends nothing',
      bug: 'only stops waiting',
      async observe(fetch, server) {
        const url = await server.http(reply());
        const controller = new AbortController();
        const call = fetch(`${url}/aborted`, { signal: controller.signal });
        controller.abort();
        const end = await endWith(call, controller.signal.reason);
        // What the first one may have sent has come before the answer to this one.
        for (let at = 0; at < 3; at += 1) await (await fetch(`${url}/after`)).text();
        return end;
      },
    },
    {
      name: 'abort-in-flight',
      holds: 'an abort in flight rejects, and closes the connection',
      bug: 'only stops waiting',
      async observe(fetch, server) {
        const { url, arrived, lost } = await held(server);
        const controller = new AbortController();
        const call = fetch(url, { signal: controller.signal });
        await arrived;
        controller.abort();
        const end = await endWith(call, controller.signal.reason);
        await lost;
        return end;
      },
    },
    ...[new RangeError('enough'), 'just text', 0, null, { code: 7 }].map((reason, at): FetchGroup['cases'][number] => ({
      name: `abort-reason-${['error', 'text', 'number', 'null', 'object'][at]}`,
      holds: 'the very reason of an abort is what the call rejects with',
      bug: reason instanceof Error ? 'has a reason of its own' : 'wraps reasons',
      async observe(fetch, server) {
        const { url, arrived } = await held(server);
        const controller = new AbortController();
        const call = endWith(fetch(url, { signal: controller.signal }), reason);
        await arrived;
        controller.abort(reason);
        return call;
      },
    })),
    {
      name: 'abort-time-out',
      holds: 'AbortSignal.timeout rejects with a TimeoutError',
      bug: 'has a reason of its own',
      async observe(fetch, server) {
        const { url, lost } = await held(server);
        const signal = AbortSignal.timeout(1_000);
        const end = await rejection(fetch(url, { signal }));
        await lost;
        return { end, same: signal.aborted };
      },
    },
    {
      name: 'abort-any',
      holds: 'each of the signals of AbortSignal.any aborts the call',
      bug: 'drops the signal',
      async observe(fetch, server) {
        const { url, arrived } = await held(server);
        const [one, other] = [new AbortController(), new AbortController()];
        const call = endWith(fetch(url, { signal: AbortSignal.any([one.signal, other.signal]) }), 'other');
        await arrived;
        other.abort('other');
        return call;
      },
    },
    {
      name: 'abort-in-a-request',
      holds: "a Request's signal aborts its call",
      bug: "drops a Request's signal",
      async observe(fetch, server) {
        const { url, arrived } = await held(server);
        const controller = new AbortController();
        const call = endWith(fetch(new Request(url, { signal: controller.signal })), 'enough');
        await arrived;
        controller.abort('enough');
        return call;
      },
    },
    {
      name: 'abort-init-beside-a-request',
      holds: "a signal of the init takes the place of the Request's",
      bug: "hears a Request's signal always",
      async observe(fetch, server) {
        const go = Promise.withResolvers<void>();
        const url = await server.http(async (exchange) => {
          await go.promise;
          await reply()(exchange);
        });
        const [inRequest, inInit] = [new AbortController(), new AbortController()];
        const request = new Request(url, { signal: inRequest.signal });
        const calls = [inInit.signal, null].map((signal) => fetch(request, { signal }));
        inRequest.abort();
        go.resolve();
        return Promise.all(calls.map(async (call) => (await call).text()));
      },
    },
    {
      name: 'abort-of-one',
      holds: 'an abort ends its own call, and no other',
      bug: 'aborts all calls together',
      async observe(fetch, server) {
        const go = Promise.withResolvers<void>();
        const both = Promise.withResolvers<void>();
        const url = await server.http(async (exchange) => {
          if (exchange.at === 1) both.resolve();
          await go.promise;
          await reply()(exchange);
        });
        const [one, other] = [new AbortController(), new AbortController()];
        const first = endWith(fetch(url, { signal: one.signal }), 'enough');
        const second = fetch(url, { signal: other.signal });
        await both.promise;
        one.abort('enough');
        const end = await first;
        go.resolve();
        return { end, text: await (await second).text() };
      },
    },
    {
      name: 'abort-of-an-upload',
      holds: 'an abort ends a call whose upload is under way, and closes the connection',
      bug: 'only stops waiting',
      async observe(fetch, server) {
        const came = Promise.withResolvers<void>();
        const lost = Promise.withResolvers<void>();
        const url = await server.http(({ request, gone }) => {
          request.once('data', () => came.resolve());
          void gone.then(lost.resolve);
        });
        const body = new ReadableStream<Uint8Array>({
          start: (controller) => controller.enqueue(Buffer.from('first')),
        });
        const controller = new AbortController();
        const call = endWith(fetch(url, { method: 'POST', body, duplex: 'half', signal: controller.signal }), 'enough');
        await came.promise;
        controller.abort('enough');
        const end = await call;
        await lost.promise;
        return end;
      },
    },
    {
      name: 'abort-by-no-signal',
      holds: 'a signal that is none is refused, and nothing is sent',
      bug: 'takes anything for a signal',
      async observe(fetch, server) {
        const url = await server.http(reply());
        return rejection(fetch(url, { signal: { aborted: false } as AbortSignal }));
      },
    },
  ],
};
