import { fetch } from 'undici';
import type { Case } from '../../case.ts';
import { endOf } from '../../tools.ts';

const text = 'a body in pieces'.repeat(4);

export const abortAfterTheReturn: Case = {
  id: 'time-abort-after-the-return',
  title: 'A response that was got under a time-out is still ended by its caller, while its body is read',
  source: 'Fetch standard, abort algorithms (an abort errors the body); .NET, HttpCompletionOption.ResponseHeadersRead',
  async run(check) {
    const upstream = await check.upstream([{ body: text, drip: { pieces: 4, everyMs: 500 } }]);
    const controller = new AbortController();
    const response = await check
      .timeout(20_000)
      .execute((signal) => fetch(upstream.url, { signal }), controller.signal);
    const body = endOf(response.text(), 1_000);
    controller.abort();
    const end = await body;
    check.that(end !== undefined, 'the body is still being read');
    check.that(end !== undefined && 'error' in end, 'the whole body was read');
  },
  bug: {
    seam: 'abort-after-the-return',
    becomes: 'new AbortController().signal',
  },
};
