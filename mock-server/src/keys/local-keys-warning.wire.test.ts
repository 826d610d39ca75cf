import { once } from 'node:events';
import { expect, test } from 'vitest';
import { ADMIN_TOKEN } from '../app.fixture.ts';
import { buildApp } from '../app.ts';

const own = { of_my_own: { provider: 'nimbus', tier: 'free' } };

/** The code of a warning that the server gives when it listens. */
async function warningOf(host: string, keys?: typeof own): Promise<string | undefined> {
  const app = buildApp({ adminToken: ADMIN_TOKEN, ...(keys && { keys }) });
  const ended = new AbortController();
  const warned = once(process, 'warning', { signal: ended.signal }).catch(() => []);
  await app.listen({ host, port: 0 });
  await app.close();
  // Warnings are emitted in the next tick.
  ended.abort();
  const [warning] = (await warned) as [(Error & { code?: string })?];
  return warning?.code;
}

test.each([
  ['0.0.0.0', undefined, 'EVK_MOCK_LOCAL_KEYS'],
  ['0.0.0.0', own, undefined],
  ['127.0.0.1', undefined, undefined],
])('on %s with the keys %j: %s', async (host, keys, code) => {
  expect(await warningOf(host, keys)).toBe(code);
});
