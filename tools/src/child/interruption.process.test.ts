import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** A script that starts a child of its own, waits for the interruption, and reports it; it never ends by itself. */
const script = `
  const { ProcessGroup } = await import(${JSON.stringify(join(import.meta.dirname, 'process-group.ts'))});
  const { interruption } = await import(${JSON.stringify(join(import.meta.dirname, '..', 'command-line', 'abort.ts'))});
  const interrupted = interruption();
  const group = new ProcessGroup(interrupted);
  const never = 'setInterval(() => {}, 1000);';
  const options = { name: 'x', command: process.execPath, args: ['-e', never], env: {}, logFile: '/dev/null' };
  group.startServer(options);
  setInterval(() => {}, 1000);
  interrupted.addEventListener('abort', async () => {
    await group.endAll();
    process.stdout.write(interrupted.reason.message);
    process.exit(2);
  });
  process.send('ready');
`;

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends the run in order', async (signal) => {
  const child = spawn(process.execPath, ['-C', 'source', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await once(child, 'message');
  child.kill(signal);
  const [code] = await once(child, 'close');
  expect({ code, said }).toEqual({ code: 2, said: `The run was interrupted by ${signal}.` });
});
