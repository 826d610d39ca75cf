import { parseArgs } from 'node:util';
import type { LogOptions } from './options/options.ts';
import type { ContractOverrides } from './options/overrides.ts';
import { GPU_SCALE, GPUS } from './providers/nerox/gpu/options.ts';

type LogLevel = NonNullable<LogOptions['level']>;

export interface CliSettings {
  host: string;
  port: number;
  seed: number;
  /** Undefined: a random one is made up. */
  adminToken: string | undefined;
  contractOverrides: ContractOverrides;
  /** Where windows are counted; undefined: in this process. */
  redis: string | undefined;
  onStoreFailure: 'open' | 'closed';
  /** Undefined: the server's default. */
  gpus: number | undefined;
  gpuScale: number | undefined;
  /** Undefined: no log. */
  logLevel: LogLevel | undefined;
  quiet: boolean;
  help: boolean;
}

export const helpText = `Usage: evenkeel-mock [options]

Enforces the contracts of rate-limited APIs: limits, ceilings, hints, service times and faults.

  --port N             port to listen on, 0 for any free one (default 4010)
  --host ADDRESS       address to listen on (default 127.0.0.1)
  --seed N             settles all service times and faults (default 1)
  --admin-token T      token of the admin API, at least 16 characters;
                       EVENKEEL_ADMIN_TOKEN does the same and stays out of the
                       process list. Without either, a random one is made up and
                       printed, except with --quiet.
  --set POINTER=N      change a number of a contract, for example
                       nimbus/tiers/free/limits/1/windowMs=500; repeatable
  --redis URL          count the windows there that the API counts in a store (Neura's);
                       EVENKEEL_MOCK_REDIS_URL does the same and stays out of the
                       process list. Without either they are counted in this process
  --on-store-failure H what becomes of requests that can't be counted: open lets them
                       through, closed answers 500 (default closed)
  --gpus N             how many GPUs run Nerox's jobs (default 50)
  --gpu-scale S        milliseconds of GPU time a millisecond, from 0, which is frozen,
                       to 1000 (default 1)
  --log-level L        log to standard output from this level on: trace, debug, info,
                       warn, error or fatal; LOG_LEVEL does the same. debug shows the
                       retries and breakers behind the API. Without either, no log
  --quiet              print nothing but errors
  --help               print this

Exit codes: 0 stopped by SIGTERM or SIGINT (a second one ends it at once), or by
the end of a parent that holds an IPC channel, 3 wrong option or address not available.
`;

/** The command line was wrong: `message` is one sentence for people. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

function wholeNumber(name: string, text: string, max: number, min = 0): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new UsageError(`--${name} is "${text}": give a whole number from ${min} to ${max}.`);
  }
  return value;
}

function numberTo(name: string, text: string, max: number): number {
  const value = /^\d{1,16}(\.\d{1,16})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= max)) throw new UsageError(`--${name} is "${text}": give a number from 0 to ${max}.`);
  return value;
}

function oneOf<T extends string>(name: string, text: string, words: readonly T[]): T {
  const word = words.find((known) => known === text);
  if (word === undefined) throw new UsageError(`--${name} is "${text}": give one of ${words.join(', ')}.`);
  return word;
}

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

function levelOf(given: string | undefined, fromEnv: string | undefined): LogLevel | undefined {
  if (given !== undefined) return oneOf('log-level', given, levels);
  // The variable may hold another program's level; one that is not ours is ignored.
  return levels.find((level) => level === fromEnv);
}

function overrides(settings: readonly string[]): ContractOverrides {
  // Without a prototype, since a provider may be called __proto__.
  const all: Record<string, Record<string, number>> = Object.create(null);
  for (const setting of settings) {
    const [, provider, pointer, value] = /^([^/=]+)(\/[^=]+)=([\d.]+)$/.exec(setting) ?? [];
    if (provider === undefined || pointer === undefined || value === undefined) {
      throw new UsageError(`--set is "${setting}": give PROVIDER/POINTER=NUMBER.`);
    }
    all[provider] = { ...all[provider], [pointer]: Number(value) };
  }
  return all;
}

/** Refuses an option that is given twice, since nobody can tell which value is meant. */
function refuseRepeated(names: readonly string[]): void {
  const repeated = names.find((name, at) => name !== 'set' && names.indexOf(name) !== at);
  if (repeated !== undefined) throw new UsageError(`--${repeated} is given more than once: give it once.`);
}

function parse(args: readonly string[]) {
  try {
    const { values, tokens } = parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      tokens: true,
      options: {
        port: { type: 'string', default: '4010' },
        host: { type: 'string', default: '127.0.0.1' },
        seed: { type: 'string', default: '1' },
        'admin-token': { type: 'string' },
        set: { type: 'string', multiple: true, default: [] },
        redis: { type: 'string' },
        'on-store-failure': { type: 'string', default: 'closed' },
        gpus: { type: 'string' },
        'gpu-scale': { type: 'string' },
        'log-level': { type: 'string' },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    refuseRepeated(tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : [])));
    return values;
  } catch (error) {
    if (error instanceof UsageError) throw error;
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
    redis: values.redis ?? (env.EVENKEEL_MOCK_REDIS_URL || undefined),
    onStoreFailure: oneOf('on-store-failure', values['on-store-failure'], ['open', 'closed']),
    gpus: values.gpus === undefined ? undefined : wholeNumber('gpus', values.gpus, GPUS.max, GPUS.min),
    gpuScale: values['gpu-scale'] === undefined ? undefined : numberTo('gpu-scale', values['gpu-scale'], GPU_SCALE.max),
    logLevel: levelOf(values['log-level'], env.LOG_LEVEL || undefined),
    quiet: values.quiet,
    help: values.help,
  };
}
