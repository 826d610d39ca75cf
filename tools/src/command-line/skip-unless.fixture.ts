/** Whether tests have what they need. */
export interface Answer {
  /** For `describe.skipIf`. */
  missing: boolean;
  /** To be put behind the title: says why the tests are skipped, or nothing. */
  because: string;
}

/**
 * A newcomer's machine may lack what a test needs: it is then skipped, and says so.
 * @param remedy how CI gets it
 * @throws Error in CI, where a skip would be a test that nobody runs
 */
export function skipUnless(
  isThere: boolean,
  what: string,
  remedy: string,
  env: NodeJS.ProcessEnv = process.env,
): Answer {
  if (isThere) return { missing: false, because: '' };
  if (env.CI !== undefined && env.CI !== '' && env.CI !== 'false') {
    throw new Error(`These tests need ${what}, and CI must not skip them: ${remedy}.`);
  }
  return { missing: true, because: ` (skipped: ${what} is missing here)` };
}
