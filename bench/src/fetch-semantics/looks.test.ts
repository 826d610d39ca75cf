import { expect, it } from 'vitest';
import { lookOf, lookOfError, rejection, rejectionOf } from './looks.ts';

it('tells a response without reading it', () => {
  const response = new Response('text', { status: 418, statusText: 'Short', headers: { a: 'b' } });
  expect(lookOf(response)).toMatchObject({ status: 418, statusText: 'Short', ok: false, bodyUsed: false, body: true });
  expect(response.bodyUsed).toBe(false);
});

it('tells an error by its class, code and causes', () => {
  const cause = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
  expect(lookOfError(new TypeError('failed', { cause }))).toEqual({
    name: 'TypeError',
    kind: 'TypeError',
    message: 'failed',
    cause: { name: 'Error', kind: 'Error', message: 'no', code: 'ECONNREFUSED' },
  });
  expect(lookOfError(new DOMException('gone', 'AbortError'))).toMatchObject({
    name: 'AbortError',
    kind: 'DOMException',
  });
  expect(lookOfError('just text')).toEqual({ thrown: 'just text' });
});

it('tells how a promise fails, and that it does not', async () => {
  expect(await rejection(Promise.reject(1))).toEqual({ thrown: 1 });
  expect(await rejection(Promise.resolve(1))).toBe('it was fulfilled');
});

it('tells a call that throws from one that rejects', async () => {
  const throwing = (): never => {
    throw 1;
  };
  expect(await rejectionOf(throwing)).toEqual({ thrownAtOnce: { thrown: 1 } });
  expect(await rejectionOf(() => Promise.reject(1))).toEqual({ thrown: 1 });
});
