import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { didYouMean } from './suggest.ts';
import { WrongCall } from './wrong-call.ts';

const LARGEST_SEED = 2 ** 32 - 1;

/**
 * Reads a command's arguments by the definitions of its options.
 *
 * @param unexpected what to say of an argument that is no option; null if such arguments are allowed
 * @throws WrongCall for an option that is unknown, lacks its value, or is given twice although it may be given once
 */
export function readArgs<const T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: T,
  unexpected: string | null,
) {
  try {
    const read = parseArgs({ args: [...args], options, strict: true, allowPositionals: true, tokens: true });
    refuseRepeated(read.tokens, options);
    if (unexpected !== null && read.positionals.length > 0) {
      throw new WrongCall(`Unexpected "${read.positionals[0]}": ${unexpected}`);
    }
    return { values: read.values, positionals: read.positionals };
  } catch (error) {
    if (error instanceof WrongCall) throw error;
    const { code, message } = error as Error & { code?: string };
    if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION')
      throw new WrongCall(`${message.split('.')[0]}. --help shows how it is used.`);
    const named = /'([^']*)'/.exec(message)?.[1] ?? '';
    const known = Object.keys(options).map((name) => `--${name}`);
    throw new WrongCall(`Unknown option "${named}".${didYouMean(named, known)} --help lists all options.`);
  }
}

function refuseRepeated(tokens: readonly { kind: string; name?: string }[], options: ParseArgsOptionsConfig): void {
  const given = tokens.flatMap(({ kind, name }) => (kind === 'option' && name !== undefined ? [name] : []));
  const again = given.find((name, at) => given.indexOf(name) !== at && options[name]?.multiple !== true);
  if (again !== undefined) throw new WrongCall(`--${again} is given more than once: give it once.`);
}

/** @throws WrongCall for a value that is not a seed */
export function readSeed(value: string): number {
  const seed = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  if (seed <= LARGEST_SEED) return seed;
  throw new WrongCall(`--seed: "${value}" is no whole number from 0 to ${LARGEST_SEED}.`);
}
