import { readArgs, readSeed, WrongCall } from '@evenkeel/tools/command-line';

export interface ConformanceOptions {
  quick: boolean;
  /** Whether to plant the cases' bugs, instead of comparing. */
  mutants: boolean;
  /** Chooses the unrelated cases of `--mutants --quick`. */
  seed: number;
  why: boolean;
  /** Ids of cases; none: all. */
  cases: string[];
  /** Names of contestants; none: all. */
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

/** @throws WrongCall naming the option, its value and the remedy */
export function parseConformanceOptions(args: readonly string[]): ConformanceOptions {
  const { quick, mutants, seed, why, json, list, help, ...values } = readArgs(
    args,
    definitions,
    'a case is named by --case, a contestant by --contestant.',
  ).values;
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
    seed: readSeed(seed ?? '1'),
    why,
    cases: [...new Set(values.case)],
    contestants: [...new Set(values.contestant)],
    json: json ?? null,
    list,
    help,
  };
}
