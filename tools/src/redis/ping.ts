import { Redis } from 'ioredis';

const ANSWERS_WITHIN_MS = 5_000;

/** Whether a Redis at that URL takes the credentials and answers; the reason where it does not, without the URL. */
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

/** Redis's own messages may quote what was sent; the first word is its code: NOAUTH, WRONGPASS. */
function codeOf(error: Error & { code?: string }): string {
  return error.code ?? /^[A-Z]{4,}/.exec(error.message)?.[0] ?? 'no answer';
}
