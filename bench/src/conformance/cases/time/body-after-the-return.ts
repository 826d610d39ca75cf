import { fetch } from 'undici';
import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';

const text = 'a body in pieces'.repeat(4);

export const bodyAfterTheReturn: Case = {
  id: 'time-body-after-the-return',
  title: 'A response that was got under a time-out can be read after it has returned',
  source: 'cockatiel 4.0.0, trap 4; its ITimeoutOptions.abortOnReturn, on by default',
  trap: 4,
  async run(check) {
    const upstream = await check.upstream([{ body: text, drip: { pieces: 6, everyMs: 20 } }]);
    const response = await check.timeout(20_000).execute((signal) => fetch(upstream.url, { signal }));
    const body = await settled(response.text());
    check.equal('body', 'value' in body ? body.value : String(body.error), text);
  },
  bug: {
    seam: 'what-is-limited',
    becomes: `((work) => async (signal) => {
      const own = new AbortController();
      return work(AbortSignal.any([signal, own.signal])).finally(() => own.abort());
    })($&)`,
  },
};
