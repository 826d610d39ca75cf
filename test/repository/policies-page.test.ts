import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { root } from './files.fixture.ts';

const WINDOW_MS = 2_000;
const ADMITTED = 60;

/** Admits so many in a window that the first opens, and says when to come back to all others. */
async function serve(): Promise<{ origin: string; statuses: number[] }> {
  let endsAtMs = 0;
  let admitted = 0;
  const statuses: number[] = [];
  const server = createServer((_request, response) => {
    const nowMs = performance.now();
    if (nowMs >= endsAtMs) [endsAtMs, admitted] = [nowMs + WINDOW_MS, 0];
    admitted += 1;
    if (admitted > ADMITTED) {
      response.writeHead(429, { 'retry-after': String(Math.ceil((endsAtMs - nowMs) / 1_000)) });
    }
    statuses.push(response.statusCode);
    response.end('["an item"]');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, statuses };
}

/** Runs the first snippet of a section, with its API at `origin`. @returns what it prints */
async function run(section: string, origin: string): Promise<string> {
  const page = await readFile(join(root, 'docs/policies.md'), 'utf8');
  const snippet = new RegExp(`^## ${section}$.*?^\`\`\`ts\\n(.*?)^\`\`\`$`, 'ms').exec(page)?.[1];
  // Within the repository, so that packages resolve as they do for its own files; git ignores it.
  await mkdir(join(root, 'runs'), { recursive: true });
  const folder = await mkdtemp(join(root, 'runs', 'stack-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'stack.ts'), snippet ?? '');
  // All else is as it stands there.
  const elsewhere = `const { fetch } = globalThis;
    globalThis.fetch = (url, init) => fetch(url.replace('https://api.example.com', '${origin}'), init);`;
  const args = ['-C', 'source', '--import', `data:text/javascript,${encodeURIComponent(elsewhere)}`, 'stack.ts'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
  return stdout;
}

it('the stack of docs/policies.md survives a burst of 200 at a server that admits 60 in 2 s', async () => {
  const { origin, statuses } = await serve();
  expect(await run('Put together', origin)).toBe('200 of 200 are done\n');
  expect(statuses.filter((status) => status === 200)).toHaveLength(200);
  // No more are refused in a window than were in flight when it was spent, and those that came back too early for it.
  expect(statuses.filter((status) => status === 429).length).toBeLessThan(80);
});

it('the stack that reports counts what that server has answered', async () => {
  const { origin, statuses } = await serve();
  const metrics = await run('Metrics and logs', origin);
  const ok = 'evenkeel_call_duration_seconds_count{provider="example",operation="list-items",outcome="ok"} 80\n';
  expect(metrics).toContain(ok);
  const refused = statuses.filter((status) => status === 429).length;
  expect(refused).toBeGreaterThan(0);
  expect(metrics).toContain(`evenkeel_rate_limit_hits_total{provider="example",source="upstream"} ${refused}\n`);
  expect(metrics).toContain(`evenkeel_retries_total{provider="example",reason="throttled"} ${refused}\n`);
  expect(metrics).toContain('evenkeel_concurrency_limit{provider="example"} 20\n');
});
