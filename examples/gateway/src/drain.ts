import { setTimeout as sleep } from 'node:timers/promises';
import type { ManagedClient } from '@evenkeel/toolkit';
import type { FastifyInstance } from 'fastify';
import { closeConnections } from './connections.ts';
import { ServerStopping } from './status.ts';

/** How long a closing server still takes requests on open connections, in milliseconds. */
const GRACE_MS = 500;
/**
 * How long cancelled requests have to be answered, in milliseconds: a job is cancelled first, and a busy machine takes its
 * time. With 5 s before and 3 s after, a stop stays below the 10 s after which what is stopped is mostly killed.
 */
const ANSWER_WITHIN_MS = 1_400;
/** How long the clients have to cancel jobs and give back shares, in milliseconds. */
const CLOSE_WITHIN_MS = 3_000;

/** How much longer than `drainMs` a stop takes at most, in milliseconds. */
export const STOP_AFTER_DRAIN_MS = ANSWER_WITHIN_MS + CLOSE_WITHIN_MS;

export interface DrainOptions {
  clients: readonly Pick<ManagedClient, 'close'>[];
  /** How long `app.close()` waits for what is in flight, in milliseconds. */
  drainMs: number;
  /** Aborting it ends that wait. */
  hurry?: AbortSignal | undefined;
}

/**
 * Makes `app.close()` finish what is in flight within `drainMs`: what is left then is cancelled and answered with 503.
 * After that the clients are closed.
 */
export function drain(app: FastifyInstance, { clients, drainMs, hurry }: DrainOptions): void {
  const answered = new AbortController();
  const giveUp = async (): Promise<void> => {
    const signal = AbortSignal.abort(new ServerStopping('The server is being stopped.'));
    const closed = Promise.all(clients.map((client) => client.close({ signal })));
    // There is a limit, since an API that is down accepts no cancellation.
    await Promise.race([closed, sleep(CLOSE_WITHIN_MS, undefined, { ref: false })]);
  };
  const limit = async (): Promise<void> => {
    await atMost(drainMs, hurry === undefined ? answered.signal : AbortSignal.any([answered.signal, hurry]));
    if (answered.signal.aborted) return;
    app.log.warn('What is in flight is given up: the server is being stopped.');
    giveUp().catch((error: unknown) => app.log.error(error));
    await atMost(ANSWER_WITHIN_MS, answered.signal);
    // A caller that does not read its answer must not delay the stop.
    app.server.closeAllConnections();
  };
  app.addHook('preClose', async () => void limit());
  closeConnections(app, Math.min(GRACE_MS, drainMs));
  // Fastify has closed all connections by now, so no caller waits any more.
  app.addHook('onClose', async () => {
    answered.abort();
    await giveUp();
  });
}

async function atMost(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
