import { describe, expect, it } from 'vitest';
import { runtimes } from './runtimes.fixture.ts';
import { structuredClone as shimmed } from './structured-clone.ts';

describe.each(runtimes)('structuredClone of %s', (_name, { DOMException, structuredClone }) => {
  it.each([
    { value: undefined },
    { value: null },
    { value: 1 },
    { value: 'text' },
    { value: 10n },
    { value: Number.NaN },
    { value: [] },
    { value: [1, [2, { three: 3 }], undefined, null] },
    { value: { windows: [{ at: 1, failures: 0 }], current: Number.POSITIVE_INFINITY, none: undefined } },
    { value: JSON.parse('{"__proto__":{"polluted":true}}') },
  ])('copies $value', ({ value }) => {
    const copy = structuredClone(value);
    expect(copy).toStrictEqual(value);
    if (typeof value === 'object' && value !== null) expect(copy).not.toBe(value);
  });

  it('leaves nothing in common', () => {
    const value = { deep: { list: [1] } };
    const copy = structuredClone(value);
    copy.deep.list.push(2);
    expect(value).toEqual({ deep: { list: [1] } });
  });

  it('keeps holes, cycles, and what is the same twice', () => {
    const shared = { n: 1 };
    const value: { twice: unknown[]; self?: unknown } = { twice: [shared, shared] };
    value.self = value;
    const copy = structuredClone(value);
    expect(copy.self).toBe(copy);
    expect(copy.twice[0]).toBe(copy.twice[1]);
    const sparse = structuredClone(Object.assign(new Array<number>(3), { 1: 1 }));
    expect([sparse.length, 0 in sparse, 1 in sparse]).toEqual([3, false, true]);
  });

  it.each([{ value: () => {} }, { value: Symbol('s') }, { value: { deep: [() => {}] } }])(
    'refuses $value',
    ({ value }) => {
      expect(() => structuredClone(value)).toThrow(DOMException);
      expect(() => structuredClone(value)).toThrow(expect.objectContaining({ name: 'DataCloneError' }));
    },
  );
});

it.each([{ value: new Map() }, { value: new Date() }, { value: /x/ }])('the shim refuses $value, too', ({ value }) => {
  expect(() => shimmed(value)).toThrow('could not be cloned');
});
