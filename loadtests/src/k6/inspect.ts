import { runCommand } from '@evenkeel/tools/child';
import { formatDuration, HarnessFault, WrongCall } from '@evenkeel/tools/command-line';
import { k6Environment } from './environment.ts';
import { errorsIn } from './log.ts';

const INSPECT_TIMEOUT_MS = 30_000;
/** k6's exit code for options that it does not accept. */
const BAD_CONFIG = 104;
const WRONG_CALL = 'evenkeel wrong call: ';

/** Has k6 read the options of a bundle, so that a misspelt one ends before anything starts. */
export async function inspect(
  k6: string,
  bundle: string,
  scenario: string,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const args = ['inspect', '--execution-requirements', '--include-system-env-vars', '--log-format=json', bundle];
  const { code, stderr } = await runCommand(k6, args, {
    env: k6Environment(process.env, env),
    signal,
    timeoutMs: INSPECT_TIMEOUT_MS,
  });
  if (code === 0) return;
  const message = errorsIn(stderr)[0] ?? stderr.trim();
  const said = message.indexOf(WRONG_CALL);
  if (said >= 0) throw new WrongCall(`${scenario}: ${message.slice(said + WRONG_CALL.length)}`);
  if (code === BAD_CONFIG) throw new WrongCall(`${scenario}: k6 refuses its options: ${explain(message)}`);
  if (code === null)
    throw new HarnessFault(`${scenario}: k6 did not read the script within ${formatDuration(INSPECT_TIMEOUT_MS)}.`);
  throw new HarnessFault(`${scenario}: its script does not load: ${message}`);
}

function explain(message: string): string {
  const unknown = /no metric name "(.+?)" found/.exec(message);
  if (unknown !== null) {
    return `options.thresholds names the metric "${unknown[1]}", which does not exist; correct its name, or create it in the script.`;
  }
  return message.replace(/^could not initialize .*? load JS test '[^']*': /, '');
}
