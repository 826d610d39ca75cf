import { expect, it } from 'vitest';
import { startTestServer } from './test-server.ts';

it('a server that cannot be started is told of with its last words', async () => {
  const { signal } = new AbortController();
  await expect(startTestServer({ root: '.', python: 'no-such-python', signal })).rejects.toThrow(
    /^The tests' server ended with exit code 127 .*no-such-python/,
  );
});
