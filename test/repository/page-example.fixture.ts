import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { root } from './files.fixture.ts';

/** An API that says what it was asked for. */
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

/**
 * Runs the example of a section of a page, as it stands there but for the API that it calls.
 *
 * @param called the origins of the examples' API
 * @returns what it prints, and what it has asked the API for
 */
export async function runExample(
  page: string,
  section: string,
  called: readonly string[],
): Promise<{ printed: string; asked: string[] }> {
  const text = await readFile(join(root, page), 'utf8');
  const snippet = new RegExp(`^##? ${section}$.*?^\`\`\`ts\n(.*?)^\`\`\`$`, 'ms').exec(text)?.[1];
  if (snippet === undefined) throw new Error(`${page} has no example in "${section}".`);
  const { origin, asked } = await serve();
  // Within the repository, so that packages resolve as they do for its own files; git ignores it.
  await mkdir(join(root, 'runs'), { recursive: true });
  const folder = await mkdtemp(join(root, 'runs', 'example-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const example = called.reduce((made, each) => made.replaceAll(each, origin), snippet);
  await writeFile(join(folder, 'example.ts'), example);
  const { stdout } = await promisify(execFile)(process.execPath, ['-C', 'source', 'example.ts'], { cwd: folder });
  // What is in flight at once may come in any order.
  return { printed: stdout, asked: asked.sort() };
}
