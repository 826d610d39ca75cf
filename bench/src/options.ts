import { didYouMean, readArgs, readSeed, WrongCall } from '@evenkeel/tools/command-line';
import type { Experiment, ExperimentRequest } from './experiment.ts';

export interface Options {
  /** Names of experiments, each once; none: all. */
  experiments: string[];
  quick: boolean;
  seed: number;
  /** The file for the results; null: none. */
  json: string | null;
  /** What was given of the experiments' own options. */
  own: ExperimentRequest['own'];
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
export function parseOptions(
  args: readonly string[],
  experiments: readonly Pick<Experiment, 'name' | 'options'>[],
): Options {
  const owners = experiments.flatMap(({ name, options = {} }) =>
    Object.keys(options).map((option) => ({ name, option })),
  );
  const own = Object.fromEntries(
    experiments.flatMap(({ options = {} }) =>
      Object.entries(options).map(([option, { value }]) => [
        option,
        { type: value === undefined ? ('boolean' as const) : ('string' as const) },
      ]),
    ),
  );
  const { values, positionals } = readArgs(args, { ...own, ...definitions }, null);
  const known = experiments.map(({ name }) => name);
  for (const name of positionals) {
    if (known.includes(name)) continue;
    throw new WrongCall(`Unknown experiment "${name}".${didYouMean(name, known)} --list shows all.`);
  }
  const given: Record<string, string | boolean | undefined> = {};
  for (const { option } of owners) {
    const value = (values as typeof given)[option];
    if (value === undefined) continue;
    // Several may have one of the name.
    const having = owners.filter((owner) => owner.option === option).map((owner) => owner.name);
    if (!having.some((each) => positionals.includes(each))) {
      throw new WrongCall(`--${option}: it belongs to ${having.join(' and ')}; name that experiment, too.`);
    }
    given[option] = value;
  }
  const { json = null, quick, seed, list, help } = values;
  if (json === '') throw new WrongCall('--json: "" is no file; name one, such as bench.json.');
  return { experiments: [...new Set(positionals)], quick, seed: readSeed(seed), json, own: given, list, help };
}
