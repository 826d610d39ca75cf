import { didYouMean, readArgs, readSeed, WrongCall } from '@evenkeel/tools/command-line';

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

/** @throws WrongCall naming the option, its value and the remedy */
export function parseOptions(args: readonly string[], known: readonly string[]): Options {
  const { values, positionals } = readArgs(args, definitions, null);
  for (const name of positionals) {
    if (known.includes(name)) continue;
    throw new WrongCall(`Unknown experiment "${name}".${didYouMean(name, known)} --list shows all.`);
  }
  if (values.json === '') throw new WrongCall('--json: "" is no file; name one, such as bench.json.');
  return { ...values, experiments: [...new Set(positionals)], seed: readSeed(values.seed), json: values.json ?? null };
}
