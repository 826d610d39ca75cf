// Run by `node --test`.
import { performance } from 'node:perf_hooks';
import { beforeEach, mock, suite, test } from 'node:test';
import { fetchScenarios } from './client/fetch/fetch-timers.fixture.ts';
import { scenarios } from './policies/fake-timers.fixture.ts';

const all = [...scenarios, ...fetchScenarios];
const { setImmediate } = globalThis;

async function advance(ms: number): Promise<void> {
  for (let at = 0; at <= ms; at += 1) {
    if (at > 0) mock.timers.tick(1);
    // Not one turn of the event loop a millisecond: it would take long.
    for (let turn = 0; turn < 20; turn += 1) await undefined;
  }
  await new Promise<void>((resolve) => setImmediate(resolve));
}

beforeEach(() => mock.timers.reset());

suite('mock.timers.enable()', () => {
  for (const { title, run } of all) {
    test(title, async () => {
      mock.timers.enable();
      await run({ advance });
    });
  }
});

suite("mock.timers.enable({ apis: ['setTimeout'] })", () => {
  for (const { title, run } of all.filter(({ byTimersAlone }) => byTimersAlone)) {
    test(title, async () => {
      mock.timers.enable({ apis: ['setTimeout'] });
      await run({ advance, machineMs: () => performance.now() });
    });
  }
});
