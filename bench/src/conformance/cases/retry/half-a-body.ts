import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';

export const halfABody: Case = {
  id: 'retry-half-a-body',
  title: 'A body that ends in a reset is not taken for a whole one, though it reads as one',
  source: 'RFC 9112, 8',
  async run(check) {
    const upstream = await check.upstream([{ body: '12345678', reset: 'in-body' }, { body: '12345678' }]);
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs: 5, jitterMs: 0, capMs: 20 } },
    });
    const end = await settled(client.call());
    // Giving up is right too, since a client may not know whether a repeat is harmless.
    if ('value' in end) check.equal('body', end.value.body, '12345678');
  },
  bug: {
    seam: 'whole-body',
    // The first piece is taken for the whole body.
    becomes: "'data'",
    alsoFails: ['time-slow-body'],
  },
};
