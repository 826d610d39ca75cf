import { describe, expect, it } from 'vitest';
import { type CostedAnswer, estimateOf, reportedCost } from './cost-of-call.ts';

const answer = (json: unknown, headers: Record<string, string> = {}): CostedAnswer => ({
  header: (name) => headers[name],
  json: () => json,
});

describe('estimateOf', () => {
  const request = { json: { model: 'm', max_tokens: 300, points: '7.2' }, bytes: 401 };
  it.each([
    ['a constant', 3, 3],
    ['a field of the request', { request: 'max_tokens', otherwise: 9 }, 300],
    ['a field that is a text, rounded up', { request: 'points', otherwise: 9 }, 8],
    ['a field that is not there', { request: 'missing', otherwise: 9 }, 9],
    ['a field that is no amount', { request: 'model', otherwise: 9 }, 9],
    ['tokens: a quarter of the bytes, and the maximum', { estimator: 'tokens' }, 401],
    ['input tokens', { estimator: 'input-tokens' }, 101],
    ['output tokens', { estimator: 'output-tokens' }, 300],
    ['an estimator of the app', { estimator: 'own' }, 802],
  ])('takes %s', (_what, source, amount) => {
    expect(estimateOf(source, request, { own: ({ bytes }) => bytes * 2 })).toBe(amount);
  });

  it.each([
    [{ max_completion_tokens: 50 }, 50],
    [{ max_output_tokens: 60, n: 3 }, 180],
    [{ generationConfig: { maxOutputTokens: 70 } }, 70],
    [{ inferenceConfig: { maxTokens: 80 } }, 80],
    [{ max_tokens: -1 }, 0],
    ['text', 0],
    [undefined, 0],
  ])('finds the most that %j asks for', (json, amount) => {
    expect(estimateOf({ estimator: 'output-tokens' }, { json, bytes: 0 })).toBe(amount);
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, '5' as never, undefined as never])(
    'refuses %s of an estimator',
    (amount) => {
      const estimate = (): number => estimateOf({ estimator: 'own' }, request, { own: () => amount });
      expect(estimate).toThrow('estimators.own');
      expect(estimate).toThrow('let it return a number of at least 0');
    },
  );

  it('refuses an estimator that nobody knows', () => {
    expect(() => estimateOf({ estimator: 'toString' }, request)).toThrow('estimators.toString');
  });
});

describe('reportedCost', () => {
  const tokens = { estimator: 'tokens' };
  it.each([
    ['a header', { header: 'x-cost' }, 1, answer(undefined, { 'x-cost': '12' }), 12],
    ['a header that is no number', { header: 'x-cost' }, 1, answer(undefined, { 'x-cost': 'many' }), Number.NaN],
    ['no header', { header: 'x-cost' }, 1, answer({}), undefined],
    ['a field of the body', { body: 'cost.actual' }, 1, answer({ cost: { actual: 4.2 } }), 5],
    ['a field that is empty', { body: 'cost' }, 1, answer({ cost: '' }), undefined],
    ['a field below 0', { body: 'cost' }, 1, answer({ cost: -4 }), Number.NaN],
    ['a field that nobody can count to', { body: 'cost' }, 1, answer({ cost: 1e300 }), Number.NaN],
    ['a field that is true', { body: 'cost' }, 1, answer({ cost: true }), Number.NaN],
    ['a field that is null', { body: 'cost' }, 1, answer({ cost: null }), undefined],
    ['a field that is a number in a text', { body: 'cost' }, 1, answer({ cost: '7' }), 7],
    ['a total below 0', undefined, tokens, answer({ usage: { total_tokens: -1 } }), Number.NaN],
    [
      'parts, if the total is below 0',
      undefined,
      tokens,
      answer({ usage: { total_tokens: -1, input_tokens: 1, output_tokens: 2 } }),
      3,
    ],
    ['no body', { body: 'cost' }, 1, answer(undefined), undefined],
    ['no rule and no estimator', undefined, 1, answer({ usage: { total_tokens: 3 } }), undefined],
    ['the total of a usage', undefined, tokens, answer({ usage: { total_tokens: 3, input_tokens: 1 } }), 3],
    ['both parts of one', undefined, tokens, answer({ usage: { input_tokens: 1, output_tokens: 6 } }), 7],
    ['one part alone', undefined, tokens, answer({ usage: { input_tokens: 1 } }), undefined],
    ['other names', undefined, tokens, answer({ usage: { prompt_tokens: 10, completion_tokens: 1 } }), 11],
    [
      'parts that came at the beginning and the end of a stream',
      undefined,
      tokens,
      answer({ message: { usage: { input_tokens: 25, output_tokens: 1 } }, usage: { output_tokens: 15 } }),
      40,
    ],
    ['a usage of metadata', undefined, tokens, answer({ usageMetadata: { totalTokenCount: 8 } }), 8],
    ['what came in', undefined, { estimator: 'input-tokens' }, answer({ message: { usage: { input_tokens: 9 } } }), 9],
    [
      'what went out',
      undefined,
      { estimator: 'output-tokens' },
      answer({ response: { usage: { output_tokens: 2 } } }),
      2,
    ],
  ])('reads %s', (_what, report, source, said, amount) => {
    expect(reportedCost(report, source, said)).toBe(amount);
  });
});
