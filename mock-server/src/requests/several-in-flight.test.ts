import { defineProvider } from '@evenkeel/toolkit/providers';
import { FakeClock } from '@evenkeel/toolkit/testing';
import { expect, test } from 'vitest';
import { buildApp } from '../index.ts';

const contract = defineProvider({
  name: 'chat',
  authentication: null,
  limits: [
    { kind: 'concurrency', amount: 3 },
    { kind: 'concurrency', amount: 2, scope: ['credential', { request: 'model' }], retryAfterMs: 4_000 },
  ],
  operations: { chat: { method: 'POST', path: '/chat', emulate: { latencyMedianMs: 100, latencySigma: 0 } } },
});

test('each limit of what is in flight is enforced, in all and of each part, and a slot of each comes back', async () => {
  const clock = new FakeClock(0);
  const app = buildApp({ adminToken: 'a-token-for-this-test', clock, contracts: [contract] });
  const answers: [model: string, status: number, wait: string | undefined][] = [];
  const ask = (model: string): void =>
    void app.inject({ method: 'POST', url: '/chat', payload: { model } }).then(({ statusCode, headers }) => {
      answers.push([model, statusCode, headers['retry-after'] as string | undefined]);
    });
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
  };
  for (const model of ['a', 'a', 'a', 'b', 'b']) {
    ask(model);
    await turns();
  }
  expect(answers).toEqual([
    ['a', 429, '4'],
    ['b', 429, '1'],
  ]);
  clock.tick(1_000);
  await turns();
  expect(
    answers
      .splice(0)
      .slice(2)
      .map(([, status]) => status),
  ).toEqual([200, 200, 200]);
  ask('a');
  ask('b');
  ask('b');
  await turns();
  clock.tick(1_000);
  await turns();
  expect(answers.map(([, status]) => status)).toEqual([200, 200, 200]);
  await app.close();
});
