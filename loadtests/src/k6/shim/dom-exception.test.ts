import { describe, expect, it } from 'vitest';
import { runtimes } from './runtimes.fixture.ts';

describe.each(runtimes)('DOMException of %s', (_name, { DOMException }) => {
  it.each([
    { args: [], name: 'Error', message: '', code: 0 },
    { args: ['broken'], name: 'Error', message: 'broken', code: 0 },
    { args: ['gone', 'AbortError'], name: 'AbortError', message: 'gone', code: 20 },
    { args: ['late', 'TimeoutError'], name: 'TimeoutError', message: 'late', code: 23 },
    { args: ['odd', 'DataCloneError'], name: 'DataCloneError', message: 'odd', code: 25 },
  ])('made of $args is $name, $code', ({ args, name, message, code }) => {
    const exception = new DOMException(...args);
    expect(exception).toBeInstanceOf(Error);
    expect([exception.name, exception.message, exception.code]).toEqual([name, message, code]);
    expect(String(exception)).toBe(message === '' ? name : `${name}: ${message}`);
  });
});
