import type { Case } from '../../case.ts';
import type { Arrival, Reply } from '../../upstream.ts';
import { allEnd } from '../costs/all-end.fixture.ts';
import { CountedWindow } from '../limits/counted-window.fixture.ts';
import { toldHints } from './told.fixture.ts';

export const modelsAreSplit: Case = {
  id: 'models-are-split',
  title: 'Where answers tell each model a limit of its own, calls to one do not wait for what is left of another',
  source: 'OpenAI, Rate limits (per model); Anthropic, Rate limits',
  async run(check) {
    const windowMs = 700;
    const apis = new Map([
      ['small', new CountedWindow({ limit: 3, windowMs })],
      ['large', new CountedWindow({ limit: 100, windowMs })],
    ]);
    const answer = (arrival: Arrival, at: number): Exclude<Reply, number> =>
      apis.get(JSON.parse(arrival.body).model)?.script(arrival as never, at as never) as Exclude<Reply, number>;
    const upstream = await check.upstream((arrival, at) => ({ decide: () => answer(arrival, at) }));
    const client = check.client(upstream, { hints: toldHints });
    const call = (model: string) => client.call({ idempotency: 'none', payload: { model } });
    for (const model of ['large', 'small', 'large', 'small', 'large']) await call(model);
    const calls = Array.from({ length: 24 }, (_, at) => call(at % 2 === 0 ? 'small' : 'large'));
    const startMs = performance.now();
    await allEnd(check, calls, 10_000);
    const large = upstream.arrivals.filter(({ body }) => JSON.parse(body).model === 'large');
    const lastMs = Math.max(...large.map(({ atMs }) => atMs)) - startMs;
    check.between('milliseconds to the last call of the large model', lastMs, 0, 1_200);
    for (const [model, { refused }] of apis) check.equal(`requests beyond the limit of ${model}`, refused, 0);
  },
  bug: {
    seam: 'models-are-split',
    becomes: '',
  },
};
