import { ProgressWriter } from '@evenkeel/tools/command-line';
import { expect, it } from 'vitest';
import { watch } from './watch.ts';

const quiet = new ProgressWriter({ isTTY: false, write: () => true } as unknown as NodeJS.WriteStream);
const run = { scenario: 's', expectedCalls: 1 };

it('ends at once when it is told to, though what it looks at hangs', async () => {
  const ended = new AbortController();
  const watching = watch(quiet, run, () => new Promise(() => {}), ended.signal);
  ended.abort();
  await expect(watching).resolves.toBeUndefined();
});

it("does not end for want of a look's answer", async () => {
  const ended = new AbortController();
  let looks = 0;
  const look = async (): Promise<never> => {
    if (++looks === 2) ended.abort();
    throw new Error('refused');
  };
  await watch(quiet, run, look, ended.signal, 0);
  expect(looks).toBe(2);
});
