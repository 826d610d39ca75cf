import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';
import type { Arrival } from '../../upstream.ts';

const OF_ALL = 5;
const OF_MODEL = 2;
const MODELS = ['a', 'b', 'c'];

/** The most of these requests that were in flight at once. */
function mostOf(requests: readonly Arrival[]): number {
  const sameTime = ({ atMs }: Arrival): number =>
    requests.filter((other) => other.atMs <= atMs && atMs < (other.endMs ?? Number.POSITIVE_INFINITY)).length;
  return Math.max(...requests.map(sameTime));
}

export const severalInFlight: Case = {
  id: 'several-in-flight',
  title: `Where ${OF_ALL} may be in flight, and ${OF_MODEL} of each model, both hold, and calls go on that lack neither`,
  source: 'Gemini API, Rate limits (concurrent requests); OpenAI, Rate limits (per model)',
  async run(check) {
    const upstream = await check.upstream(() => ({ afterMs: 60 }));
    const client = check.client(upstream, {
      bulkhead: { limit: OF_ALL },
      inFlight: [{ limit: OF_MODEL, apart: [{ request: 'model' }] }],
    });
    const payloads = MODELS.flatMap((model) => Array.from({ length: 6 }, () => ({ model })));
    await Promise.all(payloads.map((payload) => settled(client.call({ idempotency: 'none', payload }))));
    const { arrivals } = upstream;
    const ofModel = (model: string): Arrival[] => arrivals.filter(({ body }) => JSON.parse(body).model === model);
    check.equal('requests', arrivals.length, payloads.length);
    check.equal('the most in flight', mostOf(arrivals), OF_ALL);
    for (const model of MODELS) check.equal(`the most of ${model} in flight`, mostOf(ofModel(model)), OF_MODEL);
  },
  bug: {
    seam: 'further-slots',
    becomes: '$& * 10',
  },
};
