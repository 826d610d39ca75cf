import { neuraProfile, type WindowLimit } from '@evenkeel/toolkit/providers';
import { expect, test } from 'vitest';
import { until, WireServer } from '../../wire.fixture.ts';
import { neuraHeaders } from './app.fixture.ts';

const { amount: limit, penaltyMs } = neuraProfile.tiers.standard.limits[0] as WindowLimit;
const PATH = '/solana/agents';

/** A request as bytes, so that many can be sent at once on one connection. */
function rawDiscover(callId: string): string {
  const headers = Object.entries({ host: 'mock', ...neuraHeaders({ callId }) });
  return `GET ${PATH} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

test('on a socket, by the machine’s time: 300 pass, the 301st and all others of the next 5 s do not', async () => {
  await using server = await WireServer.start();
  const { socket, received } = await server.connect();
  socket.write(Array.from({ length: limit + 1 }, (_, n) => rawDiscover(`c-${n}`)).join(''));
  const responses = () => received().split(/(?=HTTP\/1\.1 )/);
  await until('all are answered', async () => (await server.journal()).total === limit + 1);
  await until('all have come back', () => responses().length === limit + 1 && received().endsWith('}'));
  socket.destroy();
  const statuses = responses().map((response) => Number(response.slice(9, 12)));
  expect(statuses).toEqual([...Array(limit).fill(200), 429]);
  const [head = '', body] = (responses().at(-1) ?? '').split('\r\n\r\n');
  expect(body).toMatch(
    /^\{"success":false,"error":"Rate limit exceeded","retryAfter":5,"timestamp":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"\}$/,
  );
  expect(head).not.toMatch(/^(retry-after|x-?rate-?limit)/im);

  const told: number[] = [];
  await until('it is let through again', async () => {
    const response = await fetch(`${server.url}${PATH}`, { headers: neuraHeaders({}) });
    if (response.status === 429) told.push(((await response.json()) as { retryAfter: number }).retryAfter);
    return response.status === 200;
  });
  // It counts down to 1, although each of these requests was refused as well.
  expect(new Set(told)).toEqual(new Set([5, 4, 3, 2, 1]));
  expect(told).toEqual(told.toSorted((a, b) => b - a));
  const { entries } = await server.journal();
  const exceeding = entries.find(({ status }) => status === 429);
  const after = entries.at(-1);
  const blockedMs = (after?.arrivalMs ?? 0) - (exceeding?.arrivalMs ?? 0);
  // The library counts in whole milliseconds.
  expect(blockedMs).toBeGreaterThanOrEqual(penaltyMs - 2);
  expect(blockedMs).toBeLessThan(penaltyMs + 10_000);
});
