import { type Answer, skipUnless } from '../command-line/skip-unless.fixture.ts';
import { engineAnswers } from './container.ts';
import { serverOnPath } from './server.ts';

export type { Answer };

/** What a test can't run without. */
export type Need = 'a Docker engine' | 'redis-server';

const there: Record<Need, (env: NodeJS.ProcessEnv) => Promise<boolean>> = {
  'a Docker engine': () => engineAnswers(),
  'redis-server': async (env) => (await serverOnPath(env)) !== undefined,
};

/**
 * Whether a test has what it needs. A newcomer's machine may lack it; the tests are then skipped, and say so.
 * @throws Error in CI, where a skip would be a test that nobody runs
 */
export async function need(what: Need, env: NodeJS.ProcessEnv = process.env): Promise<Answer> {
  return skipUnless(await there[what](env), what, '.ci/docker-engine start provides it', env);
}
