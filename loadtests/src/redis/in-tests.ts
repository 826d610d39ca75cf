import { engineAnswers } from './container.ts';
import { serverOnPath } from './server.ts';

/** What a test can't run without. */
export type Need = 'a Docker engine' | 'redis-server';

export interface Answer {
  /** For `describe.skipIf`. */
  missing: boolean;
  /** To be put behind the title: says why the tests are skipped, or nothing. */
  because: string;
}

const there: Record<Need, (env: NodeJS.ProcessEnv) => Promise<boolean>> = {
  'a Docker engine': () => engineAnswers(),
  'redis-server': async (env) => (await serverOnPath(env)) !== undefined,
};

/**
 * Whether a test has what it needs. A newcomer's machine may lack it, and then the tests are skipped and say so.
 * @throws Error in CI, where a skip would be a test that nobody runs
 */
export async function need(what: Need, env: NodeJS.ProcessEnv = process.env): Promise<Answer> {
  if (await there[what](env)) return { missing: false, because: '' };
  if (env.CI !== undefined && env.CI !== '' && env.CI !== 'false') {
    throw new Error(`These tests need ${what}, and CI must not skip them: .ci/docker-engine start provides it.`);
  }
  return { missing: true, because: ` (skipped: ${what} is missing here)` };
}
