import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { root } from './files.fixture.ts';

/** An API of the weather, which says what it was asked for. */
async function serve(): Promise<{ origin: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === '/v2/live') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('data: it rains\n\ndata: it stops\n\n');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"degrees":21}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** What a section's example prints, and what it has asked the API for. */
async function run(section: string, file = 'docs/client.md'): Promise<{ printed: string; asked: string[] }> {
  const page = await readFile(join(root, file), 'utf8');
  const snippet = new RegExp(`^## ${section}$.*?^\`\`\`ts\n(.*?)^\`\`\`$`, 'ms').exec(page)?.[1] ?? '';
  const { origin, asked } = await serve();
  // Within the repository, so that packages resolve as they do for its own files; git ignores it.
  await mkdir(join(root, 'runs'), { recursive: true });
  const folder = await mkdtemp(join(root, 'runs', 'client-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  // All else is as it stands there.
  await writeFile(join(folder, 'example.ts'), snippet.replaceAll('https://weather.example.com', origin));
  const { stdout } = await promisify(execFile)(process.execPath, ['-C', 'source', 'example.ts'], { cwd: folder });
  // What is in flight at once may come in any order.
  return { printed: stdout, asked: asked.sort() };
}

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

it('docs/fetch.md, In tests: the example runs', async () => {
  expect(await run('In tests', 'docs/fetch.md')).toEqual({ printed: '200 true\n', asked: [] });
});

it('docs/client.md, What it holds: the example answers as the page shows', async () => {
  const page = await readFile(join(root, 'docs/client.md'), 'utf8');
  const shown = JSON.parse(/^```json\n(.*?)^```$/ms.exec(page)?.[1] ?? '');
  const { printed } = await run('What it holds');
  const [answered = '', express] = printed.split('\n');
  expect({ ...JSON.parse(answered), timestamp: shown.timestamp }).toEqual(shown);
  expect(express).toBe("200 [ 'status', 'timestamp', 'resilience' ]");
});
