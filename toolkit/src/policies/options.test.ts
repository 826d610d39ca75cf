import { ConsecutiveBreaker, handleAll } from 'cockatiel';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../errors/errors.ts';
import * as toolkit from '../index.ts';

const rule = { window: { sizeMs: 1_000, buckets: 10 }, minimumCalls: 1, errorRatio: 0.5, compare: '>' };
const backoff = { kind: 'uniform', minMs: 0, maxMs: 1 };

/** Of each thing that is made with options: how it is made, options that it takes, and others that fit none of it. */
const made: Record<string, { needs?: object; wrong?: readonly (readonly [object, string])[] }> = {
  AdaptiveBulkhead: {
    wrong: [
      [{ ceilings: 5 }, 'Option ceilings is 5: give a list of whole numbers.'],
      [{ ceilings: [0] }, 'Option ceilings[0] is 0: '],
      [{ latencyTolerance: '3' }, 'Option latencyTolerance is "3": give a number.'],
      [{ isThrottled: true }, 'Option isThrottled is true: give a function.'],
      [{ onLimitChange: {} }, 'Option onLimitChange is "object": give a function.'],
      [{ maxQueued: '5' }, 'Option maxQueued is "5": '],
    ],
  },
  AdaptiveThrottle: {
    wrong: [
      [{ k: '2' }, 'Option k is "2": give a number.'],
      [{ random: 0.5 }, 'Option random is 0.5: give a function.'],
      [{ handle: handleAll }, 'Option handle is "object": give a function.'],
    ],
  },
  AttemptTimeout: { needs: { timeoutMs: 5 }, wrong: [[{ timeoutMs: '5' }, 'Option timeoutMs is "5": ']] },
  Bulkhead: { needs: { limit: 1 }, wrong: [[{ maxQueued: null }, 'Option maxQueued is null: ']] },
  CircuitBreaker: {
    needs: { breaker: new ConsecutiveBreaker(5), openMs: 5 },
    wrong: [
      [
        { breaker: {} },
        'Option breaker is "object": give a rule that says when to open, with success() and failure().',
      ],
      [{ openMs: '5' }, 'Option openMs is "5": '],
      [{ probes: 0.5 }, 'Option probes is 0.5: '],
      [{ handle: handleAll }, 'Option handle is "object": give a function.'],
      [{ initialState: 'open' }, 'Option initialState is "open": give what toJSON() returned.'],
    ],
  },
  Deadline: { needs: { deadlineMs: 5 }, wrong: [[{ deadlineMs: Number.NaN }, 'Option deadlineMs is NaN: ']] },
  FixedWindow: {
    needs: { limit: 1, windowMs: 1 },
    wrong: [
      [{ starts: 'now' }, 'Option starts is "now": '],
      [{ penaltyMs: -1 }, 'Option penaltyMs is -1: '],
    ],
  },
  Gate: { wrong: [[{ onOpen: 'x' }, 'Option onOpen is "x": give a function.']] },
  OpossumRule: {
    wrong: [
      [{ errorThresholdPercentage: '50' }, 'Option errorThresholdPercentage is "50": give a number.'],
      [{ resetTimeout: 5 }, 'Option resetTimeout: there is no such option; there are rollingCountTimeout, '],
    ],
  },
  RateLimiter: {
    needs: { rule: new toolkit.SlidingWindow({ limit: 1, windowMs: 1 }) },
    wrong: [
      [
        { rule: { limit: 5, windowMs: 5 } },
        'Option rule is "object": give a TokenBucket, a SlidingWindow, a FixedWindow',
      ],
      [{ rate: 5 }, 'Option rate: there is no such option; there are rule, maxQueued, clock.'],
    ],
  },
  RetryBudget: {
    needs: { ratio: 0.1, floorPerWindow: 1, windowMs: 1_000 },
    wrong: [
      [{ ratio: '1' }, 'Option ratio is "1": '],
      [{ beyond: {} }, 'Option beyond is "object": give what pays, with tryWithdraw().'],
    ],
  },
  RetryPolicy: {
    needs: { maxAttempts: 1, backoff, handle: () => true },
    wrong: [
      [{ backoff: undefined }, 'Option backoff is undefined: give an object.'],
      [{ backoff: 500 }, 'Option backoff is 500: give an object.'],
      [{ backoff: { baseMs: 5 } }, 'Option backoff is "object": give { kind: '],
      [
        { backoff: { ...backoff, capMs: 5 } },
        'Option backoff.capMs: there is no such option; there are kind, minMs, maxMs.',
      ],
      [{ hintJitter: null }, 'Option hintJitter is null: give an object.'],
      [{ handle: {} }, 'Option handle is "object": give a function, or a filter of cockatiel\'s.'],
      [{ handleResult: 500 }, 'Option handleResult is 500: give a function.'],
      [{ budget: 5 }, 'Option budget is 5: give a RetryBudget.'],
      [{ idempotent: 'no' }, 'Option idempotent is "no": give a boolean.'],
      [{ maxRetries: 3 }, 'Option maxRetries: there is no such option; there are maxAttempts, backoff, '],
    ],
  },
  PolicyStack: {
    needs: { provider: 'api', policies: [new toolkit.Gate()] },
    wrong: [
      [{ provider: '' }, 'Option provider is "": give a name.'],
      [{ provider: 'api', policies: [] }, 'Option policies is []: give a list of policies, at least one.'],
      [{ provider: 'api', policies: [{}] }, 'Option policies[0] is "object": give a policy, with execute().'],
    ],
  },
  RollingRatioBreaker: {
    needs: rule,
    wrong: [
      [{ window: undefined }, 'Option window is undefined: give an object.'],
      [{ window: { sizeMs: 5 } }, 'Option window.buckets is undefined: '],
      [
        { window: { ...rule.window, size: 5 } },
        'Option window.size: there is no such option; there are sizeMs, buckets.',
      ],
      [{ errorRatio: '0.5' }, 'Option errorRatio is "0.5": give a number.'],
      [{ slowCall: { durationMs: '5', ratio: 0 } }, 'Option slowCall.durationMs is "5": give a number.'],
      [{ slowCall: null }, 'Option slowCall is null: give an object.'],
    ],
  },
  SlidingWindow: { needs: { limit: 1, windowMs: 1 }, wrong: [[{ limit: '1' }, 'Option limit is "1": ']] },
  TokenBucket: { needs: { limit: 0.5, windowMs: 1, capacity: 1 }, wrong: [[{ limit: '1' }, 'Option limit is "1": ']] },
  opossumBreaker: { wrong: [[{ resetTimeout: '5' }, 'Option resetTimeout is "5": ']] },
};

type Maker = { new (...given: unknown[]): unknown; (...given: unknown[]): unknown };

const exported: Readonly<Record<string, unknown>> = { ...toolkit };

function make(name: string, ...given: unknown[]): unknown {
  const maker = exported[name] as Maker;
  return /^[A-Z]/.test(name) ? new maker(...given) : maker(...given);
}

it('knows all that is made with options', () => {
  const errors = ['EvenkeelError', 'OptionError'];
  const classes = Object.keys(exported).filter((name) => /^[A-Z]/.test(name) && typeof exported[name] === 'function');
  const names = classes.filter((name) => !errors.includes(name));
  expect(Object.keys(made).sort()).toEqual([...names, 'opossumBreaker'].sort());
});

describe.each(Object.entries(made))('%s', (name, { needs, wrong = [] }) => {
  it('takes the options that it is made for', () => {
    expect(make(name, { ...needs })).toBeTypeOf('object');
    if (needs === undefined) expect(make(name)).toBeTypeOf('object');
  });

  if (needs !== undefined) {
    it.each([[undefined], [{}]])('refuses %o for what is missing', (given) => {
      expect(() => make(name, given)).toThrow(OptionError);
      expect(() => make(name, given)).toThrow(/^Option \w+ is undefined: give /);
    });
  }

  it.each([[null], [5], ['x'], [true]])('refuses %o, which are no options', (given) => {
    expect(() => make(name, given)).toThrow(`Option options is ${JSON.stringify(given)}: give an object.`);
  });

  it('refuses a name that it does not know, without its value', () => {
    expect(() => make(name, { ...needs, apiKey: 'secret' })).toThrow(OptionError);
    expect(() => make(name, { ...needs, apiKey: 'secret' })).toThrow(
      /^Option apiKey: there is no such option; there are \w+/,
    );
    expect(() => make(name, { ...needs, apiKey: 'secret' })).not.toThrow(/secret/);
  });

  it.each(wrong)('refuses %o', (given, says) => {
    expect(() => make(name, { ...needs, ...given })).toThrow(OptionError);
    expect(() => make(name, { ...needs, ...given })).toThrow(says);
  });
});

const withClock = Object.entries(made).filter(([name]) => !/Window$|TokenBucket|RollingRatio/.test(name));

it.each(withClock)('%s refuses what is no clock', (name, { needs }) => {
  for (const clock of [{}, Date, null]) {
    expect(() => make(name, { ...needs, clock })).toThrow(
      /^Option clock is .+: give a clock, with now\(\) and setTimeout\(\)\.$/,
    );
  }
});

it('RollingRatioBreaker refuses what is no clock', () => {
  expect(() => make('RollingRatioBreaker', rule, {})).toThrow('Option clock is "object": give a clock');
});
