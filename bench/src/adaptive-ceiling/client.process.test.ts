import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

const script = new URL('./client.ts', import.meta.url);

function start(name: string): ChildProcess {
  const args = [name, 'http://127.0.0.1:9', 'nmb_pro_local', '10', '1'];
  return fork(script, args, { execArgv: ['-C', 'source'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
}

it('is ready before anything is sent, and ends with its parent', async () => {
  const child = start('evenkeel, adaptive');
  expect(await once(child, 'message')).toEqual([{ type: 'ready' }, undefined]);
  child.disconnect();
  expect((await once(child, 'exit'))[0]).toBe(1);
});

it('does not start as an unknown contestant', async () => {
  const child = start('nobody');
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  expect((await once(child, 'close'))[0]).toBe(1);
  expect(errors).toContain('There is no contestant "nobody".');
});
