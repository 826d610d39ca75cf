import { defineProvider } from '@evenkeel/toolkit/providers';
import { describe, expect, test } from 'vitest';
import { nimbusContract } from '../app.fixture.ts';
import { punctualClock } from '../clock.ts';
import { type MockServerOptions, resolveOptions } from './options.ts';

const TOKEN = 'token-of-the-tests';

test('without options there are defaults, and one key a tier', () => {
  const resolved = resolveOptions({ adminToken: TOKEN });
  expect(resolved).toMatchObject({ seed: 1, journalCapacity: 100_000, clock: punctualClock, log: null });
  expect(resolved.keys).toMatchObject({
    nmb_free_local: { provider: 'nimbus', tier: 'free' },
    nmb_pro_local: { provider: 'nimbus', tier: 'pro' },
    nmb_enterprise_local: { provider: 'nimbus', tier: 'enterprise' },
  });
});

test('overrides change the numbers that are enforced, and not the contract', () => {
  const before = structuredClone(nimbusContract);
  const overrides = { nimbus: { '/tiers/free/limits/1/windowMs': 500 } };
  const resolved = resolveOptions({ adminToken: TOKEN, contracts: [nimbusContract], contractOverrides: overrides });
  expect(resolved.providers.get('nimbus')?.tiers.free?.meters).toMatchObject([{ windowMs: 500 }]);
  expect(nimbusContract).toEqual(before);
});

test.each([
  [true, {}],
  [false, null],
  [{ level: 'debug' as const }, { level: 'debug' }],
])('logger %j', (logger, log) => {
  expect(resolveOptions({ adminToken: TOKEN, logger }).log).toEqual(log);
});

describe('a wrong option is refused by name, value and remedy', () => {
  const TYPE = 'EVK_MOCK_OPTION_TYPE';
  const RANGE = 'EVK_MOCK_OPTION_RANGE';
  test.each([
    [{ adminToken: undefined }, TYPE, 'adminToken is of type undefined: give a string'],
    [{ adminToken: '' }, RANGE, 'adminToken is empty'],
    [{ adminToken: 'two words' }, RANGE, 'has spaces'],
    [{ adminToken: 'fifteen-letters' }, RANGE, 'adminToken has 15 characters: give at least 16'],
    [{ seed: -1 }, RANGE, 'seed is -1: give a whole number from 0'],
    [{ seed: 1.5 }, RANGE, 'seed is 1.5'],
    [{ seed: '1' }, RANGE, 'seed is "1"'],
    [{ journalCapacity: 0 }, RANGE, 'journalCapacity is 0'],
    [{ journalCapacity: Number.NaN }, RANGE, 'journalCapacity is NaN'],
    [{ gpu: 50 }, TYPE, 'gpu is 50: give an object'],
    [{ gpu: { gpu: 50 } }, TYPE, 'gpu has "gpu": give some of gpus, '],
    [{ gpu: { gpus: 0 } }, RANGE, 'gpu.gpus is 0: give a whole number from 1 to 10000'],
    [{ gpu: { threads: 0.5 } }, RANGE, 'gpu.threads is 0.5'],
    [{ gpu: { heartbeatMs: '15' } }, RANGE, 'gpu.heartbeatMs is "15"'],
    [{ gpu: { clockScale: -1 } }, RANGE, 'gpu.clockScale is -1: give a number from 0 to 1000'],
    [{ gpu: { clockScale: Number.NaN } }, RANGE, 'gpu.clockScale is NaN'],
    [{ clock: {} }, TYPE, 'clock lacks now or setTimeout'],
    [{ journalcapacity: 5 }, TYPE, '"journalcapacity" is not an option'],
    [{ contractOverrides: { cumulus: {} } }, RANGE, 'contractOverrides names "cumulus": give one of nimbus'],
    [{ contractOverrides: { nimbus: { '/tiers/gold/limits/0/amount': 1 } } }, RANGE, 'points at no number'],
    [{ contractOverrides: { nimbus: { '/name': 1 } } }, RANGE, 'points at no number'],
    [{ contractOverrides: { nimbus: { '/__proto__/x': 1 } } }, RANGE, 'points at no number'],
    [{ contractOverrides: { nimbus: { '': 1 } } }, RANGE, 'points at no number'],
    [{ contractOverrides: { nimbus: { '/schema': Number.NaN } } }, RANGE, '/schema is NaN'],
    [
      { contractOverrides: { nimbus: { '/retry/hintMarginMs': -1 } } },
      RANGE,
      '/retry/hintMarginMs is -1: give 0 or more',
    ],
    [{ contracts: [{ name: 'nimbus' }] }, RANGE, 'The contract "nimbus" is not valid. /schema is undefined'],
    [{ contracts: [null] }, RANGE, 'is not valid'],
    [
      { contracts: ['one', 'two'].map((name) => defineProvider({ name })) },
      RANGE,
      'contracts: one and two both have GET /{+path}: serve them by one mock server each',
    ],
    [
      {
        contracts: ['one', 'two'].map((name) =>
          defineProvider({ name, operations: { get: { method: 'GET', path: `/v1/{${name}}` } } }),
        ),
      },
      RANGE,
      'both have GET /v1/{two}',
    ],
    [{ contractOverrides: { nimbus: { '/tiers/free/limits/1/amount': 0 } } }, RANGE, 'amount is 0'],
  ])('%j', (wrong, code, message) => {
    const resolve = () => resolveOptions({ adminToken: TOKEN, ...wrong } as MockServerOptions);
    expect(resolve).toThrow(code === TYPE ? TypeError : RangeError);
    expect(resolve).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });

  test('no options at all', () => {
    expect(() => resolveOptions(undefined as unknown as MockServerOptions)).toThrow(
      'give an object with an adminToken',
    );
  });

  test.each(['my secret', 'mysecret'])('the token %j, which is wrong, is not repeated', (adminToken) => {
    expect(() => resolveOptions({ adminToken })).toThrow(/adminToken/);
    expect(() => resolveOptions({ adminToken })).not.toThrow(new RegExp(adminToken));
  });
});
