import { describe, expect, it } from 'vitest';
import { defineProvider } from '../contract/define.ts';
import type { ProviderDefinition } from '../contract/definition.ts';
import { type LimitKey, limitKeyOf } from '../contract/limit-key.ts';
import { type ClientSettings, type OperationSettings, resolveClientSettings } from '../contract/settings.ts';
import { EventRecorder, FakeClock, type Reply, ScriptedTransport } from '../testing/index.ts';
import { ContractClient } from './contract-client.ts';
import { MOST_KEYS, OwnKey, SplitKeys } from './split-keys.ts';

type Scope = NonNullable<NonNullable<ProviderDefinition['limits']>[number]['scope']>;

const operations = {
  send: { method: 'POST', path: '/channels/{channel}/messages' },
  edit: { method: 'POST', path: '/channels/{channel}/edits' },
  list: { method: 'GET', path: '/channels' },
} as const;

const definition = (...scopes: Scope[]): ProviderDefinition => ({
  name: 'chat',
  authentication: null,
  limits: scopes.map((scope, at) => ({ kind: 'window', name: `limit-${at}`, amount: 2, windowMs: 1_000, scope })),
  operations,
  hints: [],
});

function keysOf(...scopes: Scope[]) {
  const contract = defineProvider(definition(...scopes));
  const settings: ClientSettings = resolveClientSettings(contract, 'default');
  const clock = new FakeClock();
  const forgotten: string[] = [];
  const inUse: string[] = [];
  const paused = new Set<string>();
  const admission = {
    forget: ({ partition }: LimitKey, kept: ReadonlySet<string>) => {
      if (paused.has(partition)) return false;
      forgotten.push(partition);
      inUse.push(...kept);
      return true;
    },
  };
  const keys = new SplitKeys({ settings, clock, admission });
  const of = (channel: string | undefined, payload: unknown = {}, name: keyof typeof operations = 'send') => {
    const operation = settings.operations[name] as OperationSettings;
    const params: Record<string, string> = channel === undefined ? {} : { channel };
    return new OwnKey(keys, { key: limitKeyOf(settings, operation, params), operation, params, payload }).current;
  };
  return { clock, of, forgotten, inUse, paused };
}

describe('the limit key of a call', () => {
  const [by, model] = [{ param: 'channel' }, { request: 'options.model' }];
  const small = { options: { model: 'small' } };
  it.each<[string, Scope, Parameters<ReturnType<typeof keysOf>['of']>, boolean]>([
    ['another value of the parameter', ['credential', by], ['2'], false],
    ['the same value', ['credential', by], ['1', { options: { model: 'large' } }], true],
    ['a path without the parameter', ['credential', by], [undefined, small, 'list'], false],
    ['another value of the field', ['credential', model], ['1', { options: { model: 'large' } }], false],
    ['the same value of the field', ['credential', model], ['2', small], true],
    ['the field in a body that was written before', ['credential', model], ['1', JSON.stringify(small)], true],
    ['a request without the field', ['credential', model], ['1', {}], false],
    ['a body that is no JSON', ['credential', model], ['1', 'small'], false],
  ])('%s', (_what, scope, other, same) => {
    const { of } = keysOf(scope);
    expect(of(...other).rates[0]?.partition === of('1', small).rates[0]?.partition).toBe(same);
  });

  it('is the same one for calls that are counted together, and tells each limit its own parts', () => {
    const { of } = keysOf(['credential'], ['credential', by], ['credential', by, model]);
    const key = of('1', small);
    expect(of('1', { ...small, text: 'other' })).toBe(key);
    const names = key.rates.map(({ partition }) => partition.replaceAll(/:\w+/g, ':'));
    expect(names).toEqual(['', 'channel:', 'channel:/options.model:']);
    expect(key.partition).toBe(key.rates[2]?.partition);
  });

  it('holds nothing that a call says, which may be a secret', () => {
    const { of } = keysOf(['credential', by, model]);
    const key = of('a-secret-token', { options: { model: 'secret-model' } });
    expect(JSON.stringify([key.partition, key.rates.map(({ partition }) => partition)])).not.toMatch(/secret/);
  });
});

describe('many parts', () => {
  it('are forgotten when nothing that they have counted lasts any more', () => {
    const { clock, of, forgotten, inUse, paused } = keysOf(['credential', { param: 'channel' }]);
    const first = of('0');
    for (let n = 1; n < MOST_KEYS - 1; n += 1) of(`${n}`);
    paused.add(of('paused').partition);
    clock.tick(300_000);
    const last = of(`${MOST_KEYS - 2}`);
    of('new');
    expect(forgotten).toHaveLength(MOST_KEYS - 2);
    expect(forgotten).toContain(first.partition);
    expect(inUse).toContain(last.partition);
    expect(of('0')).not.toBe(first);
  });

  it('are counted together where too many are in use, until there is room', () => {
    const { clock, of } = keysOf(['credential', { param: 'channel' }]);
    for (let n = 0; n < MOST_KEYS; n += 1) of(`${n}`);
    expect(of('new').partition).toBe('others');
    expect(of('newer')).toBe(of('new'));
    expect(of('1').partition).not.toBe('others');
    clock.tick(300_000);
    expect(of('new').partition).not.toBe('others');
  });
});

describe('a limit that only answers tell', () => {
  type Told = [model: string | undefined, limit: number | undefined];
  const [a, b]: [Told, Told] = [
    ['small', 10],
    ['large', 99],
  ];
  const hints = [
    { header: 'x-left', means: 'remaining', format: 'integer' },
    { header: 'x-limit', means: 'limit', format: 'integer' },
  ] as const;

  /** Whether calls to two models are counted apart after these answers. */
  const apartAfter = (answers: Told[], learnt?: ProviderDefinition['learnt']): boolean => {
    const contract = defineProvider({ ...definition(), hints, ...(learnt && { learnt }) });
    const settings = resolveClientSettings(contract, 'default');
    const keys = new SplitKeys({ settings, clock: new FakeClock(), admission: { forget: () => true } });
    const operation = settings.operations.send as OperationSettings;
    const ownKey = (model: string | undefined): OwnKey =>
      new OwnKey(keys, { key: limitKeyOf(settings, operation, {}), operation, params: {}, payload: { model } });
    for (const [model, limit] of answers) {
      ownKey(model).answered(
        { header: () => undefined },
        new Map(limit === undefined ? [] : [['requests', { limit }]]),
      );
    }
    const [one, two] = ['small', 'large'].map((model) => ownKey(model).current.rates[0]?.partition);
    return one !== two;
  };

  it.each<[string, Told[], boolean]>([
    ['nothing is told', [['small', undefined]], false],
    ['one limit for all', [a, ['large', 10], a, ['large', 10]], false],
    ['each model tells its own, and once more', [a, b, a, b], true],
    ['with others between', [a, ['medium', 10], b, b, a, ['medium', 10], b], true],
    ['each tells its own once', [a, b], false],
    ['only one has told its own again', [a, b, a], false],
    ['a limit that was raised for all', [a, a, ['small', 99], b, b, ['small', 99]], false],
    ['a limit that changes with each answer', [a, ['small', 99], b, ['large', 10], a, ['small', 99]], false],
    ['calls without a model tell another', [a, [undefined, 99], a, [undefined, 99]], true],
  ])('is split by the model where %s', (_what, answers, apart) => {
    expect(apartAfter(answers)).toBe(apart);
  });

  it.each<[string, ProviderDefinition['learnt'], Told[], boolean]>([
    [
      'is split from the first call on where the contract says so',
      { requests: ['credential', { request: 'model' }] },
      [],
      true,
    ],
    ['is never split where the contract says that it is one', { requests: ['credential'] }, [a, b, a, b, a, b], false],
  ])('%s', (_what, learnt, answers, apart) => {
    expect(apartAfter(answers, learnt)).toBe(apart);
  });
});

describe('a client', () => {
  const setUp = (scope: Scope, reply: (url: string, at: number) => Reply) => {
    const clock = new FakeClock();
    const transport = new ScriptedTransport(clock, ({ url }, at) => reply(url, at));
    const recorder = new EventRecorder();
    const client = new ContractClient(defineProvider(definition(scope)), {
      ...{ baseUrl: 'http://chat.test', transport, clock, random: () => 0, onEvent: recorder.sink },
    });
    const call = (channel: string, model = 'small', operation = 'send') =>
      client.call(operation, { model }, (body) => body, { params: { channel } }).catch((error) => error.code);
    return { clock, transport, recorder, call };
  };

  it.each<[string, Scope, number]>([
    ['parameter', ['credential', { param: 'channel' }], 4],
    ['field', ['credential', { request: 'model' }], 4],
    ['neither', ['credential'], 2],
  ])('counts calls by %s', async (_what, scope, atOnce) => {
    const { clock, transport, call } = setUp(scope, () => ({ body: {}, afterMs: 10 }));
    for (let n = 0; n < 3; n += 1) for (const each of ['1', '2']) void call(each, `model-${each}`);
    await clock.advance(900);
    expect(transport.sent).toHaveLength(atOnce);
    await clock.advance(3_000);
    expect(transport.sent).toHaveLength(6);
  });

  it('pauses only the part that the API has refused', async () => {
    const refusal = { status: 429, headers: {}, body: {} };
    const { clock, transport, call } = setUp(['credential', { param: 'channel' }], (url) =>
      url.includes('/1/') ? refusal : { body: {} },
    );
    void call('1');
    await clock.advance(1);
    void call('2');
    await clock.advance(1);
    expect(transport.sent.map(({ url }) => url.at(-'1/messages'.length))).toEqual(['1', '2']);
  });

  describe('whose answers name buckets', () => {
    const [bucket, channel] = [{ told: 'x-bucket' }, { param: 'channel' }];
    const inOne = (): Reply => ({ body: {}, headers: { 'x-bucket': 'one' }, afterMs: 10 });

    /** How many requests are sent in the first window once both routes have been answered, after two calls each. */
    it.each<[string, Scope, (url: string) => Reply, number]>([
      ['one for both routes', ['credential', bucket], inOne, 2],
      [
        'one for each',
        ['credential', bucket],
        (url) => ({ body: {}, headers: { 'x-bucket': url.includes('edits') ? 'one' : 'two' }, afterMs: 10 }),
        4,
      ],
      ['none', ['credential', bucket], () => ({ body: {}, afterMs: 10 }), 4],
      ['one in each channel', ['credential', bucket, channel], inOne, 4],
    ])('%s', async (_what, scope, reply, atOnce) => {
      const { clock, transport, call } = setUp(scope, reply);
      for (const operation of ['send', 'edit']) void call(operation, 'small', operation);
      await clock.advance(5_000);
      expect(transport.sent).toHaveLength(2);
      for (let n = 0; n < 2; n += 1) {
        for (const operation of ['send', 'edit']) void call(operation, 'small', operation);
      }
      await clock.advance(900);
      expect(transport.sent).toHaveLength(2 + atOnce);
      await clock.advance(5_000);
      expect(transport.sent).toHaveLength(6);
    });

    it('counts in the bucket what was sent before it was named, and what waits moves to it', async () => {
      const { clock, transport, call } = setUp(['credential', bucket], inOne);
      // Two of each leave in the parts of their routes; their answers name one bucket, which has seen four then.
      for (let n = 0; n < 4; n += 1) {
        for (const operation of ['send', 'edit']) void call('1', 'small', operation);
      }
      await clock.advance(10_000);
      expect(transport.sent).toHaveLength(8);
      const later = transport.sent.slice(4).map(({ atMs }) => atMs);
      // Of the other four two go in any window.
      for (const [at, atMs] of later.entries()) {
        const within = later.filter((other) => other >= atMs && other < atMs + 1_000).length;
        expect([at, within <= 2]).toEqual([at, true]);
      }
      expect(later[0]).toBeGreaterThan(1_000);
    });

    it('pauses the bucket, not the route whose answer names it', async () => {
      const { clock, transport, call } = setUp(['credential', bucket], (_url, at) =>
        at === 1
          ? { status: 429, body: {}, headers: { 'x-bucket': 'one' } }
          : { body: {}, headers: { 'x-bucket': 'one' } },
      );
      void call('1');
      await clock.advance(1);
      void call('1', 'small', 'edit');
      await clock.advance(1);
      void call('1');
      await clock.advance(1);
      expect(transport.sent).toHaveLength(2);
      await clock.advance(60_000);
      expect(transport.sent.length).toBeGreaterThan(2);
    });
  });
});
