import { parseArgs } from 'node:util';
import type { ContractOverrides } from './options/overrides.ts';

export interface CliSettings {
  host: string;
  port: number;
  seed: number;
  /** Undefined: make one up. */
  adminToken: string | undefined;
  contractOverrides: ContractOverrides;
  quiet: boolean;
  help: boolean;
}

export const helpText = `Usage: evenkeel-mock [options]

Enforces the contracts of rate-limited APIs: limits, ceilings, hints, service times and faults.

  --port N             port to listen on, 0 for any free one (default 4010)
  --host ADDRESS       address to listen on (default 127.0.0.1)
  --seed N             settles all service times and faults (default 1)
  --admin-token T      token of the admin API; EVENKEEL_ADMIN_TOKEN does the same
                       and stays out of the process list. Without either, a
                       random one is made up and printed, except with --quiet.
  --set POINTER=N      change a number of a contract, for example
                       nimbus/tiers/free/windows/0/windowMs=500; repeatable
  --quiet              print nothing but errors
  --help               print this

Exit codes: 0 stopped by SIGTERM or SIGINT (a second one ends it at once), or by
the end of a parent that holds an IPC channel, 3 wrong option or address not available.
`;

/** A wrong call: `message` is one sentence for people. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

function wholeNumber(name: string, text: string, max: number): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= max)) throw new UsageError(`--${name} is "${text}": give a whole number from 0 to ${max}.`);
  return value;
}

function overrides(settings: readonly string[]): ContractOverrides {
  const all: Record<string, Record<string, number>> = {};
  for (const setting of settings) {
    const [, provider, pointer, value] = /^([^/=]+)(\/[^=]+)=([\d.]+)$/.exec(setting) ?? [];
    if (provider === undefined || pointer === undefined || value === undefined) {
      throw new UsageError(`--set is "${setting}": give PROVIDER/POINTER=NUMBER.`);
    }
    all[provider] = { ...all[provider], [pointer]: Number(value) };
  }
  return all;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: 'string', default: '4010' },
        host: { type: 'string', default: '127.0.0.1' },
        seed: { type: 'string', default: '1' },
        'admin-token': { type: 'string' },
        set: { type: 'string', multiple: true, default: [] },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    const [sentence] = String(error instanceof Error ? error.message : error).split(/\. |\n/, 1);
    throw new UsageError(`${sentence?.replace(/\.$/, '')}; see --help.`);
  }
}

/** @throws UsageError for an option that is unknown, misses its value, or has a wrong one. */
export function readArgs(args: readonly string[], env: Readonly<Record<string, string | undefined>>): CliSettings {
  const values = parse(args);
  return {
    host: values.host,
    port: wholeNumber('port', values.port, 65_535),
    seed: wholeNumber('seed', values.seed, Number.MAX_SAFE_INTEGER),
    adminToken: values['admin-token'] ?? (env.EVENKEEL_ADMIN_TOKEN || undefined),
    contractOverrides: overrides(values.set),
    quiet: values.quiet,
    help: values.help,
  };
}
