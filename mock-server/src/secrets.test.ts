import { expect, test } from 'vitest';
import { ADMIN_TOKEN, Bench } from './app.fixture.ts';

test('no key and no token reaches a log line, a metric, the journal or an answer', async () => {
  const lines: string[] = [];
  const bench = new Bench({ logger: { level: 'trace', stream: { write: (line) => lines.push(line) } } });
  const unknown = 'nmb_unknown_secret';
  const said = [
    await bench.infer({ key: 'nmb_free_local' }),
    await bench.infer({ key: unknown }),
    await bench.infer({ key: 'nmb_free_local', payload: {} }),
    await bench.admin('POST', 'faults', { provider: unknown }),
    await bench.admin('GET', `journal?key=${unknown}`),
    await bench.app.inject({ url: `/nowhere?key=${unknown}`, headers: { authorization: `Bearer ${unknown}` } }),
    await bench.admin('GET', 'journal'),
    await bench.app.inject('/metrics'),
    await bench.app.inject('/docs/json'),
    await bench.app.inject('/health'),
  ];
  const headers = { authorization: `Bearer ${unknown}` };
  bench.app.log.error({ headers, upstream: { headers } }, 'as somebody might log it');
  expect(lines.length).toBeGreaterThan(10);
  // The posted fault's own field is echoed to its sender, who holds the admin token; nothing else may be.
  const all = [
    ...lines,
    ...said.filter((_, n) => n !== 3).map((response) => response.body + JSON.stringify(response.headers)),
  ];
  for (const secret of [unknown, 'nmb_free_local', ADMIN_TOKEN]) {
    expect(all.filter((text) => text.includes(secret))).toEqual([]);
  }
});
