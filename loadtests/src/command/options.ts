import { didYouMean, readArgs, readSeed, WrongCall } from '@evenkeel/tools/command-line';
import { isRedisUrl, redisWords } from '@evenkeel/tools/redis/where';
import type { FleetOptions } from '../request/run-options.ts';
import { chaosNames, peerNames } from '../shared/fleet-names.ts';

export interface Options {
  /** Names of scenarios; none: the default ones. */
  scenarios: string[];
  /** One of `redisWords` or a URL; null: as each scenario needs. */
  redis: string | null;
  /** Staging, without a slash at the end; null: our own mock server and gateway. */
  target: string | null;
  allowHosts: string[];
  faults: string | null;
  seed: number;
  /** null: as each scenario plans. */
  durationMs: number | null;
  /** null: a folder named by the time. */
  out: string | null;
  /** Further folders of scenarios. */
  scenarioFolders: string[];
  /** Options that only fleets have; what is null is as the scenario plans. */
  fleet: FleetOptions;
  list: boolean;
  help: boolean;
}

const definitions = {
  redis: { type: 'string' },
  target: { type: 'string' },
  'allow-host': { type: 'string', multiple: true, default: [] as string[] },
  faults: { type: 'string' },
  seed: { type: 'string', default: '1' },
  duration: { type: 'string' },
  out: { type: 'string' },
  scenarios: { type: 'string', multiple: true, default: [] as string[] },
  processes: { type: 'string' },
  uneven: { type: 'boolean', default: false },
  uncoordinated: { type: 'boolean', default: false },
  peer: { type: 'string' },
  chaos: { type: 'string' },
  skew: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false, short: 'h' },
} as const;

const LONGEST_S = 86_400;
const MOST_PROCESSES = 64;

/** @throws WrongCall naming the option, its value and the remedy. */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = readArgs(args, definitions, null);
  return {
    scenarios: [...new Set(positionals)],
    redis: values.redis === undefined ? null : redisOf(values.redis),
    target: values.target === undefined ? null : targetOf(values.target),
    allowHosts: values['allow-host'].map((host) => host.toLowerCase()),
    faults: values.faults ?? null,
    seed: readSeed(values.seed),
    durationMs: values.duration === undefined ? null : durationOf(values.duration),
    out: values.out ?? null,
    scenarioFolders: values.scenarios,
    fleet: {
      processes: values.processes === undefined ? null : processesOf(values.processes),
      uneven: values.uneven,
      uncoordinated: values.uncoordinated,
      peer: values.peer === undefined ? null : wordOf('--peer', values.peer, peerNames),
      chaos: values.chaos === undefined ? null : wordOf('--chaos', values.chaos, chaosNames),
      skew: values.skew,
    },
    list: values.list,
    help: values.help,
  };
}

/** A value that may be a URL with a password or a token, even one without its scheme, is not repeated. */
const repeatable = (value: string): string => (/[@?#]/.test(value) ? 'that value' : `"${value}"`);

function redisOf(value: string): string {
  if (redisWords.some((word) => word === value) || isRedisUrl(value)) return value;
  throw new WrongCall(
    `--redis: ${repeatable(value)} is none of ${redisWords.join(', ')}, nor a redis:// URL.${didYouMean(value, redisWords)}`,
  );
}

function targetOf(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new WrongCall(
      `--target: ${repeatable(value)} is no http:// or https:// URL; give one such as http://127.0.0.1:3000.`,
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new WrongCall('--target: give the URL without credentials, query and fragment.');
  }
  return url.href.replace(/\/+$/, '');
}

function processesOf(value: string): number {
  const processes = /^\d{1,3}$/.test(value) ? Number(value) : Number.NaN;
  if (processes >= 1 && processes <= MOST_PROCESSES) return processes;
  throw new WrongCall(`--processes: "${value}" is no whole number from 1 to ${MOST_PROCESSES}.`);
}

function wordOf<W extends string>(option: string, value: string, words: readonly W[]): W {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  throw new WrongCall(`${option}: "${value}" is none of ${words.join(', ')}.${didYouMean(value, words)}`);
}

function durationOf(value: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (seconds > 0 && seconds <= LONGEST_S) return Math.round(seconds * 1_000);
  throw new WrongCall(`--duration: "${value}" is no number of seconds above 0, up to ${LONGEST_S}.`);
}
