import type { LoopbackServer } from './loopback-server.ts';

interface Held {
  url: string;
  /** Resolves when the request has come. */
  arrived: Promise<void>;
  /** Resolves when its connection was lost. */
  lost: Promise<void>;
}

/**
 * An origin that holds its answer for ever.
 * @param started what it writes of it; default: nothing, not even headers
 */
export async function held(server: LoopbackServer, started?: string): Promise<Held> {
  const arrived = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<void>();
  const url = await server.http(({ response, gone }) => {
    arrived.resolve();
    void gone.then(lost.resolve);
    if (started !== undefined) response.write(started);
  });
  return { url, arrived: arrived.promise, lost: lost.promise };
}
