import { setTimeout as sleep } from 'node:timers/promises';
import type { ManagedClient } from '@evenkeel/toolkit';
import type { FastifyInstance } from 'fastify';
import { closeConnections } from './connections.ts';
import { ServerStopping } from './status.ts';

/** While it closes, the server still takes requests on the connections it has. In milliseconds. */
const GRACE_MS = 500;
/** What was given up has so long to be answered. In milliseconds. */
const ANSWER_WITHIN_MS = 1_000;
/** Jobs have so long to be cancelled, and shares to be given back. In milliseconds. */
const CLOSE_WITHIN_MS = 3_000;

/** A stop takes at most so much longer than it waits for what is in flight. In milliseconds. */
export const STOP_AFTER_DRAIN_MS = ANSWER_WITHIN_MS + CLOSE_WITHIN_MS;

export interface DrainOptions {
  clients: readonly Pick<ManagedClient, 'close'>[];
  /** How long `app.close()` waits for what is in flight, in milliseconds. */
  drainMs: number;
  /** Ends that wait when it aborts. */
  hurry?: AbortSignal | undefined;
}

/**
 * Has `app.close()` finish what is in flight, but not for ever: what is left after `drainMs` is cancelled and answered
 * with 503. Then the clients are closed.
 */
export function drain(app: FastifyInstance, { clients, drainMs, hurry }: DrainOptions): void {
  const answered = new AbortController();
  const giveUp = async (): Promise<void> => {
    const signal = AbortSignal.abort(new ServerStopping('The server is being stopped.'));
    const closed = Promise.all(clients.map((client) => client.close({ signal })));
    // An API that is down takes no cancellation.
    await Promise.race([closed, sleep(CLOSE_WITHIN_MS, undefined, { ref: false })]);
  };
  const limit = async (): Promise<void> => {
    await atMost(drainMs, hurry === undefined ? answered.signal : AbortSignal.any([answered.signal, hurry]));
    if (answered.signal.aborted) return;
    app.log.warn('What is in flight is given up: the server is being stopped.');
    giveUp().catch((error: unknown) => app.log.error(error));
    await atMost(ANSWER_WITHIN_MS, answered.signal);
    // Whoever does not read its answer cannot hold the stop up.
    app.server.closeAllConnections();
  };
  app.addHook('preClose', async () => void limit());
  closeConnections(app, Math.min(GRACE_MS, drainMs));
  // Fastify has closed all connections before, so nobody waits any more.
  app.addHook('onClose', async () => {
    answered.abort();
    await giveUp();
  });
}

async function atMost(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
