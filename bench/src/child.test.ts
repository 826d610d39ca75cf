import { setTimeout as delay } from 'node:timers/promises';
import { HarnessFault } from '@evenkeel/tools/command-line';
import { describe, expect, it } from 'vitest';
import { Child } from './child.ts';

const script = new URL('./child.fixture.ts', import.meta.url);
const start = (what: string, signal: AbortSignal): Child =>
  new Child({ name: 'The child', script, args: [what], signal });

async function isGone(pid: number): Promise<boolean> {
  for (let waits = 0; waits < 100; waits += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await delay(50);
  }
  return false;
}

describe('Child', () => {
  it('hears and is heard, and is killed by its signal', async () => {
    const over = new AbortController();
    const child = start('echo', over.signal);
    await child.next('ready');
    const answer = child.next('echo');
    child.send({ type: 'hello', text: 'a' });
    const { pid, text } = await answer;
    expect(text).toBe('a');
    over.abort(new Error('enough'));
    await expect(child.next('echo')).rejects.toThrow('enough');
    expect(await isGone(Number(pid))).toBe(true);
  });

  it('says how it ended, with its last words, where it ends before it is heard', async () => {
    const over = new AbortController();
    const child = start('die', over.signal);
    await expect(child.next('ready')).rejects.toThrow(HarnessFault);
    await expect(child.next('ready')).rejects.toThrow('The child ended too early, with 4. out of paper');
  });
});
