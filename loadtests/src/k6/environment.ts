/**
 * k6 reads its options from K6_* variables and from a configuration file of
 * the user's, both of which outrank the script: neither may change a verdict.
 */
export function k6Environment(env: NodeJS.ProcessEnv, own: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('K6_'));
  return { ...Object.fromEntries(kept), ...own, K6_NO_USAGE_REPORT: 'true', K6_AUTO_EXTENSION_RESOLUTION: 'false' };
}
