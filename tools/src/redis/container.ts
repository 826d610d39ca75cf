import { randomBytes } from 'node:crypto';
import { freePort } from '../child/free-port.ts';
import { orAborted, sleep } from '../command-line/abort.ts';
import { ping } from './ping.ts';
import { type Redis, RedisMissing, type RedisOptions } from './redis.ts';

const IMAGE = 'redis:7-alpine';
const PORT = 6379;
const ENGINE_ANSWERS_WITHIN_MS = 10_000;
const STARTS_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 50;

/** Testcontainers is large, so it is loaded only if a container is wanted. */
const testcontainers = () => import('testcontainers');

/** Whether a Docker engine answers, at any of the places where Testcontainers looks for one. */
export async function engineAnswers(): Promise<boolean> {
  const { getContainerRuntimeClient } = await testcontainers();
  const late = sleep(ENGINE_ANSWERS_WITHIN_MS, new AbortController().signal).then(() => false);
  const found = getContainerRuntimeClient().then(
    () => true,
    () => false,
  );
  return Promise.race([found, late]);
}

/**
 * A Redis in a container, at a port that stays the same after a restart. It has a password, as an engine publishes
 * ports on all interfaces.
 * @throws RedisMissing if there is no engine, or the image can't be pulled
 */
export async function startContainer({
  signal = new AbortController().signal,
  onProgress,
}: RedisOptions): Promise<Redis> {
  if (!(await orAborted(engineAnswers(), signal))) {
    throw new RedisMissing(
      `No Docker engine answers, so Testcontainers can't start ${IMAGE}. Start one, or say --redis server.`,
    );
  }
  const { getContainerRuntimeClient } = await testcontainers();
  const { RedisContainer } = await import('@testcontainers/redis');
  onProgress?.(`Redis: starting ${IMAGE} by Testcontainers; the first time the image is pulled`);
  const starting = new RedisContainer(IMAGE)
    .withPassword(randomBytes(24).toString('hex'))
    .withExposedPorts({ container: PORT, host: await freePort() })
    .start()
    .catch((error: Error) => {
      throw new RedisMissing(`Testcontainers could not start ${IMAGE}: ${error.message}. Or say --redis server.`);
    });
  const container = await orAborted(starting, signal).catch((error) => {
    // The container may still come up after an abort, and must not stay.
    void starting.then((late) => late.stop()).catch(() => {});
    throw error;
  });
  const url = container.getConnectionUrl();
  // Uses the engine itself, as Testcontainers' own restart can't keep a container down.
  const raw = (await getContainerRuntimeClient()).container.getById(container.getId());
  const control = {
    kill: async () => void (await raw.kill()),
    restart: async () => {
      await raw.start();
      await untilItAnswers(url);
    },
    freeze: async () => void (await raw.pause()),
    thaw: async () => void (await raw.unpause()),
  };
  return {
    kind: 'testcontainers',
    url,
    control,
    stop: async () => {
      // An engine refuses to stop a paused container.
      await raw.unpause().catch(() => {});
      await container.stop();
    },
  };
}

async function untilItAnswers(url: string): Promise<void> {
  const deadlineMs = performance.now() + STARTS_WITHIN_MS;
  for (;;) {
    const why = await ping(url);
    if (why === null) return;
    if (performance.now() > deadlineMs) throw new RedisMissing(`${IMAGE} did not come back after its restart: ${why}.`);
    await sleep(LOOK_EVERY_MS, new AbortController().signal);
  }
}
