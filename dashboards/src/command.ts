import { readArgs, WRONG_CALL_EXIT, WrongCall } from '@evenkeel/tools/command-line';
import { findDrift, repairDrift } from './drift.ts';
import type { Output } from './outputs.ts';

const help = `Usage: npm run generate [-- --check]

Writes the Grafana dashboards, the Prometheus rules with their tests, and the
providers' pages, all of them from the provider contracts.

  --check  Write nothing; exit 1 where a file is not what the contracts say.
  --help   Show this.

Exit codes: 0 done or nothing to do, 1 drift found by --check, 3 a wrong option.`;

interface Io {
  /** The repository's folder. */
  root: string;
  print: (line: string) => void;
  printError: (line: string) => void;
}

const verbs = { missing: 'created', changed: 'changed', stale: 'removed' } as const;

async function generate(outputs: readonly Output[], { root, print }: Io): Promise<number> {
  const drifts = await repairDrift(root, outputs);
  for (const { path, kind } of drifts) print(`${verbs[kind]} ${path}`);
  print(drifts.length === 0 ? `All ${outputs.length} generated files were up to date.` : 'Done.');
  return 0;
}

async function check(outputs: readonly Output[], { root, print, printError }: Io): Promise<number> {
  const drifts = await findDrift(root, outputs);
  if (drifts.length === 0) {
    print(`All ${outputs.length} generated files are up to date.`);
    return 0;
  }
  for (const { path, kind } of drifts) printError(`${kind} ${path}`);
  printError('These files are not what the provider contracts say. Run `npm run generate` and commit the result.');
  return 1;
}

const options = {
  check: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Runs the command without a process of its own. Returns the exit code. */
export async function runCommand(args: readonly string[], outputs: readonly Output[], io: Io): Promise<number> {
  let values: { check: boolean; help: boolean };
  try {
    ({ values } = readArgs(args, options, 'all files are written, or compared with --check.'));
  } catch (error) {
    if (!(error instanceof WrongCall)) throw error;
    io.printError(error.message);
    return WRONG_CALL_EXIT;
  }
  if (values.help) {
    io.print(help);
    return 0;
  }
  return values.check ? check(outputs, io) : generate(outputs, io);
}
