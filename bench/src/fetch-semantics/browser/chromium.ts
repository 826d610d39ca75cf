import { Child, runCommand, tailOf } from '@evenkeel/tools/child';
import { HarnessFault } from '@evenkeel/tools/command-line';
import { findOnPath } from '@evenkeel/tools/programs';

const VARIABLE = 'EVENKEEL_CHROMIUM';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const ANSWERS_WITHIN_MS = 60_000;

const remedy = `install it (Debian: apt-get install chromium; as root, .ci/chromium does), or set ${VARIABLE} to the program.`;

/**
 * The program that the environment names, or one on PATH.
 *
 * @throws HarnessFault where there is none
 */
export async function findChromium(env: NodeJS.ProcessEnv): Promise<string> {
  const { [VARIABLE]: named = '' } = env;
  if (named !== '') return named;
  for (const name of NAMES) {
    const path = await findOnPath(name, env);
    if (path !== undefined) return path;
  }
  throw new HarnessFault(`There is no Chromium on PATH: ${remedy}`);
}

/** @throws HarnessFault where the program does not tell one */
export async function versionOf(path: string, signal: AbortSignal): Promise<string> {
  const { code, output } = await runCommand(path, ['--version'], {
    ...{ env: process.env, signal },
    timeoutMs: ANSWERS_WITHIN_MS,
  });
  const [version] = /\d+(?:\.\d+){2,}/.exec(output) ?? [];
  if (code === 0 && version !== undefined) return version;
  throw new HarnessFault(`${path} does not answer --version: ${remedy} It said: ${tailOf(output, 2)}`);
}

interface Started {
  url: string;
  /** A fresh folder for all that it writes. */
  profile: string;
  signal: AbortSignal;
}

/** Opens a page without a window. It ends with this process, and at its disposal. */
export function startChromium(path: string, { url, profile, signal }: Started): Child {
  const args = [
    '--headless',
    // As root, and in a container, there is none; the page is our own.
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-breakpad',
    '--disable-extensions',
    '--no-first-run',
    '--no-proxy-server',
    // It must call nobody but us, and no timer of the page may be slowed down.
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-default-apps',
    '--disable-background-timer-throttling',
    '--disable-renderer-backgrounding',
    '--disable-backgrounding-occluded-windows',
    `--user-data-dir=${profile}`,
    url,
  ];
  return new Child({ name: 'Chromium', command: path, args, env: { ...process.env, HOME: profile }, signal });
}
