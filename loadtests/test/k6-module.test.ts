import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findOnPath } from '../src/tools/find-on-path.ts';
import { goEnvironment, goFlags } from '../src/tools/go-build.ts';
import { skipUnless } from '../src/tools/in-tests.ts';
import { runCommand } from '../src/tools/run-command.ts';

const module = join(import.meta.dirname, '..', 'k6');
/** What has not been compiled for the program itself takes minutes. */
const BUILD_TIMEOUT_MS = 600_000;

const go = await findOnPath('go', process.env);
const toolchain = skipUnless(go !== undefined, 'a Go toolchain', 'install Go 1.25 or newer');

it.skipIf(toolchain.missing)(
  `what we add to k6 passes its own tests${toolchain.because}`,
  async () => {
    const env = goEnvironment(process.env);
    const { code, output } = await runCommand(go ?? '', ['test', ...goFlags, './...'], { env, cwd: module });
    expect(code, output).toBe(0);
  },
  BUILD_TIMEOUT_MS,
);
