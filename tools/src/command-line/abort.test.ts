import { expect, it } from 'vitest';
import { orAborted, sleep } from './abort.ts';

it('ends a wait with the reason of the abort', async () => {
  const controller = new AbortController();
  const waiting = sleep(60_000, controller.signal);
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(sleep(60_000, controller.signal)).rejects.toThrow('enough');
});

it('leaves a promise alone unless it is aborted', async () => {
  const controller = new AbortController();
  await expect(orAborted(Promise.resolve(1), controller.signal)).resolves.toBe(1);
  await expect(orAborted(Promise.reject(new Error('own')), controller.signal)).rejects.toThrow('own');
  const never = orAborted(new Promise(() => {}), controller.signal);
  controller.abort(new Error('enough'));
  await expect(never).rejects.toThrow('enough');
  await expect(orAborted(Promise.resolve(1), controller.signal)).rejects.toThrow('enough');
  // Vitest fails on an unhandled rejection.
  await expect(orAborted(Promise.reject(new Error('own')), controller.signal)).rejects.toThrow('enough');
});
