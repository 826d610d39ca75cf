import { defineProvider, type ProviderDefinition } from '@evenkeel/toolkit/providers';
import { describe, expect, test } from 'vitest';
import { Bench, nimbusContract } from '../app.fixture.ts';
import type { MockServerOptions } from '../index.ts';

type Ask = Extract<NonNullable<ProviderDefinition['operations']>[string], { path: string }>;

const hints = [
  { header: 'x-left', means: 'remaining', format: 'integer' },
  { header: 'x-tokens-left', means: 'remaining', unit: 'tokens', format: 'integer' },
  { header: 'x-tokens-reset', means: 'reset', unit: 'tokens', format: 'milliseconds' },
  { header: 'x-wait', means: 'wait', format: 'milliseconds', sentOn: 'refusals' },
] as const;
const atOnce = { latencyMedianMs: 1e-9, latencySigma: 0 };
const takes = { ...atOnce, costs: { tokens: { request: 'takes', otherwise: 100 } } };

const modelApi = (ask: Partial<Ask> = {}, definition: Partial<ProviderDefinition> = {}) =>
  defineProvider({
    name: 'model',
    limits: [
      { kind: 'bucket', amount: 10, refillPerSecond: 1 },
      { kind: 'bucket', unit: 'tokens', amount: 1_000, refillPerSecond: 100 },
    ],
    hints,
    operations: {
      ask: {
        method: 'POST',
        path: '/ask',
        costs: { requests: 1, tokens: { estimate: { estimator: 'tokens' } } },
        emulate: takes,
        ...ask,
      },
    },
    ...definition,
  });

/** A model API of two buckets, in which a call truly takes what the field `takes` of its request says. */
class Model extends Bench {
  constructor(contract = modelApi(), options: Partial<MockServerOptions> = {}) {
    super({ contracts: [contract], ...options });
  }

  /** Asks for `max_tokens`, and takes so many; of the body itself 8 more are estimated. */
  ask(max_tokens: number, takes: number) {
    const headers = { authorization: 'Bearer model_default_local', 'content-type': 'application/json' };
    const payload = JSON.stringify({ max_tokens, takes }).padEnd(32);
    return this.settled(() => this.app.inject({ method: 'POST', url: '/ask', headers, payload }));
  }
}

type Answer = Awaited<ReturnType<Model['ask']>>;

const left = ({ statusCode, headers }: Answer): unknown[] => [statusCode, headers['x-left'], headers['x-tokens-left']];

describe('a call of two buckets', () => {
  test('is charged its estimate as it comes, and what it took as it is answered', async () => {
    const model = new Model();
    expect(left(await model.ask(500, 200))).toEqual([200, '9', '800']);
    expect(left(await model.ask(500, 790))).toEqual([200, '8', '10']);
    const refused = await model.ask(500, 1);
    expect(left(refused)).toEqual([429, '8', '10']);
    expect(refused.headers['x-wait']).toBe('4980');
    model.clock.tick(4_979);
    expect((await model.ask(500, 1)).statusCode).toBe(429);
    model.clock.tick(1);
    expect((await model.ask(500, 1)).statusCode).toBe(200);
  });

  test('owes what it took above its estimate, while nothing is told to be left', async () => {
    const model = new Model();
    expect(left(await model.ask(900, 1_300))).toEqual([200, '9', '0']);
    const refused = await model.ask(90, 1);
    expect(left(refused)).toEqual([429, '9', '0']);
    expect([refused.headers['x-wait'], refused.headers['x-tokens-reset']]).toEqual(['3980', '3980']);
  });

  test('gives back no more than the bucket holds', async () => {
    const model = new Model();
    await model.ask(500, 0);
    expect(left(await model.ask(900, 0))).toEqual([200, '8', '1000']);
  });

  test('of more than the bucket ever holds is refused, and charged for nothing', async () => {
    expect(left(await new Model().ask(1_000, 1))).toEqual([429, '10', '1000']);
  });

  test('takes what was estimated, unless the contract says otherwise', async () => {
    expect(left(await new Model(modelApi({ emulate: atOnce })).ask(500, 1))).toEqual([200, '9', '492']);
  });
});

describe('an answer tells what its call took', () => {
  const settled = (by: object) => ({ costs: { requests: 1, tokens: { estimate: 508, settled: by } } }) as Partial<Ask>;
  const eventsOf = ({ body }: Answer) => [...body.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? ''));

  test.each<[what: string, ask: Partial<Ask>, told: (answer: Answer) => unknown]>([
    ['in `usage`, where the built-in estimator looks', {}, (answer) => answer.json().usage.total_tokens],
    ['in the usage of the last event', { returns: 'events' }, (answer) => eventsOf(answer).at(-1).usage.total_tokens],
    ['in a header', settled({ header: 'x-took' }), ({ headers }) => Number(headers['x-took'])],
    [
      'in the header of a stream',
      { ...settled({ header: 'x-took' }), returns: 'stream' },
      ({ headers }) => Number(headers['x-took']),
    ],
    ['in the body', settled({ body: 'meta.took' }), (answer) => answer.json().meta.took],
    [
      'in the last event',
      { ...settled({ lastEvent: 'took' }), returns: 'events' },
      (answer) => eventsOf(answer).at(-1).took,
    ],
  ])('%s', async (_what, ask, told) => {
    const model = new Model(modelApi(ask));
    const answer = await model.ask(500, 200);
    expect([answer.statusCode, told(answer)]).toEqual([200, 200]);
    expect((await model.ask(500, 0)).headers['x-tokens-left']).toBe(ask.returns === undefined ? '800' : '292');
  });

  test('in no event but the last', async () => {
    const events = eventsOf(await new Model(modelApi({ returns: 'events' })).ask(500, 200));
    expect(events.map((event) => 'usage' in event)).toEqual([false, false, false, true]);
  });

  test.each<[what: string, limited: string[], usage: object]>([
    ['in all', ['tokens'], { input_tokens: 8, output_tokens: 192, total_tokens: 200 }],
    ['out', ['output-tokens'], { input_tokens: 8, output_tokens: 200, total_tokens: 208 }],
    ['in and out', ['input-tokens', 'output-tokens'], { input_tokens: 8, output_tokens: 200, total_tokens: 208 }],
  ])('with tokens %s', async (_what, units, usage) => {
    const costs = Object.fromEntries(units.map((unit) => [unit, { estimate: { estimator: unit } }]));
    const emulate = { ...atOnce, costs: { [units.at(-1) as string]: { request: 'takes', otherwise: 1 } } };
    const limits = units.map((unit) => ({ kind: 'bucket', unit, amount: 900, refillPerSecond: 1 }) as const);
    const answer = await new Model(modelApi({ costs, emulate }, { limits, hints: [] })).ask(500, 200);
    expect(answer.json().usage).toEqual(usage);
  });
});

test('a stream is settled with its last event: its head tells the estimate', async () => {
  const model = new Model(modelApi({ returns: 'events' }));
  expect(left(await model.ask(492, 200))).toEqual([200, '9', '500']);
  expect(left(await model.ask(292, 900))).toEqual([200, '8', '500']);
  expect(left(await model.ask(0, 0))).toEqual([429, '8', '0']);
});

test('requests may be counted in a store beside, which counts what the bucket refuses', async () => {
  const window = { kind: 'window', amount: 3, windowMs: 600_000, counts: 'every-response' } as const;
  const bucket = { kind: 'bucket', unit: 'tokens', amount: 1_000, refillPerSecond: 1 } as const;
  const model = new Model(modelApi({}, { limits: [window, bucket] }));
  expect(left(await model.ask(500, 900))).toEqual([200, '2', '100']);
  expect(left(await model.ask(500, 1))).toEqual([429, '1', '100']);
  expect(left(await model.ask(50, 1))).toEqual([200, '0', '99']);
  expect((await model.ask(1, 1)).statusCode).toBe(429);
});

test('an answer that is an error leaves the estimate', async () => {
  const model = new Model();
  await model.addFault({ provider: 'model', fault: 'http_error', status: 500, rate: 1, ttlMs: 60_000 });
  const answer = await model.ask(492, 200);
  expect([...left(answer), answer.json().usage]).toEqual([500, '9', '500', undefined]);
});

test.each([
  ['a number', 508, '800'],
  ['a field of the request', { request: 'max_tokens', otherwise: 1 }, '800'],
])('an estimate may be %s', async (_what, estimate, tokensLeft) => {
  const model = new Model(modelApi({ costs: { requests: 1, tokens: { estimate } } }));
  expect(left(await model.ask(500, 200))).toEqual([200, '9', tokensLeft]);
});

test('of an API with routes of its own the body is read, too', async () => {
  const contract = structuredClone(nimbusContract);
  const tokens = { kind: 'bucket', name: 'tokens', unit: 'tokens', amount: 1_000, refillPerSecond: 1 } as const;
  const { free } = contract.tiers;
  Object.assign(free, {
    limits: [...free.limits, { ...tokens, scope: ['credential'], counts: 'admitted', penaltyMs: 0 }],
  });
  const estimate = { estimator: 'tokens' };
  Object.assign(contract.operations.infer, {
    costs: { requests: 1, tokens: { estimate, settled: { header: 'x-took' } } },
    emulate: takes,
  });
  Object.assign(contract, { hints });
  const model = new Model(defineProvider(contract));
  const answer = await model.infer({ payload: { prompt: 'hello', max_tokens: 500, takes: 200 } });
  expect([answer.statusCode, answer.headers['x-tokens-left'], answer.headers['x-took']]).toEqual([200, '800', '200']);
  expect((await model.infer({ payload: { prompt: 'hello', max_tokens: 800 } })).statusCode).toBe(429);
});

describe('estimators of one’s own', () => {
  const contract = modelApi({ costs: { requests: 1, tokens: { estimate: { estimator: 'words' } } }, emulate: atOnce });

  test('come with the options', async () => {
    const model = new Model(contract, { estimators: { words: ({ bytes }) => bytes * 10 } });
    expect(left(await model.ask(1, 1))).toEqual([200, '9', '680']);
  });

  test.each<[what: string, estimators: object, code: string, says: RegExp]>([
    [
      'are missed',
      {},
      'EVK_MOCK_OPTION_RANGE',
      /^estimators lacks "words", by which model estimates what ask costs: give/,
    ],
    ['are functions', { words: 5 }, 'EVK_MOCK_OPTION_TYPE', /^estimators.words is 5: give a function\.$/],
  ])('%s', (_what, estimators, code, says) => {
    const build = () => new Model(contract, { estimators } as Partial<MockServerOptions>);
    expect(build).toThrow(expect.objectContaining({ code, message: expect.stringMatching(says) }));
  });

  const own = { estimate: { estimator: 'words' } } as const;

  test.each([
    ['before a call is admitted', { tokens: own }, atOnce, '1000'],
    ['after it, which leaves the estimate', { tokens: 508 }, { ...atOnce, costs: { tokens: own.estimate } }, '492'],
  ])('that fail are an error of the server: %s', async (_what, costs, emulate, tokensLeft) => {
    const failing = modelApi({ costs: { requests: 1, ...costs }, emulate });
    const answer = await new Model(failing, { estimators: { words: () => Number.NaN } }).ask(1, 1);
    expect([answer.statusCode, answer.json().error.code]).toEqual([500, 'internal_error']);
    expect(answer.headers['x-tokens-left']).toBe(tokensLeft);
  });
});
