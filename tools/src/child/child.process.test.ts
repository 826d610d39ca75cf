import { describe, expect, it } from 'vitest';
import { HarnessFault } from '../command-line/harness-fault.ts';
import { Child, type ChildOptions } from './child.ts';

const node = (script: string, more: Partial<ChildOptions> = {}): ChildOptions => ({
  name: 'the child',
  command: process.execPath,
  args: ['-e', script],
  ...more,
});

const echo = `
  process.on('message', (message) => process.send({ ...message, type: 'echo' }));
  process.send({ type: 'ready' });`;

describe('a child', () => {
  it('hears and is heard, and is killed by its signal', async () => {
    const over = new AbortController();
    const child = new Child(node(echo, { talks: true, signal: over.signal }));
    await child.next('ready');
    const answer = child.next('echo');
    child.send({ type: 'hello', text: 'a' });
    expect(await answer).toEqual({ type: 'echo', text: 'a' });
    over.abort(new Error('enough'));
    await expect(child.next('echo')).rejects.toThrow('enough');
    await expect(child.ended).resolves.toBeNull();
  });

  it('says how it ended, with its last words, where it ends before it is heard', async () => {
    const child = new Child(node(`console.error('out of paper'); process.exit(4);`, { talks: true }));
    const next = child.next('ready');
    await expect(next).rejects.toThrow(HarnessFault);
    await expect(next).rejects.toThrow(
      'The child ended with exit code 4 in the middle of the run. Its last words: out of paper',
    );
  });

  it('is told to end, and tells its exit code', async () => {
    const hears = `process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); process.send({ type: 'ready' });`;
    const child = new Child(node(hears, { talks: true }));
    await child.next('ready');
    await child.stop();
    await expect(child.ended).resolves.toBe(7);
  });

  it('is killed where it does not end in time', async () => {
    const deaf = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); process.send({ type: 'ready' });`;
    const child = new Child(node(deaf, { talks: true }));
    await child.next('ready');
    await child.stop(50);
    await expect(child.ended).resolves.toBeNull();
  });

  it('is stopped where it is frozen, too', async () => {
    const child = new Child(node(`setInterval(() => {}, 1000); process.send({ type: 'ready' });`, { talks: true }));
    await child.next('ready');
    child.freeze();
    await child.stop(20_000);
    await expect(child.ended).resolves.toBeNull();
  });

  it('keeps the end of what it prints, however much that is', async () => {
    const child = new Child(node(`for (let i = 0; i < 20_000; i++) console.log('line ' + i);`));
    await child.ended;
    expect(child.printed.length).toBe(4_000);
    expect(child.tail.split('\n')).toEqual(
      ['19994', '19995', '19996', '19997', '19998', '19999'].map((n) => `line ${n}`),
    );
  });
});
