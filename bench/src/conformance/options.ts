import { parseArgs } from 'node:util';
import { didYouMean, WrongCall } from '@evenkeel/tools/command-line';

export interface ConformanceOptions {
  quick: boolean;
  /** Plant the cases' bugs, instead of comparing. */
  mutants: boolean;
  /** Chooses the unrelated cases of `--mutants --quick`. */
  seed: number;
  why: boolean;
  /** Ids; none: all. */
  cases: string[];
  /** Names; none: all. */
  contestants: string[];
  /** The file for the results; null: none. */
  json: string | null;
  list: boolean;
  help: boolean;
}

const definitions = {
  quick: { type: 'boolean', default: false },
  mutants: { type: 'boolean', default: false },
  seed: { type: 'string' },
  why: { type: 'boolean', default: false },
  case: { type: 'string', multiple: true, default: [] as string[] },
  contestant: { type: 'string', multiple: true, default: [] as string[] },
  json: { type: 'string' },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false, short: 'h' },
} as const;

const LARGEST_SEED = 2 ** 32 - 1;

/** @throws WrongCall naming the option, its value and the remedy */
export function parseConformanceOptions(args: readonly string[]): ConformanceOptions {
  const { quick, mutants, seed, why, json, list, help, ...values } = parse(args);
  if (mutants && values.contestant.length > 0) {
    throw new WrongCall(
      `--contestant: bugs are planted in ours only, so leave "${values.contestant[0]}" out with --mutants.`,
    );
  }
  if (seed !== undefined && !(mutants && quick)) {
    throw new WrongCall(
      `--seed: "${seed}" would choose the cases of --mutants --quick, so give both, or leave it out.`,
    );
  }
  if (json === '') throw new WrongCall('--json: "" is no file; name one, such as conformance.json.');
  return {
    quick,
    mutants,
    seed: seedOf(seed ?? '1'),
    why,
    cases: [...new Set(values.case)],
    contestants: [...new Set(values.contestant)],
    json: json ?? null,
    list,
    help,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: definitions, strict: true }).values;
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    const named = /'([^']*)'/.exec(message)?.[1] ?? '';
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
      const known = Object.keys(definitions).map((name) => `--${name}`);
      throw new WrongCall(`Unknown option "${named}".${didYouMean(named, known)} --help lists all options.`);
    }
    if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') {
      throw new WrongCall(`Unexpected "${named}": a case is named by --case, a contestant by --contestant.`);
    }
    throw new WrongCall(`${message.split('.')[0]}. --help shows how it is used.`);
  }
}

function seedOf(value: string): number {
  const seed = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  if (seed <= LARGEST_SEED) return seed;
  throw new WrongCall(`--seed: "${value}" is no whole number from 0 to ${LARGEST_SEED}.`);
}
