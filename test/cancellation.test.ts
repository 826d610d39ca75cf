import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { runScript, startMock } from './processes/start.ts';

it('a cancelled batch starts no attempt after the abort, settles every payload and leaves nothing behind', async () => {
  await using mock = await startMock();
  const { code, out } = await runScript('test/processes/cancelled-batch.ts', { NIMBUS_BASE_URL: mock.url });
  const report = JSON.parse(out);
  expect(code).toBe(0);

  expect(report.results).toBe(500);
  expect(report.ok).toBeGreaterThan(0);
  expect(report.cancelled).toBeGreaterThan(0);
  expect(report.ok + report.cancelled).toBe(500);
  expect(report.settledAfterMs).toBeLessThan(100);

  // The slots are free again, and after close() there is neither a timer nor a socket.
  expect(report.okAfterwards).toBe(50);
  expect(report.after).toEqual(report.before);

  await sleep(250);
  const arrivals = (await mock.journal({ callPrefix: 'cancelled.' })).map(({ arrivalMs }) => arrivalMs);
  expect(arrivals.length).toBeGreaterThan(50);
  // Both clocks are this machine's; a request that was on its way at the abort may arrive a moment after it.
  expect(arrivals.filter((arrivalMs) => arrivalMs > report.abortedAtMs + 250)).toEqual([]);
  console.log(
    `aborted with ${report.ok} done; last arrival ${(Math.max(...arrivals) - report.abortedAtMs).toFixed(1)} ms after the abort`,
  );
});
