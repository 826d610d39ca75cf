import { spawn } from 'node:child_process';

/** A process that is hard to end, as its first argument says. */
const [kind] = process.argv.slice(2);

const forever = ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);"];
const pids = [process.pid];
if (kind !== 'idle') process.on('SIGTERM', () => {});
if (kind === 'parent') {
  const { pid } = spawn(process.execPath, forever, { stdio: 'ignore' });
  if (pid !== undefined) pids.push(pid);
}
setInterval(() => {}, 1_000);
process.send?.({ type: 'ready', pids }, () => {
  // Runs nothing but microtasks: no timer fires, and no message comes in.
  if (kind === 'busy') void spin();
});

async function spin(): Promise<void> {
  for (;;) await null;
}
