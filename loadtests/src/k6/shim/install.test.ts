import { expect, it } from 'vitest';
import { install, shim } from './install.ts';

it('adds what is missing', () => {
  const runtime: { Symbol: { asyncIterator?: symbol } } = { Symbol: {} };
  install(runtime);
  expect(runtime).toMatchObject(shim);
  expect(runtime.Symbol.asyncIterator).toBe(Symbol.for('Symbol.asyncIterator'));
});

it('leaves what is there', () => {
  const own = Object.fromEntries(Object.keys(shim).map((name) => [name, `own ${name}`]));
  const runtime = { ...own, Symbol: { asyncIterator: 'own asyncIterator' } };
  install(runtime);
  expect(runtime).toEqual({ ...own, Symbol: { asyncIterator: 'own asyncIterator' } });
});
