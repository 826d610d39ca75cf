import { join } from 'node:path';
import { runCommand } from '@evenkeel/tools/child';
import { findOnPath, goEnvironment, goFlags } from '@evenkeel/tools/programs';
import { skipUnless } from '@evenkeel/tools/testing';
import { expect, it } from 'vitest';

const module = join(import.meta.dirname, '..', 'k6');
/** Compiling the packages that the program itself does not use takes minutes. */
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
