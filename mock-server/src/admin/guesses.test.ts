import { FakeClock } from '@evenkeel/toolkit/testing';
import { expect, test } from 'vitest';
import { ADMIN_TOKEN, Bench } from '../app.fixture.ts';
import { Guesses } from './guesses.ts';

test('after ten wrong tokens of an address one more is looked at each second', () => {
  const clock = new FakeClock();
  const guesses = new Guesses(clock);
  for (let n = 0; n < 10; n += 1) {
    expect(guesses.waitMs('a')).toBe(0);
    guesses.wrong('a');
  }
  expect([guesses.waitMs('a'), guesses.waitMs('b')]).toEqual([1_000, 0]);
  clock.tick(999);
  expect(guesses.waitMs('a')).toBe(1);
  clock.tick(1);
  expect(guesses.waitMs('a')).toBe(0);
  guesses.wrong('a');
  expect(guesses.waitMs('a')).toBe(1_000);
  clock.tick(10_000);
  for (let n = 0; n < 9; n += 1) guesses.wrong('a');
  expect(guesses.waitMs('a')).toBe(0);
});

test('it remembers a thousand addresses, and forgets the one that guessed longest ago', () => {
  const guesses = new Guesses(new FakeClock());
  for (const address of ['first', 'second']) for (let n = 0; n < 10; n += 1) guesses.wrong(address);
  for (let n = 0; n < 999; n += 1) guesses.wrong(`other ${n}`);
  expect([guesses.waitMs('first'), guesses.waitMs('second')]).toEqual([0, 1_000]);
});

test('who guesses is told to wait, and no token of that address is looked at; then the right one is', async () => {
  const bench = new Bench();
  const ask = (token: string | null, remoteAddress = '127.0.0.1') => {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    return bench.app.inject({ url: '/admin/faults', headers, remoteAddress });
  };
  for (let n = 0; n < 10; n += 1) expect((await ask(`guess-${n}`)).statusCode).toBe(401);
  for (const token of ['guess', ADMIN_TOKEN]) {
    const refused = await ask(token);
    expect([refused.statusCode, refused.json().error.code]).toEqual([429, 'too_many_guesses']);
    expect(refused.headers['retry-after']).toBe('1');
  }
  expect((await ask(ADMIN_TOKEN, '127.0.0.2')).statusCode).toBe(200);
  bench.clock.tick(1_000);
  expect((await ask(ADMIN_TOKEN)).statusCode).toBe(200);
});

test('who sends no token guesses nothing', async () => {
  const bench = new Bench();
  for (let n = 0; n < 20; n += 1) expect((await bench.app.inject('/admin/faults')).statusCode).toBe(401);
  expect((await bench.admin('GET', 'faults')).statusCode).toBe(200);
});
