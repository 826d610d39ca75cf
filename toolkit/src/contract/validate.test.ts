import { describe, expect, it } from 'vitest';
import { contracts, nimbusProfile } from '../providers/index.ts';
import { ContractError } from './contract-error.ts';
import { validateContract } from './validate.ts';

/** The Nimbus contract, as JSON, with one thing broken. */
function broken(path: string, value: unknown): unknown {
  const contract = JSON.parse(JSON.stringify(nimbusProfile));
  const keys = path.split('/').slice(1);
  const last = keys.pop() as string;
  const parent = keys.reduce((at, key) => at[key], contract);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return contract;
}

function problemsOf(contract: unknown): readonly string[] {
  try {
    validateContract(contract);
    return [];
  } catch (error) {
    if (error instanceof ContractError) return error.problems;
    throw error;
  }
}

describe.each(contracts.map((contract) => [contract.name, contract] as const))(
  'the contract of %s',
  (_name, contract) => {
    it('is valid, also after a JSON round trip that loses nothing', () => {
      const copy: unknown = JSON.parse(JSON.stringify(contract));
      expect(copy).toEqual(contract);
      expect(problemsOf(copy)).toEqual([]);
    });
  },
);

describe('validateContract', () => {
  it.each<[path: string, value: unknown, says: RegExp]>([
    ['/schema', 2, /^\/schema is 2: this version reads schema 1\.$/],
    ['/name', 'Nimbus API', /^\/name is "Nimbus API": use lower-case letters/],
    ['/keyEnv', '', /^\/keyEnv is "": give a name\.$/],
    ['/tiers/free/ceiling/max', 0, /^\/tiers\/free\/ceiling\/max is 0: give at least 1\.$/],
    ['/tiers/free/ceiling/max', 1.5, /^\/tiers\/free\/ceiling\/max is 1\.5: give a whole number\.$/],
    ['/tiers/free/ceiling/max', '10', /^\/tiers\/free\/ceiling\/max is "10": .*number/],
    [
      '/tiers/free/windows/0/windowMs',
      0,
      /^\/tiers\/free\/windows\/0\/windowMs is 0: give more than 0 milliseconds\.$/,
    ],
    ['/tiers/free/windows/0/starts', 'now', /^\/tiers\/free\/windows\/0\/starts is "now": .*"first-hit"/],
    ['/tiers/free/pool/keepAlive', 99, /^\/tiers\/free\/pool is .*: keep at most as many alive as may be open\.$/],
    ['/tiers/free/pool', undefined, /^\/tiers\/free\/pool is undefined: /],
    ['/defaultTier', 'gold', /^\/defaultTier is "gold": give one of free, pro, enterprise\.$/],
    ['/defaultTier', 'constructor', /^\/defaultTier is "constructor": give one of free, pro, enterprise\.$/],
    ['/operations/infer/path', 'v1/infer', /^\/operations\/infer\/path is "v1\/infer": start it with a slash\.$/],
    ['/operations/infer/deadlineMs', -1, /^\/operations\/infer\/deadlineMs is -1: give more than 0 milliseconds\.$/],
    ['/operations/infer_batch/via', 'gone', /^\/operations\/infer_batch\/via is "gone": give one of infer\.$/],
    [
      '/operations/infer_batch/via',
      'infer_batch',
      /^\/operations\/infer_batch\/via is "infer_batch": give one of infer\.$/,
    ],
    ['/hints/0/format', 'date', /^\/hints\/0\/format is "date": .*"retry-after"/],
    ['/hints/0/format', 'ietf-ratelimit', /^\/hints\/0 is .*: read ietf-ratelimit from a header, as limit, remaining/],
    ['/hints/0/actOn', '429', /^\/hints\/0\/actOn is "actOn": /],
    ['/rules/1/status', 42, /^\/rules\/1\/status is 42: give a status from 100 to 599/],
    ['/rules/0/status', [200], /^\/rules\/0\/status is \[200\]: give a status .*, or a range of two\.$/],
    ['/rules/1', null, /^\/rules\/1 is null: /],
    ['/operations/infer', 5, /^\/operations\/infer is 5: /],
    ['/retry/hintMarginMs', Number.NaN, /^\/retry\/hintMarginMs is NaN: /],
    ['/rules/1/class', 'fatal', /^\/rules\/1\/class is "fatal": .*"permanent"/],
    ['/rules/3/failure', 'dns', /^\/rules\/3\/failure is "dns": /],
    ['/retry/maxAttempts', 0, /^\/retry\/maxAttempts is 0: give at least 1\.$/],
    ['/retry/backoff/kind', 'fixed', /^\/retry\/backoff\/kind is "fixed": .*"full-jitter"/],
    [
      '/retry/backoff',
      { kind: 'decorrelated-jitter', baseMs: 500, capMs: 400 },
      /^\/retry\/backoff is .*: let baseMs be at most capMs\.$/,
    ],
    [
      '/retry/backoff',
      { kind: 'decorrelated-jitter', baseMs: 0, capMs: 400 },
      /^\/retry\/backoff\/baseMs is 0: give more than 0 milliseconds\.$/,
    ],
    ['/retry/hintJitter/minMs', 5_000, /^\/retry\/hintJitter is .*: let minMs be at most maxMs\.$/],
    ['/retry/backoff/factor', 0.5, /^\/retry\/backoff\/factor is 0\.5: give a factor of at least 1\.$/],
    ['/retry/budget', undefined, /^\/retry\/budget is undefined: /],
    ['/retry/budget/ratio', -0.1, /^\/retry\/budget\/ratio is -0\.1: give a ratio of at least 0\.$/],
    ['/retry/budget/floorPerWindow', 1.5, /^\/retry\/budget\/floorPerWindow is 1\.5: give a whole number\.$/],
    ['/retry/budget/charges', ['ok'], /^\/retry\/budget\/charges\/0 is "ok": .*"throttled"/],
    ['/throttle', { k: 1, windowMs: 1_000, minimumRequests: 0 }, /^\/throttle\/k is 1: give a number above 1\.$/],
    [
      '/breaker/slowCall',
      { durationMs: 0, ratio: 0.5 },
      /^\/breaker\/slowCall\/durationMs is 0: give more than 0 milliseconds\.$/,
    ],
    ['/breaker/errorRatio', 1, /^\/breaker\/errorRatio is 1: give a share below 1\.$/],
    ['/objectives/0/objective', 99, /^\/objectives\/0\/objective is 99: give a share below 1\.$/],
    [
      '/objectives/0/operations/0',
      'train',
      /^\/objectives\/0\/operations is "train": give one of infer, infer_batch\.$/,
    ],
    ['/objectives/0/operations', [], /^\/objectives\/0\/operations is .*: name an operation\.$/],
    ['/objectives/1/name', 'errors', /^\/objectives\/1\/name is "errors": give each objective a name of its own\.$/],
    [
      '/operations/infer/attemptTimeoutMs',
      200_000,
      /^\/operations\/infer\/attemptTimeoutMs is 200000: give at most deadlineMs, which is 120000\.$/,
    ],
    ['/hints/0/name', 'Retry-After', /^\/hints\/0 is .*: write a header in lower case\.$/],
    ['/ours/0', '/tiers/gold', /^\/ours has "\/tiers\/gold": it points to nothing\.$/],
    ['/ours/0', 'tiers', /^\/ours\/0 is "tiers": give a JSON pointer\.$/],
  ])('with %s = %j names field, value and remedy', (path, value, says) => {
    expect(problemsOf(broken(path, value))).toEqual([expect.stringMatching(says)]);
  });

  it.each<[path: string, value: unknown]>([
    ['/hints/1/format', 'ietf-ratelimit'],
    ['/retry/hintJitter', { kind: 'decorrelated-jitter', baseMs: 500, capMs: 60_000 }],
    ['/retry/backoff/factor', 3],
    ['/throttle', { k: 1.5, windowMs: 60_000, minimumRequests: 20 }],
    ['/throttle', {}],
    ['/breaker/slowCall', { durationMs: 2_000, ratio: 0.9 }],
  ])('accepts %s = %j', (path, value) => {
    expect(problemsOf(broken(path, value))).toEqual([]);
  });

  it.each([undefined, null, 5, 'nimbus', [], {}])('refuses %j', (contract) => {
    expect(problemsOf(contract)).not.toEqual([]);
  });

  it('tells of all that is wrong at once', () => {
    const contract = broken('/retry/maxAttempts', 0) as { breaker: { probes: number } };
    contract.breaker.probes = 0;
    const problems = problemsOf(contract);
    expect(problems).toHaveLength(2);
    expect(new ContractError(problems).message).toMatch(/not valid:\n- \/retry\/maxAttempts.*\n- \/breaker\/probes/);
  });
});
