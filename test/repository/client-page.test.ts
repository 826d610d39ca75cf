import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './files.fixture.ts';
import { runExample } from './page-example.fixture.ts';

const run = (section: string) => runExample('docs/client.md', section, ['https://weather.example.com']);

it.each<[string, string, string[]]>([
  ['In five lines', '{ degrees: 21 }\n', ['GET /v2/forecast/lisbon']],
  [
    'With what you know',
    '21\n21\n21\n21\nit rains\nit stops\n200 application/json\n',
    [
      ...['faro', 'lisbon', 'lisbon?days=2', 'porto'].map((city) => `GET /v2/forecast/${city}`),
      'GET /v2/live',
      'POST /v2/reports',
    ],
  ],
  ['Around any function', '313 2\n', []],
  [
    'Metrics',
    'evenkeel_attempts_total{provider="weather",operation="get",kind="first",result="ok"} 1\n',
    ['GET /v2/forecast/lisbon'],
  ],
  ['In tests', '{ degrees: 21 }\ntrue\n', []],
])('docs/client.md, %s: the example runs', async (section, printed, asked) => {
  expect(await run(section)).toEqual({ printed, asked });
});

it('docs/client.md, What it holds: the example answers as the page shows', async () => {
  const page = await readFile(join(root, 'docs/client.md'), 'utf8');
  const shown = JSON.parse(/^```json\n(.*?)^```$/ms.exec(page)?.[1] ?? '');
  const { printed } = await run('What it holds');
  const [answered = '', express] = printed.split('\n');
  expect({ ...JSON.parse(answered), timestamp: shown.timestamp }).toEqual(shown);
  expect(express).toBe("200 [ 'status', 'timestamp', 'resilience' ]");
});
