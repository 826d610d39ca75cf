/** Whether tests have what they need. */
export interface Answer {
  /** For `describe.skipIf`. */
  missing: boolean;
  /** Text to put behind the title: why the tests are skipped, or nothing. */
  because: string;
}

/**
 * Says whether to skip tests: a newcomer's machine may lack what they need.
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
