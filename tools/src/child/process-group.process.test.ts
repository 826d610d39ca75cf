import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HarnessFault } from '../command-line/harness-fault.ts';
import type { Child } from './child.ts';
import { ProcessGroup, withProcesses } from './process-group.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const node = (script: string, talks = false) => ({
  name: 'the child',
  command: process.execPath,
  args: ['-e', script],
  env: process.env,
  logFile: join(folder, `${Math.random()}.log`),
  talks,
});

const never = new AbortController().signal;
/** A script that says it listens, and dies at the first message that it gets. */
const mortal = `process.send({ type: 'listening', url: 'http://x' }); process.on('message', () => process.exit(1));`;
const announcing = `process.send({ type: 'listening', url: 'http://x' }); setInterval(() => {}, 1000);`;

describe('a group', () => {
  it('learns where a child listens, and stops it', async () => {
    const group = new ProcessGroup(never);
    const child = group.startServer(node(announcing, true));
    await expect(child.listening(group.signal)).resolves.toBe('http://x');
    expect(group.signal.aborted).toBe(false);
    await group.endAll();
    await expect(child.ended).resolves.toBeNull();
  });

  it('tells the last words of a server that dies', async () => {
    const group = new ProcessGroup(never);
    const options = node(`console.error('no port left'); process.exit(7);`);
    const child = group.startServer(options);
    await expect(child.listening(never)).rejects.toThrow(
      'The child ended with exit code 7 in the middle of the run. Its last words: no port left',
    );
    expect(group.signal.reason.message).toContain('no port left');
    await group.endAll();
    expect(await readFile(options.logFile, 'utf8')).toBe('no port left\n');
  });

  it('says so when a program does not start at all', async () => {
    const group = new ProcessGroup(never);
    const child = group.startServer({ ...node(''), command: join(folder, 'no-such-program') });
    await expect(child.listening(never)).rejects.toThrow(/exit code 127 .*no-such-program/);
    await group.endAll();
  });

  it('does not wait for a child that never listens once it is interrupted', async () => {
    const interruption = new AbortController();
    const group = new ProcessGroup(interruption.signal);
    const child = group.startServer(node('setInterval(() => {}, 1000);', true));
    const listening = child.listening(group.signal);
    interruption.abort(new Error('interrupted'));
    await expect(listening).rejects.toThrow('interrupted');
    await group.endAll();
  });

  it('is aborted by an interruption, and starts nothing after it', async () => {
    const interruption = new AbortController();
    const group = new ProcessGroup(interruption.signal);
    interruption.abort(new Error('interrupted'));
    expect(() => group.startServer(node(''))).toThrow('interrupted');
  });

  it('blames a death rather than the connections it broke', async () => {
    const group = new ProcessGroup(never);
    const child = group.startServer(node(mortal, true));
    await child.listening(group.signal);
    child.send({ type: 'die' });
    const cause = await group.causeOf(new TypeError('fetch failed'));
    expect((cause as Error).message).toContain('The child ended with exit code 1');
    await group.endAll();
  });

  it('stops a child that has ended by itself', async () => {
    const group = new ProcessGroup(never);
    const child = group.startServer(node(''));
    await expect(child.ended).resolves.toBe(0);
    await group.endAll();
  });

  it('ends what came last first, and what was started by a signal of its own before all', async () => {
    const group = new ProcessGroup(never);
    const ended: string[] = [];
    for (const name of ['store', 'server']) group.endLater(async () => void ended.push(name));
    group.signal.addEventListener('abort', () => ended.push('k6'));
    await group.endAll();
    expect(ended).toEqual(['k6', 'server', 'store']);
  });
});

describe('with processes', () => {
  it('ends them whatever comes of the work', async () => {
    let child: Child | undefined;
    const work = withProcesses(never, async (group) => {
      child = group.startServer(node('setInterval(() => {}, 1000);'));
      throw new HarnessFault('broken');
    });
    await expect(work).rejects.toThrow('broken');
    await expect(child?.ended).resolves.toBeNull();
  });

  it('blames the server that died', async () => {
    const work = withProcesses(never, async (group) => {
      const child = group.startServer(node(mortal, true));
      await child.listening(group.signal);
      child.send({ type: 'die' });
      throw new TypeError('fetch failed');
    });
    await expect(work).rejects.toThrow('The child ended with exit code 1');
  });
});
