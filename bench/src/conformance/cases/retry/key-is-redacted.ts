import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';

export const keyIsRedacted: Case = {
  id: 'retry-key-is-redacted',
  title: 'An API key that the upstream echoes does not get into the text of an error',
  source: 'OWASP Logging Cheat Sheet, Data to exclude; CWE-532',
  async run(check) {
    const upstream = await check.upstream(({ headers }) => ({
      status: 401,
      body: { error: { message: `No such key: ${headers.authorization}` } },
    }));
    const client = check.client(upstream, {
      retry: { maxAttempts: 2, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
    });
    const end = await settled(client.call());
    const [key = ''] = upstream.arrivals.map(({ headers }) => headers.authorization?.replace('Bearer ', ''));
    check.that(key !== '', 'no key was sent');
    const text = 'error' in end ? textOf(end.error) : '';
    check.that(!text.includes(key), `the key is in the error: ${text}`);
  },
  bug: {
    seam: 'in-place-of-a-key',
    // Puts the key back in place of itself.
    becomes: "'$' + '&'",
  },
};

/** What a log shows of an error: message and stack, down to the first cause. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.stack, error.cause === undefined ? '' : textOf(error.cause)].join('\n');
}
