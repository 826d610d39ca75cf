import { describe, expect, it } from 'vitest';
import { safeCause } from './safe-cause.ts';

const redact = (text: string): string => text.replaceAll('nmb_secret', '[key]');
const key = Buffer.from('authorization: Bearer nmb_secret');

/** All texts and bytes that can be reached from a value, whatever their names. */
function reachable(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (seen.has(value)) return '';
  seen.add(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  const own = Reflect.ownKeys(value).map((name) => [name, (value as Record<PropertyKey, unknown>)[name]]);
  return own
    .flat()
    .map((each) => reachable(each, seen))
    .join('\n');
}

describe('safeCause', () => {
  it.each<[string, () => unknown]>([
    ['bytes', () => Object.assign(new Error('x'), { rawPacket: key })],
    ['a text', () => new Error('sent nmb_secret')],
    ['a request', () => Object.assign(new Error('x'), { request: { headers: { authorization: 'nmb_secret' } } })],
    ['a property that is not shown', () => Object.defineProperty(new Error('x'), 'hidden', { value: key })],
    ['a symbol', () => Object.assign(new Error('x'), { [Symbol('raw')]: key })],
    ['a name', () => Object.assign(new Error('x'), { name: 'nmb_secret' })],
    ['a code', () => Object.assign(new Error('x'), { code: 'nmb_secret' })],
    [
      'a cause',
      () => new Error('x', { cause: new Error('y', { cause: Object.assign(new Error('z'), { raw: key }) }) }),
    ],
    ['one of several errors', () => new AggregateError([new Error('nmb_secret'), { raw: key }], 'x')],
    ['bytes that are thrown', () => key],
    ['an object that is thrown', () => ({ message: 'nmb_secret', toString: () => 'nmb_secret' })],
    ['a text that is thrown', () => 'nmb_secret'],
  ])('leaves no secret that is in %s', (_what, thrown) => {
    expect(reachable(safeCause(thrown(), redact))).not.toContain('nmb_secret');
  });

  it('keeps what says why a connection failed', () => {
    const facts = { code: 'ECONNREFUSED', errno: -111, syscall: 'connect', address: '127.0.0.1', port: 4010 };
    const first = Object.assign(new Error('connect ECONNREFUSED'), facts);
    const thrown = new AggregateError([first, new TypeError('other')], 'all failed', { cause: new RangeError('why') });
    const copy = safeCause(thrown, redact);
    expect(copy).toBeInstanceOf(AggregateError);
    expect(copy).toMatchObject({
      name: 'AggregateError',
      message: 'all failed',
      stack: thrown.stack,
      cause: { name: 'RangeError', message: 'why' },
      errors: [
        { message: first.message, ...facts },
        { name: 'TypeError', message: 'other' },
      ],
    });
  });

  it.each([undefined, null])('has nothing of %s', (nothing) => {
    expect(safeCause(nothing, redact)).toBeUndefined();
  });

  it('ends, whatever it is given', () => {
    const circle = new Error('round');
    circle.cause = circle;
    const bad = Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('no');
      },
    });
    const many = new AggregateError(Array(100_000).fill(circle), 'y'.repeat(1e6), { cause: bad });
    const copy = safeCause(many, redact) as AggregateError;
    expect([copy.errors.length, copy.message.length]).toEqual([10, 2_000]);
    expect(copy.cause).toMatchObject({ message: '' });
  });
});
