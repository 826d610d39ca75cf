// `node lint/check.ts SCRIPT...` runs these scripts of package.json, as many at a time as there are processors. It says
// how each ended, shows the output of those that failed, and exits 1 if any did.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

interface End {
  script: string;
  code: number;
  output: string;
  seconds: number;
}

function run(script: string): Promise<End> {
  const started = process.hrtime.bigint();
  const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
  return new Promise((resolve) => {
    const end = (code: number, more = ''): void => {
      const seconds = Number((process.hrtime.bigint() - started) / 1_000_000_000n);
      resolve({ script, code, output: Buffer.concat(output).toString() + more, seconds });
    };
    child.on('error', ({ message }) => end(1, message));
    child.on('close', (code) => end(code ?? 1));
  });
}

const scripts = process.argv.slice(2);
const waiting = scripts.values();
const failed: string[] = [];
await Promise.all(
  Array.from({ length: Math.max(2, availableParallelism()) }, async () => {
    for (const script of waiting) {
      const { code, output, seconds } = await run(script);
      console.log(`${code === 0 ? 'passed' : 'FAILED'}  ${script} (${seconds} s)`);
      if (code === 0) continue;
      failed.push(script);
      console.log(output.trimEnd());
    }
  }),
);
console.log(
  failed.length === 0 ? `${scripts.length} parts passed.` : `Failed: ${failed.join(', ')}; each is an npm script.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
