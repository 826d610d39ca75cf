import type { Case } from '../../case.ts';
import type { Arrival, Reply } from '../../upstream.ts';
import { allEnd } from '../costs/all-end.fixture.ts';
import { CountedWindow } from './counted-window.fixture.ts';

const window = { limit: 2, windowMs: 700 };

export const countedByModel: Case = {
  id: 'counted-by-model',
  title: 'Where the API counts each model apart, calls to one do not wait for the windows of others',
  source: 'OpenAI, Rate limits (per model); Anthropic, Rate limits; run-llama/llama_index issue 14801',
  async run(check) {
    const models = Array.from({ length: 8 }, (_, at) => `model-${at}`);
    const apis = new Map(models.map((model) => [model, new CountedWindow(window)]));
    const answer = (arrival: Arrival, at: number): Exclude<Reply, number> =>
      apis.get(JSON.parse(arrival.body).model)?.script(arrival as never, at as never) as Exclude<Reply, number>;
    const upstream = await check.upstream((arrival, at) => ({ decide: () => answer(arrival, at) }));
    const client = check.client(upstream, { window: { ...window, apart: [{ request: 'model' }] } });
    const payloads = [...models, ...models].map((model) => ({ model }));
    const calls = payloads.map((payload) => client.call({ idempotency: 'none', payload }));
    await allEnd(check, calls, 10_000);
    const times = upstream.arrivals.map(({ atMs }) => atMs);
    check.between('milliseconds to the last request', Math.max(...times) - Math.min(...times), 0, 3_000);
    for (const [model, { refused }] of apis) check.equal(`requests beyond the limit of ${model}`, refused, 0);
  },
  bug: {
    seam: 'parts-of-a-call',
    becomes: "[...$&.slice(0, 1), 'all']",
    alsoFails: ['several-in-flight'],
  },
};
