import { Redis } from 'ioredis';

const ANSWERS_WITHIN_MS = 5_000;

/**
 * Asks the Redis at that URL for an answer. Returns null if it takes the credentials and answers, otherwise the reason,
 * without the URL.
 */
export async function ping(url: string, atMostMs = ANSWERS_WITHIN_MS): Promise<string | null> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: atMostMs,
    commandTimeout: atMostMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // Without a listener ioredis prints every error.
  let seen: Error | null = null;
  client.on('error', (error: Error) => (seen = error));
  try {
    await client.connect();
    await client.ping();
    return null;
  } catch (error) {
    return codeOf(seen ?? (error as Error));
  } finally {
    client.disconnect();
  }
}

/**
 * Only the code of an error: Redis's messages may quote what was sent. Their first word is the code: NOAUTH, WRONGPASS.
 */
function codeOf(error: Error & { code?: string }): string {
  return error.code ?? /^[A-Z]{4,}/.exec(error.message)?.[0] ?? 'no answer';
}
