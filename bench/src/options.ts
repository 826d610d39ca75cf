import { parseArgs } from 'node:util';
import { didYouMean, WrongCall } from '@evenkeel/tools/command-line';

export interface Options {
  /** Names of experiments, each once; none: all. */
  experiments: string[];
  quick: boolean;
  seed: number;
  /** The file for the results; null: none. */
  json: string | null;
  list: boolean;
  help: boolean;
}

const definitions = {
  quick: { type: 'boolean', default: false },
  seed: { type: 'string', default: '1' },
  json: { type: 'string' },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false, short: 'h' },
} as const;

const LARGEST_SEED = 2 ** 32 - 1;

/** @throws WrongCall naming the option, its value and the remedy */
export function parseOptions(args: readonly string[], known: readonly string[]): Options {
  const { values, positionals } = parse(args);
  for (const name of positionals) {
    if (known.includes(name)) continue;
    throw new WrongCall(`Unknown experiment "${name}".${didYouMean(name, known)} --list shows all.`);
  }
  if (values.json === '') throw new WrongCall('--json: "" is no file; name one, such as bench.json.');
  return { ...values, experiments: [...new Set(positionals)], seed: seedOf(values.seed), json: values.json ?? null };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: definitions, strict: true, allowPositionals: true });
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION')
      throw new WrongCall(`${message.split('.')[0]}. --help shows how it is used.`);
    const named = /'([^']*)'/.exec(message)?.[1] ?? '';
    const known = Object.keys(definitions).map((name) => `--${name}`);
    throw new WrongCall(`Unknown option "${named}".${didYouMean(named, known)} --help lists all options.`);
  }
}

function seedOf(value: string): number {
  const seed = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  if (seed <= LARGEST_SEED) return seed;
  throw new WrongCall(`--seed: "${value}" is no whole number from 0 to ${LARGEST_SEED}.`);
}
