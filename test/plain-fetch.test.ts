import { expect, it } from 'vitest';
import { runScript, startMock } from './processes/start.ts';

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

it('the guide’s own program, without policies, meets real 429s', async () => {
  await using mock = await startMock();
  const { code, out } = await runScript('examples/plain-fetch/nimbus.ts', {
    NIMBUS_BASE_URL: mock.url,
    NIMBUS_API_KEY: 'nmb_free_local',
  });
  expect(code).toBe(0);

  const journal = (await mock.journal()).toSorted((a, b) => a.arrivalMs - b.arrivalMs);
  expect(journal).toHaveLength(500);
  const served = journal.filter(({ status }) => status === 200);
  const refused = journal.filter(({ status }) => status === 429);
  expect(served.length + refused.length).toBe(500);

  // The ten that fit are in flight when the eleventh comes, and it is refused before any of them has ended.
  const [eleventh] = refused;
  expect(journal.indexOf(eleventh as (typeof journal)[0])).toBe(10);
  const firstTen = journal.slice(0, 10);
  expect(firstTen.every(({ status }) => status === 200)).toBe(true);
  expect(eleventh?.endMs).toBeLessThan(Math.min(...firstTen.map(({ endMs }) => endMs)));

  const handlingMs = median(refused.map(({ arrivalMs, endMs }) => endMs - arrivalMs));
  const serviceMs = median(served.map(({ arrivalMs, endMs }) => endMs - arrivalMs));
  console.log(
    `${refused.length} of 500 refused; median handling of a 429 ${handlingMs.toFixed(2)} ms, of a served request ${serviceMs.toFixed(1)} ms`,
  );
  expect(handlingMs).toBeLessThanOrEqual(serviceMs / 10);

  // Both headers, with numbers in them: the last two columns of the program's own table.
  expect(out).toMatch(/429\W+\d+\D+'\d+'\D+'1'/);
});
