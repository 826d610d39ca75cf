import { getEventListeners } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, onTestFinished } from 'vitest';
import { AttemptTimeout, Deadline } from './timeout.ts';

/** A server whose body comes in two pieces, the second after a while. */
async function serve(pauseMs: number): Promise<{ url: string; closed: () => number }> {
  let closed = 0;
  const finish = (response: ServerResponse): void => void response.end('second');
  const server = createServer((_request, response) => {
    response.write('first');
    const timer = globalThis.setTimeout(finish, pauseMs, response);
    response.on('close', () => {
      clearTimeout(timer);
      if (!response.writableEnded) closed += 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, closed: () => closed };
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

it.each([
  ['AttemptTimeout', () => new AttemptTimeout({ timeoutMs: 60_000 })],
  ['Deadline', () => new Deadline({ deadlineMs: 60_000 })],
])('%s: who gives up while a body comes has it ended at once', async (_name, make) => {
  const { url, closed } = await serve(20_000);
  const controller = new AbortController();
  const response = await make().execute(({ signal }) => fetch(url, { signal }), controller.signal);
  const reason = new Error('enough');
  const body = response.text().catch((error: unknown) => error);
  await setTimeout(50);
  controller.abort(reason);
  expect(await Promise.race([body, setTimeout(10_000, 'still reading')])).toBe(reason);
  await expect.poll(closed).toBe(1);
});

it('its own time-out ends no body', async () => {
  const { url } = await serve(150);
  const policy = new AttemptTimeout({ timeoutMs: 100 });
  const response = await policy.execute(({ signal }) => fetch(url, { signal }), new AbortController().signal);
  expect(await response.text()).toBe('firstsecond');
});

it('calls under one signal that lives on leave nothing behind', async () => {
  const { signal } = new AbortController();
  const policy = new AttemptTimeout({ timeoutMs: 60_000 });
  const derived: WeakRef<AbortSignal>[] = [];
  const used = async (calls: number): Promise<number> => {
    for (let nth = 0; nth < calls; nth += 1) {
      const given = await policy.execute((context) => context.signal, signal);
      if (nth % 1_000 === 0) derived.push(new WeakRef(given));
    }
    // What is collected is also forgotten by those that referred to it, some turns later.
    for (let turn = 0; turn < 5; turn += 1) {
      await setImmediate();
      collectGarbage();
    }
    return process.memoryUsage().heapUsed;
  };
  const before = await used(10_000);
  const after = await used(100_000);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  expect(derived.filter((each) => each.deref() !== undefined).length).toBeLessThanOrEqual(1);
  // One leaked listener or signal a call would be at least 10 MB.
  expect(after - before).toBeLessThan(5_000_000);
});
