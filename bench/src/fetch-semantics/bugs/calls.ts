import { request as send } from 'node:http';
import { Readable } from 'node:stream';
import type { Fetch } from '../fetch.ts';
import { type FetchBugs, urlOf } from './plant.ts';

/** Of how calls are sent. */
export const callBugs = {
  'sends each request twice': {
    does: 'sends a second request beside the first',
    plant: (fetch) => async (input, init) => {
      const original = input instanceof Request ? input.clone() : input;
      const response = await fetch(input, init);
      const { signal: _, ...rest } = init ?? {};
      await fetch(original, rest).catch(() => undefined);
      return response;
    },
  },
  'joins equal calls': {
    does: 'answers two calls of a URL that are under way with one response',
    plant: (fetch) => {
      const underWay = new Map<string, Promise<Response>>();
      return async (input, init) => {
        const url = urlOf(input);
        const call = underWay.get(url) ?? fetch(input, init);
        underWay.set(url, call);
        return (await call.finally(() => underWay.delete(url))).clone();
      };
    },
  },
  'makes one call at a time': {
    does: 'waits for the call before',
    plant: (fetch) => {
      let last: Promise<unknown> = Promise.resolve();
      return (input, init) => {
        const call = last.then(() => fetch(input, init));
        last = call.catch(() => undefined);
        return call;
      };
    },
  },
  'mixes up answers': {
    does: 'gives each answer to the call that has waited longest',
    plant: (fetch) => {
      const waiting: PromiseWithResolvers<Response>[] = [];
      return (input, init) => {
        const own = Promise.withResolvers<Response>();
        waiting.push(own);
        fetch(input, init).then(
          (response) => waiting.shift()?.resolve(response),
          (error) => waiting.shift()?.reject(error),
        );
        return own.promise;
      };
    },
  },
  'takes a first word for the answer': {
    does: 'sends by itself, and takes an informational response for the answer',
    plant: () => ownTransport,
  },
  'waits for unread bodies': {
    does: 'makes the next call when the body before was read',
    plant: (fetch) => {
      let before: Promise<unknown> = Promise.resolve();
      return async (input, init) => {
        await before;
        const response = await fetch(input, init);
        before = response
          .clone()
          .arrayBuffer()
          .catch(() => undefined);
        return response;
      };
    },
  },
} satisfies FetchBugs;

const ownTransport: Fetch = (input, init) =>
  new Promise((resolve, reject) => {
    const { method = 'GET' } = init ?? {};
    const outgoing = send(urlOf(input), { method, agent: false });
    outgoing.on('information', ({ headers }) => {
      resolve(new Response(null, { headers: headers as Record<string, string> }));
    });
    outgoing.on('response', (incoming) => {
      const { statusCode: status = 200, headers } = incoming;
      resolve(
        new Response(Readable.toWeb(incoming) as ReadableStream, {
          status,
          headers: headers as Record<string, string>,
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(typeof init?.body === 'string' ? init.body : undefined);
  });
