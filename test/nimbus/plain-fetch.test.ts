import { expect, it } from 'vitest';
import { runScript, startMock } from '../servers/servers.fixture.ts';

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

it('the guide’s own program, without policies, meets real 429s', async () => {
  await using mock = await startMock();
  // The delay is so long that all 500 requests come before any is served.
  await mock.admin.addFault({ provider: 'nimbus', fault: 'latency', rate: 1, ttlMs: 600_000, fixedMs: 5_000 });
  const { code, printed } = await runScript('examples/plain-fetch/nimbus.ts', {
    NIMBUS_BASE_URL: mock.url,
    NIMBUS_API_KEY: 'nmb_free_local',
  });
  expect(code).toBe(0);

  const journal = (await mock.journal()).toSorted((a, b) => a.arrivalMs - b.arrivalMs);
  expect(journal).toHaveLength(500);
  // The ten that fit are in flight when the eleventh comes; all later ones are refused before any of the ten ends.
  expect(journal.map(({ status }) => status)).toEqual([...Array(10).fill(200), ...Array(490).fill(429)]);
  const [served, refused] = [journal.slice(0, 10), journal.slice(10)];
  expect(refused[0]?.endMs).toBeLessThan(Math.min(...served.map(({ endMs }) => endMs)));
  const took = (entries: typeof journal): number => median(entries.map(({ arrivalMs, endMs }) => endMs - arrivalMs));
  expect(took(refused)).toBeLessThanOrEqual(took(served) / 10);

  // Both headers, with numbers in them: the last two columns of the program's own table.
  expect(printed).toMatch(/429\W+\d+\D+'\d+'\D+'1'/);
});
