import { Redis } from 'ioredis';

const SCRIPT = /^cmdstat_(?:evalsha|eval|fcall)(?:_ro)?:calls=(\d+)/gm;

/** How many scripts a Redis has run so far, by its own count; null where it does not answer. */
export async function scriptsRun(url: string): Promise<number | null> {
  const client = new Redis(url, { commandTimeout: 2_000, maxRetriesPerRequest: 0, retryStrategy: () => null });
  // Without a listener ioredis prints every error.
  client.on('error', () => {});
  try {
    return countScripts(await client.info('commandstats'));
  } catch {
    return null;
  } finally {
    client.disconnect();
  }
}

/** Counts scripts in the output of `INFO commandstats`. */
export const countScripts = (stats: string): number =>
  [...stats.matchAll(SCRIPT)].reduce((sum, [, calls]) => sum + Number(calls), 0);
