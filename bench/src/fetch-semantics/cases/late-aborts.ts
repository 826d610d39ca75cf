import { lookOfBytes } from '../bytes.ts';
import type { FetchGroup } from '../fetch-case.ts';
import { held } from '../held.ts';
import { lookAndText, rejection } from '../looks.ts';
import { reply } from '../replies.ts';
import { twoTurns } from '../turns.ts';

const reason = (): RangeError => new RangeError('enough');

export const lateAborts: FetchGroup = {
  topic: 'aborts after the headers',
  cases: [
    {
      name: 'late-abort-before-reading',
      holds: 'an abort before the body is read rejects its reading, and closes the connection',
      bug: 'forgets the signal at the headers',
      async observe(fetch, server) {
        const { url, lost } = await held(server, 'first');
        const controller = new AbortController();
        const response = await fetch(url, { signal: controller.signal });
        controller.abort(reason());
        const end = await rejection(response.text());
        await lost;
        return end;
      },
    },
    {
      name: 'late-abort-while-reading',
      holds: 'an abort rejects the read that waits',
      bug: 'forgets the signal at the headers',
      async observe(fetch, server) {
        const { url, lost } = await held(server, 'first');
        const controller = new AbortController();
        const response = await fetch(url, { signal: controller.signal });
        const reader = (response.body as ReadableStream<Uint8Array>).getReader();
        const first = await reader.read();
        const second = rejection(reader.read());
        controller.abort(reason());
        const end = await second;
        await lost;
        return { first: first.value && lookOfBytes(first.value), end, closed: await rejection(reader.closed) };
      },
    },
    {
      name: 'late-abort-while-collecting',
      holds: 'an abort rejects text() in the middle',
      bug: 'ends a body that fails',
      async observe(fetch, server) {
        const { url, lost } = await held(server, 'first');
        const controller = new AbortController();
        const response = await fetch(url, { signal: controller.signal });
        const end = rejection(response.text());
        controller.abort(reason());
        await lost;
        return end;
      },
    },
    {
      name: 'late-abort-of-clones',
      holds: 'an abort rejects a response and its clone',
      bug: 'forgets the signal at the headers',
      async observe(fetch, server) {
        const { url, lost } = await held(server, 'first');
        const controller = new AbortController();
        const response = await fetch(url, { signal: controller.signal });
        const clone = response.clone();
        const ends = [rejection(response.text()), rejection(clone.text())];
        controller.abort(reason());
        await lost;
        return Promise.all(ends);
      },
    },
    {
      name: 'late-abort-time-out',
      holds: 'a time-out counts for the body, too',
      bug: 'forgets the signal at the headers',
      async observe(fetch, server) {
        const { url, lost } = await held(server, 'first');
        const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
        const end = await rejection(response.text());
        await lost;
        return end;
      },
    },
    {
      name: 'late-abort-in-a-request',
      holds: "a Request's signal aborts the body of its answer",
      bug: "drops a Request's signal",
      async observe(fetch, server) {
        const { url, lost } = await held(server, 'first');
        const controller = new AbortController();
        const response = await fetch(new Request(url, { signal: controller.signal }));
        const end = rejection(response.text());
        controller.abort(reason());
        await lost;
        return end;
      },
    },
    {
      name: 'late-abort-after-the-end',
      holds: 'an abort after all has come changes nothing: a clone can still be read',
      bug: 'fails after the end',
      async observe(fetch, server) {
        const url = await server.http(reply());
        const controller = new AbortController();
        const response = await fetch(url, { signal: controller.signal });
        const clone = response.clone();
        const text = await response.text();
        controller.abort();
        return { text, clone: await lookAndText(clone) };
      },
    },
    {
      name: 'late-abort-and-the-next-call',
      holds: 'an abort after the end does not touch the connection, which the next call uses',
      bug: 'sends each request twice',
      async observe(fetch, server) {
        const url = await server.http(reply());
        const controller = new AbortController();
        await (await fetch(url, { signal: controller.signal })).text();
        await twoTurns();
        controller.abort();
        await twoTurns();
        await (await fetch(url)).text();
        return server.connections;
      },
    },
  ],
};
