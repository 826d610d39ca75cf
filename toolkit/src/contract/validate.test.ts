import { describe, expect, it } from 'vitest';
import { contracts, nimbusProfile } from '../providers/index.ts';
import { ContractError } from './contract-error.ts';
import { problemsOf } from './validate.ts';

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
  it.each<[path: string, value: unknown, says: string | RegExp]>([
    ['/schema', 1, '/schema is 1: this version reads schema 2.'],
    ['/name', 'Nimbus API', /^\/name is "Nimbus API": begin with a lower-case letter/],
    ['/title', 5, '/title is 5: give text.'],
    ['/authentication/keyEnv', '', '/authentication/keyEnv is "": give the name of an environment variable.'],
    [
      '/authentication/header',
      'X-Api-Key',
      '/authentication/header is "X-Api-Key": give a header\'s name, in lower case.',
    ],
    [
      '/authentication',
      undefined,
      /^\/authentication is undefined: it is needed; the fields known here are schema, name/,
    ],
    [
      '/keyHeader',
      'x-api-key',
      /^\/keyHeader is "x-api-key": leave it out; the fields known here are schema, name, .*authentication/,
    ],
    ['/tiers/free/limits/0/amount', 0, '/tiers/free/limits/0/amount is 0: give at least 1.'],
    ['/tiers/free/limits/0/amount', 1.5, '/tiers/free/limits/0/amount is 1.5: give a whole number.'],
    ['/tiers/free/limits/0/amount', '10', '/tiers/free/limits/0/amount is "10": give a number.'],
    ['/tiers/free/limits/1/windowMs', 0, '/tiers/free/limits/1/windowMs is 0: give more than 0 milliseconds.'],
    [
      '/tiers/free/limits/1/starts',
      'now',
      '/tiers/free/limits/1/starts is "now": give "first-request" or "aligned" or "rolling".',
    ],
    [
      '/tiers/free/limits/1/kind',
      'sliding',
      /^\/tiers\/free\/limits\/1\/kind is "sliding": give "window" or "calendar" or/,
    ],
    [
      '/tiers/free/limits/1/scope',
      ['key'],
      /^\/tiers\/free\/limits\/1\/scope\/0 is "key": give credential, network, group/,
    ],
    [
      '/tiers/free/limits/1',
      {
        kind: 'calendar',
        name: 'a',
        unit: 'requests',
        amount: 1,
        scope: [],
        counts: 'admitted',
        penaltyMs: 0,
        period: 'day',
        zone: 'Mars/Base',
      },
      '/tiers/free/limits/1/zone is "Mars/Base": give the IANA name of a time zone, such as UTC or America/Los_Angeles.',
    ],
    ['/tiers/free/limits', {}, '/tiers/free/limits is {}: give a list.'],
    ['/tiers/free/asOf', 'yesterday', '/tiers/free/asOf is "yesterday": give a date as YYYY-MM-DD.'],
    ['/tiers/free/pool/keepAlive', 99, /^\/tiers\/free\/pool is .*: keep at most as many alive as may be open\.$/],
    [
      '/tiers/free/pool',
      undefined,
      '/tiers/free/pool is undefined: it is needed; the fields known here are asOf, limits, pool.',
    ],
    ['/operations/infer/path', 'v1/infer', '/operations/infer/path is "v1/infer": start it with a slash.'],
    ['/operations/infer/method', 'post', /^\/operations\/infer\/method is "post": give "GET" or "HEAD" or "POST"/],
    ['/operations/infer/deadlineMs', -1, '/operations/infer/deadlineMs is -1: give more than 0 milliseconds.'],
    ['/operations/infer/costs', { tokens: -1 }, '/operations/infer/costs/tokens is -1: give at least 0.'],
    [
      '/operations/infer/costs',
      { tokens: { estimate: 'much' } },
      /^\/operations\/infer\/costs\/tokens\/estimate is "much": give a number/,
    ],
    [
      '/operations/infer/emulate/costs',
      { tokens: { request: 'a..b' } },
      /^\/operations\/infer\/emulate\/costs\/tokens is .*: give a number of at least 0, \{ request, otherwise \} or \{ estimator \}\.$/,
    ],
    [
      '/operations/infer/emulate/took',
      5,
      '/operations/infer/emulate/took is 5: leave it out; the fields known here are latencyMedianMs, latencySigma, costs.',
    ],
    ['/operations/infer', 5, /^\/operations\/infer is 5: give an object with method, path/],
    ['/hints/0/format', 'date', /^\/hints\/0\/format is "date": give "integer" or "decimal"/],
    ['/hints/0/header', 'Retry-After', '/hints/0/header is "Retry-After": give a header\'s name, in lower case.'],
    ['/hints/0/actsOn', '429', /^\/hints\/0\/actsOn is "429": leave it out; the fields known here are header, means/],
    [
      '/hints/0/obeyedOn',
      ['429'],
      /^\/hints\/0\/obeyedOn\/0 is "429": give throttled, overloaded, quota, nothing-left, any, or a status/,
    ],
    [
      '/hints/0',
      { means: 'remaining', format: 'integer', unit: 'requests', sentOn: 'all', obeyedOn: [], body: 'a..b' },
      /^\/hints\/0\/body is "a\.\.b": give names with dots between them/,
    ],
    ['/rules/1/status', 42, '/rules/1/status is 42: give a status from 100 to 599, or a range of two.'],
    ['/rules/0/status', [200], '/rules/0/status is [200]: give a status from 100 to 599, or a range of two.'],
    ['/rules/1', null, /^\/rules\/1 is null: give an object with status/],
    ['/rules/1/class', 'fatal', /^\/rules\/1\/class is "fatal": .*"permanent"/],
    ['/rules/3/failure', 'dns', '/rules/3/failure is "dns": give "network" or "timeout".'],
    ['/rules/1/body', { path: 'a', equals: [] }, '/rules/1/body/equals is []: name a value.'],
    [
      '/rules/1/body',
      { path: 'a' },
      '/rules/1/body/exists is undefined: it is needed; the fields known here are path, exists.',
    ],
    [
      '/rules/1/header',
      { name: 'a', exists: true, unchanged: true },
      /^\/rules\/1\/header\/unchanged is true: leave it out/,
    ],
    ['/shouldRetry', { header: 'x', no: 'n' }, /^\/shouldRetry\/yes is undefined: it is needed/],
    ['/retry/hintMarginMs', Number.NaN, /^\/retry\/hintMarginMs is NaN: give a number/],
    ['/retry/maxAttempts', 0, '/retry/maxAttempts is 0: give at least 1.'],
    ['/retry/backoff/kind', 'fixed', /^\/retry\/backoff\/kind is "fixed": .*"full-jitter"/],
    [
      '/retry/backoff',
      { kind: 'decorrelated-jitter', baseMs: 500, capMs: 400 },
      /^\/retry\/backoff is .*: let baseMs be at most capMs\.$/,
    ],
    [
      '/retry/backoff',
      { kind: 'decorrelated-jitter', baseMs: 0, capMs: 400 },
      '/retry/backoff/baseMs is 0: give more than 0 milliseconds.',
    ],
    ['/retry/hintJitter/minMs', 5_000, /^\/retry\/hintJitter is .*: let minMs be at most maxMs\.$/],
    ['/retry/backoff/factor', 0.5, '/retry/backoff/factor is 0.5: give a factor of at least 1.'],
    ['/retry/budget', undefined, /^\/retry\/budget is undefined: it is needed/],
    ['/retry/budget/ratio', -0.1, '/retry/budget/ratio is -0.1: give a ratio of at least 0.'],
    ['/retry/budget/floorPerWindow', 1.5, '/retry/budget/floorPerWindow is 1.5: give a whole number.'],
    ['/retry/budget/charges', ['ok'], /^\/retry\/budget\/charges\/0 is "ok": .*"throttled"/],
    ['/throttle', { k: 1, windowMs: 1_000, minimumRequests: 0 }, '/throttle/k is 1: give a number above 1.'],
    [
      '/breaker/slowCall',
      { durationMs: 0, ratio: 0.5 },
      '/breaker/slowCall/durationMs is 0: give more than 0 milliseconds.',
    ],
    ['/breaker/errorRatio', 1, '/breaker/errorRatio is 1: give a share below 1.'],
    ['/objectives/0/objective', 99, '/objectives/0/objective is 99: give a share below 1.'],
    ['/objectives/0/operations', [], '/objectives/0/operations is []: name an operation.'],
    ['/objectives/0/alert/windowMs', 1.5, '/objectives/0/alert/windowMs is 1.5: give a whole number.'],
    ['/ours/0', 'tiers', '/ours/0 is "tiers": give a JSON pointer.'],
  ])('with %s = %j names field, value and remedy', (path, value, says) => {
    const [problem, ...others] = problemsOf(broken(path, value));
    expect(others).toEqual([]);
    if (typeof says === 'string') expect(problem).toBe(says);
    else expect(problem).toMatch(says);
  });

  it.each<[path: string, value: unknown, says: string]>([
    ['/defaultTier', 'gold', '/defaultTier is "gold": give one of free, pro, enterprise.'],
    ['/defaultTier', 'constructor', '/defaultTier is "constructor": give one of free, pro, enterprise.'],
    ['/operations/infer_batch/via', 'gone', '/operations/infer_batch/via is "gone": give one of infer.'],
    ['/operations/infer_batch/via', 'infer_batch', '/operations/infer_batch/via is "infer_batch": give one of infer.'],
    [
      '/operations/infer/attemptTimeoutMs',
      200_000,
      '/operations/infer/attemptTimeoutMs is 200000: give at most deadlineMs, which is 120000.',
    ],
    [
      '/operations/infer/path',
      '/{network}/infer',
      '/operations/infer/path is "/{network}/infer": name the networks in /networks.',
    ],
    ['/operations/infer/method', 'GET', '/operations/infer/sends is "json": give "none", since a GET has no body.'],
    [
      '/operations/infer/costs',
      {},
      '/tiers/free/limits/0/unit is "requests": no operation costs any of it; those here cost nothing.',
    ],
    [
      '/tiers/free/limits/1/name',
      'concurrency',
      '/tiers/free/limits/1/name is "concurrency": give each limit of a tier a name of its own.',
    ],
    [
      '/tiers/free/limits/1/unit',
      'tokens',
      '/tiers/free/limits/1/unit is "tokens": no operation costs any of it; those here cost requests.',
    ],
    [
      '/operations/infer/costs/requests',
      301,
      '/tiers/free/limits/1/amount is 300: a call of infer costs 301, and could never be made; give at least that.',
    ],
    [
      '/hints/0/format',
      'integer',
      '/hints/0/format is "integer": a hint that means wait is read here as one of seconds, milliseconds, duration, unix-s, unix-ms, rfc3339, http-date, retry-after.',
    ],
    [
      '/hints/1/format',
      'seconds',
      '/hints/1/format is "seconds": a hint that means remaining is read here as one of integer, decimal, used/limit, ratelimit.',
    ],
    ['/hints/1/policies', ['a'], '/hints/1/policies is ["a"]: leave it out; only a ratelimit field has policies.'],
    [
      '/hints/1/unit',
      'tokens',
      '/hints/0/obeyedOn is ["throttled","nothing-left"]: add a hint that means remaining, of requests, or leave nothing-left out.',
    ],
    ['/objectives/0/operations/0', 'train', '/objectives/0/operations is "train": give one of infer, infer_batch.'],
    ['/objectives/1/name', 'errors', '/objectives/1/name is "errors": give each objective a name of its own.'],
    ['/ours/0', '/tiers/gold', '/ours has "/tiers/gold": it points to nothing.'],
  ])('with %s = %j sees what does not fit together', (path, value, says) => {
    expect(problemsOf(broken(path, value))[0]).toBe(says);
  });

  const limit = { name: 'more', unit: 'requests', amount: 1, scope: ['credential'] };
  const window = {
    ...limit,
    kind: 'window',
    windowMs: 1_000,
    starts: 'first-request',
    counts: 'admitted',
    penaltyMs: 0,
  };
  it.each<[path: string, value: unknown, says: string]>([
    [
      '/tiers/free/limits/2',
      { ...limit, kind: 'concurrency', of: 'job', retryAfterMs: 0 },
      '/tiers/free/limits is ["concurrency","more"]: this version keeps one limit of jobs, and then no other of what is in flight; give the lowest.',
    ],
    [
      '/operations/infer/costs/tokens',
      0.5,
      '/operations/infer/costs/tokens is 0.5: this version counts in whole units; give a whole number.',
    ],
    [
      '/tiers/free/limits/1/scope',
      ['credential', { param: 'model' }],
      '/tiers/free/limits/1/scope is ["credential",{"param":"model"}]: no path of an operation that costs requests has {model}; it would split nothing.',
    ],
    [
      '/learnt',
      { requests: [{ request: 'model' }] },
      '/learnt/requests is [{"request":"model"}]: this version counts each credential apart; add credential.',
    ],
    [
      '/learnt',
      { points: ['credential'] },
      '/learnt/points is ["credential"]: add a hint that means remaining, of points, or leave it out.',
    ],
    [
      '/tiers/free/limits/1/scope',
      [],
      '/tiers/free/limits/1/scope is []: this version counts each credential apart; add credential.',
    ],
    [
      '/tiers/free/limits/1',
      { ...window, counts: 'every-response', scope: ['credential', { request: 'model' }] },
      '/tiers/free/limits/1/scope is ["credential",{"request":"model"}]: this version counts every response by credential, network and group; give these only.',
    ],
    [
      '/tiers/free/limits/0/scope',
      ['network'],
      '/tiers/free/limits/0/scope is ["network"]: this version keeps what is in flight for each credential; add credential.',
    ],
    [
      '/tiers/free/limits/0/scope',
      ['credential', { told: 'x-bucket' }],
      '/tiers/free/limits/0/scope is ["credential",{"told":"x-bucket"}]: this version knows before a call what it is in flight with; leave told out.',
    ],
    [
      '/tiers/free/limits/1',
      { ...window, starts: 'rolling', counts: 'every-response' },
      '/tiers/free/limits/1/counts is "every-response": this version counts every response in a window from its first request; give that, or admitted.',
    ],
  ])('with %s = %j says what is not kept yet', (path, value, says) => {
    const contract = broken(path, value) as { ours: string[] };
    expect(problemsOf(contract)).toEqual([says]);
  });

  it.each<[path: string, value: unknown]>([
    ['/hints/1/format', 'ratelimit'],
    ['/authentication', null],
    ['/authentication/scheme', ''],
    ['/retry/hintJitter', { kind: 'decorrelated-jitter', baseMs: 500, capMs: 60_000 }],
    ['/retry/backoff', { kind: 'equal-jitter', baseMs: 500, capMs: 60_000, firstExponent: 0 }],
    ['/retry/backoff/factor', 3],
    ['/throttle', { k: 1.5, windowMs: 60_000, minimumRequests: 20 }],
    ['/throttle', {}],
    ['/tiers/free/limits/2', { ...limit, kind: 'concurrency', of: 'attempt', retryAfterMs: 0 }],
    [
      '/tiers/free/limits/2',
      { ...limit, scope: ['credential', { request: 'model' }], kind: 'concurrency', of: 'attempt', retryAfterMs: 0 },
    ],
    ['/breaker/slowCall', { durationMs: 2_000, ratio: 0.9 }],
    // As fast as a call may be.
    ['/operations/infer/emulate/latencyMedianMs', 0.01],
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
